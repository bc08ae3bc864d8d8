// Words and sentences of the text, as spans in code points, for selecting by keys.

import { pointsBefore } from "./text.js";

/** All words and all sentences of `text` (a Text), in order. */
export function units(text, language) {
  return { word: segments(text, language, "word"), sentence: segments(text, language, "sentence") };
}

function segments(text, language, granularity) {
  const segmenter = new Intl.Segmenter(language || undefined, { granularity });
  const found = [];
  for (const line of text.lines) {
    for (const { segment, index, isWordLike } of segmenter.segment(line.words)) {
      if (granularity === "word" ? !isWordLike : !segment.trim()) continue;
      const start = line.start + (line.plain ? index : pointsBefore(line.words, index));
      const trimmed = segment.trimEnd();
      found.push({ start, end: start + (line.plain ? trimmed.length : pointsBefore(trimmed, trimmed.length)) });
    }
  }
  return found;
}

/** At most so many letters of some words, cut where a word ends. */
export function short(words, most) {
  if (words.length <= most) return words;
  const cut = words.slice(0, most - 1);
  const end = cut.search(/\s\S*$/u);
  return `${end > most / 2 ? cut.slice(0, end) : cut}…`;
}

/** At most so many letters in quotation marks; in none but their own where they have some. */
export function quoted(words, most) {
  return /[“”„«»"]/.test(words) ? short(words, most) : `“${short(words, most)}”`;
}

/** The index of the unit at `offset`, or of the next one; -1 where there is none. */
export function indexAt(list, offset) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, list.length - 1);
}
