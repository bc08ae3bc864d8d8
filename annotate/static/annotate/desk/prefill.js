// What can be derived from the sentence around the words that were selected: at once here, more from the server.

import { get } from "./server.js";
import { indexAt } from "./words.js";

/** `cues`: [[words, stance], …], the more telling first. → {cue: span | null, facets: {stance}}. */
export function derive(text, sentences, content, cues) {
  const sentence = sentences[indexAt(sentences, content.start)];
  if (!sentence) return {};
  const words = text.slice(sentence.start, sentence.end).toLowerCase();
  for (const [cue, stance] of cues) {
    const at = words.search(new RegExp(`(?<![\\p{L}\\p{N}])${cue}(?![\\p{L}\\p{N}])`, "u"));
    if (at < 0) continue;
    const start = sentence.start + [...words.slice(0, at)].length;
    const span = { start, end: start + [...cue].length };
    const inside = span.start >= content.start && span.end <= content.end;
    return { cue: inside ? null : span, facets: { stance } };
  }
  return {};
}

/** What the server knows of these words: spans, facets, who is named there. Nothing where it is not reached. */
export async function deriveMore(url, { start, end }) {
  try {
    return await get(`${url}?start=${start}&end=${end}`);
  } catch {
    return {};
  }
}
