// Which claims some words may put: a worker looks among those that exist; the page asks until it has.

import { post } from "./server.js";

const TRIES = 12; // some twenty seconds: a worker may have a long text before this one
const AT_ONCE = 100; // spans in one question; the server refuses many more

/** For each span ({start, end}) the best claims: a map from `start-end` to [{id, label, hint, polarity, joins}]. */
export async function claimsFor(url, spans, found = () => {}) {
  const known = new Map();
  for (let tries = 1; spans.length && tries <= TRIES; tries++) {
    for (let from = 0; from < spans.length; from += AT_ONCE) {
      const asked = spans.slice(from, from + AT_ONCE).map(({ start, end }) => ({ start, end }));
      const { searches } = await post(url, { spans: asked });
      for (const search of searches) if (search.ready || tries === TRIES) known.set(key(search), search.claims);
      found(known);
    }
    spans = spans.filter((span) => !known.has(key(span)));
    if (spans.length) await new Promise((resolve) => setTimeout(resolve, 300 * tries));
  }
  return known;
}

export const key = ({ start, end }) => `${start}-${end}`;

/** The words of a content as a claim's wording to begin with: without quotation marks, `that`, and what ends a clause. */
export function proposition(content) {
  const bare = content.replace(/^[\s“”"„«»‘’]+|[\s“”"„«»‘’,;:.–—-]+$/g, "").replace(/^(?:that|whether|because)\s+/i, "");
  return bare && `${bare[0].toUpperCase()}${bare.slice(1)}${/[?!]$/.test(bare) ? "" : "."}`;
}
