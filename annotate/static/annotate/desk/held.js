// What the reading form holds: as a draft keeps it, and as the server takes it.

export const UNNAMED = ["unnamed_individual", "unnamed_group"];
const NUMBERS = ["stated_count", "count_floor"];
const WORDS = ["speaks_for", "anonymity_reason", "anonymity_reason_words", "motive", "motive_words", "note"];
/** What a reading is made from, and the kind that was chosen for it. */
export const CARRIED = ["carried_from", "orphan", "suggestion", "chosen"];

/** What the form holds, of the shape that its `fill` takes. */
export function held(form) {
  const value = (name) => form.element.elements[name].value;
  const details = { polarity: value("polarity"), is_described: { true: true, false: false }[value("is_described")] ?? null };
  for (const name of NUMBERS) details[name] = value(name) === "" ? null : Number(value(name));
  for (const name of WORDS) {
    details[name] = value(name);
  }
  const facets = Object.fromEntries(form.facets.filter((f) => f.value).map((f) => [f.name, f.value]));
  const typed = Object.fromEntries(
    ["claim", "source", "relay"].filter((n) => !form[n].value && form[n].input.value).map((n) => [n, form[n].input.value]),
  );
  return {
    claim: form.claim.value, source: form.source.value, relays: [...form.chain.relays], spans: { ...form.spans }, facets,
    details, typed, making: form.making, ...Object.fromEntries(CARRIED.map((name) => [name, form[name]])),
  };
}

/** What is sent to be saved. */
export function body(form) {
  const all = held(form);
  const unnamed = UNNAMED.includes(all.facets.identification) || all.facets.identification === "unattributed";
  if (all.details.count_floor === null) all.details.count_floor = 1;
  if (!UNNAMED.includes(all.facets.identification)) all.details.is_described = null;
  const { typed, making, chosen, ...sent } = all;
  return {
    ...sent,
    claim: all.claim?.id ?? null,
    source: unnamed ? null : all.source?.id ?? null,
    relays: all.relays.map((r) => ({ type: r.type, id: r.id })),
    supersedes: form.supersedes,
  };
}

/** Whether a reading says something of what is folded away. */
export function hasMore(reading) {
  const { details, facets } = reading;
  return Boolean(
    details.speaks_for || details.note || details.stated_count || details.motive_words || details.anonymity_reason_words ||
      facets.ground_rule !== "not_stated" || facets.tenure !== "not_stated",
  );
}
