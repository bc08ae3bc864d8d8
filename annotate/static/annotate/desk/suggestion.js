// One suggestion as a card: a line while it waits; opened, why it is suggested, what it is taken for, and the answers.

import { element, words } from "./cards.js";
import { quoted, short } from "./words.js";

const ANSWERS = [["accept", "Accept", "v"], ["open", "Edit", "r"], ["reject", "Reject", "x"]];

export function drawn(suggestion) {
  const { id, kind, spans } = suggestion;
  const card = element("li", "card suggested");
  card.dataset.suggestion = id;
  card.dataset.start = (spans.content ?? spans.cue).start;
  const head = element("button", "card-head", element("strong", `kind kind-${kind.value}`, kind.label), " ", element("span", "badge", "suggested"));
  head.type = "button";
  head.tabIndex = -1;
  head.setAttribute("aria-expanded", "false");
  card.append(head, words("p", "who-says", spans.source ? `${short(spans.source.exact, 60)}: ${spans.cue.exact}` : spans.cue.exact));
  return card;
}

export function opened(suggestion) {
  const more = element("div", "card-more", spoken(suggestion));
  if (suggestion.said.length) {
    more.append(element("p", "said", ...suggestion.said.flatMap((label) => [element("span", "badge", label), " "])));
  }
  more.append(because(suggestion.because), choices(suggestion));
  const who = whom(suggestion);
  if (who) more.append(words("p", "quiet", who));
  more.append(answers(suggestion));
  return more;
}

function spoken({ spans, is_silent }) {
  const list = element("dl", "card-spans");
  for (const [name, label] of [["content", "says"], ["cue", "cue"], ["source", "source"]]) {
    if (spans[name] && !(is_silent && name === "content")) list.append(element("dt", name, label), words("dd", "", quoted(spans[name].exact, 160)));
  }
  return list;
}

function because(reasons) {
  const line = element("p", "because", "Because of ");
  reasons.forEach(({ exact, says }, place) => {
    line.append(place ? ", " : "", words("span", "quoted", quoted(exact, 60)), " ", element("small", "", `(${says})`));
  });
  return line;
}

/** Whether its words are like those of a claim, and nobody has said yet whether it is that one. */
export const isOpen = ({ chosen, claims }) => chosen === undefined && claims.some((claim) => claim.alike);

function choices(suggestion) {
  const { claims, chosen, wording } = suggestion;
  const box = element("div", "choices");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "The claim");
  const asks = isOpen(suggestion);
  if (asks) box.append(element("p", "quiet", "Is it one of these claims, or a new one?"));
  claims.forEach((claim, place) => box.append(choice(place, claim.label, claim.hint, chosen === place)));
  const isNew = !claims[chosen] && !asks;
  if (wording) box.append(choice(-1, `New: ${wording}`, "", isNew));
  else if (!claims[chosen]) box.append(element("p", "quiet", "Accepting asks for the claim."));
  return box;
}

function choice(place, label, hint, chosen) {
  const button = element("button", "choice", element("kbd", "", String(place + 1)), " ", label);
  button.type = "button";
  button.dir = "auto";
  button.dataset.claim = place;
  button.setAttribute("aria-pressed", String(chosen));
  if (hint) button.append(" ", element("small", "", hint));
  return button;
}

function whom({ reading, new_source, new_relay, needs_source }) {
  const said = reading.relays.map((relay) => `Carried by ${relay.label}`);
  if (reading.source) said.unshift(`Who speaks: ${reading.source.label}`);
  else if (new_source) said.unshift(`Who speaks: ${new_source} (new)`);
  if (needs_source) said.push("Accepting asks who speaks.");
  if (new_relay) said.push(`Accepting asks for the outlet in between: ${new_relay}.`);
  return said.join(" · ");
}

function answers({ kind }) {
  const row = element("p", "card-buttons");
  for (const [answer, label, pressed] of ANSWERS) {
    const button = element("button", "", `${label} `, element("kbd", "", pressed));
    button.type = "button";
    button.dataset.answer = answer;
    button.setAttribute("aria-label", `${label}: ${kind.label}`);
    row.append(button);
  }
  return row;
}
