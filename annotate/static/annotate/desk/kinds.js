// The kinds to choose from, and what choosing one fills in.

/** The button of a kind as the server derives it. */
export const PRESET = {
  no_comment: "no comment", denial: "denial", other_media: "other media", anonymous_source: "anonymous", unattributed: "unattributed",
  official_statement: "statement", named_organisation: "statement", document_or_data: "document", named_expert: "expert",
  named_participant: "person",
};
const ASSERTING = ["asserts", "announces", "estimates", "confirms"];
const WHO = ["identification", "role", "affiliation"];
const isUnnamed = (term) => Boolean(term?.startsWith("unnamed"));

/**
 * Fields with their new values, of a kind's `preset`. A stance that was derived stays where the kind has no other side. Of a
 * suggestion a denial or a silence turns the stance alone: who speaks was read from the text. It is of the claim itself, so
 * nothing is negated twice. Who an unnamed source is, as far as the words say, stays where the kind is an unnamed one.
 */
export function filledBy(preset, now, isSuggested) {
  const turns = !ASSERTING.includes(preset.stance);
  const asserted = ASSERTING.includes(now("stance"));
  const isRead = isUnnamed(preset.identification) && isUnnamed(now("identification"));
  const stays = (facet) => {
    if (facet === "stance") return asserted && !turns;
    return now(facet) && ((turns && isSuggested) || (isRead && WHO.includes(facet)));
  };
  const filled = Object.entries(preset).filter(([facet]) => !stays(facet));
  if (turns && asserted && now("polarity") === "negated") filled.push(["polarity", "affirmed"]);
  return filled;
}

/** A button for each kind, with its key. */
export function kindButtons({ presets, keys }) {
  return Object.keys(presets).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.preset = name;
    const key = document.createElement("kbd");
    key.textContent = keys[name];
    button.append(`${name} `, key);
    return button;
  });
}
