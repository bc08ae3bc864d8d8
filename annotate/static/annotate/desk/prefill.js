// What can be derived from the sentence around the words that were selected.

import { indexAt } from "./words.js";

/** `cues`: [[words, stance], …], the more telling first. → {cue: span | null, stance: term | null}. */
export function derive(text, sentences, content, cues) {
  const sentence = sentences[indexAt(sentences, content.start)];
  if (!sentence) return { cue: null, stance: null };
  const words = text.slice(sentence.start, sentence.end).toLowerCase();
  for (const [cue, stance] of cues) {
    const at = words.search(new RegExp(`(?<![\\p{L}\\p{N}])${cue}(?![\\p{L}\\p{N}])`, "u"));
    if (at < 0) continue;
    const start = sentence.start + [...words.slice(0, at)].length;
    const span = { start, end: start + [...cue].length };
    const inside = span.start >= content.start && span.end <= content.end;
    return { cue: inside ? null : span, stance };
  }
  return { cue: null, stance: null };
}
