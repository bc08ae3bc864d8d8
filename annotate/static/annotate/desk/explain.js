// What a chosen term means, where it is chosen: its definition with examples, and what it means beside what else is chosen.

import { UNNAMED } from "./held.js";

const BEHIND = "Nobody behind the outlet is cited. The outlet carries the report and does not testify: it stands under Who carried it.";
const WHO = {
  unnamed: "An unnamed source is not entered: never record who it is.",
  carried: "No source is cited behind the outlet, so nobody is entered.",
  nobody: "No source is cited, so nobody is entered.",
};

/** `facets`: the terms of each; `isCarried`: whether an outlet is cited for it, as a step of the chain or by the channel. */
export function explain(form, facets, isCarried) {
  const identification = form.elements.identification.value;
  const isUnattributed = identification === "unattributed";
  for (const facet of form.querySelectorAll("[data-facet]")) {
    const help = document.getElementById(`${facet.name}-help`);
    const term = facets[facet.name].find((each) => each.value === facet.value);
    help.textContent = facet.name === "identification" && isUnattributed && isCarried ? BEHIND : defined(term, help.dataset.about);
  }
  const who = UNNAMED.includes(identification) ? "unnamed" : isUnattributed ? (isCarried ? "carried" : "nobody") : null;
  form.querySelector("#source-help").textContent = who ? WHO[who] : "";
}

function defined(term, about) {
  if (!term) return about;
  const examples = [term.example, ...(term.examples ?? [])].filter(Boolean);
  return [term.definition, ...examples.map((words) => (/[“”]/.test(words) ? words : `“${words}”`))].join(" ");
}
