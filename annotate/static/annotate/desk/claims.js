// Which claims some words may put: a worker looks among those that exist; the page asks until it has.

import { post } from "./server.js";

const TRIES = 6;

/** For each span ({start, end}) the best claims: a map from `start-end` to [{id, label, hint, polarity, joins}]. */
export async function claimsFor(url, spans, found = () => {}) {
  const known = new Map();
  for (let tries = 1; spans.length && tries <= TRIES; tries++) {
    const { searches } = await post(url, { spans: spans.map(({ start, end }) => ({ start, end })) });
    for (const search of searches) if (search.ready || tries === TRIES) known.set(key(search), search.claims);
    found(known);
    spans = spans.filter((span) => !known.has(key(span)));
    if (spans.length) await new Promise((resolve) => setTimeout(resolve, 300 * tries));
  }
  return known;
}

export const key = ({ start, end }) => `${start}-${end}`;
