// The readings beside the text: one card each, in the order of their words. The active card shows everything.

import { Margin } from "./margin.js";
import { quoted } from "./words.js";

const SPANS = { content: "says", cue: "cue", source: "source" };

export class Cards {
  /** `act(what, reading, detail)`: correct, withdraw, restore, deny, undeny, show; `point(reading | null)`. */
  constructor(list, empty, text, { act, point, reads, denies }) {
    Object.assign(this, { list, empty, act, point, reads, denies, readings: new Map(), active: null });
    this.margin = new Margin(list, text);
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("focusin", (event) => this.activate(this.#id(event)));
    list.addEventListener("pointerover", (event) => this.point(this.#of(event)));
    list.addEventListener("pointerleave", () => this.point(this.readings.get(this.active) ?? null));
  }

  /** All of them anew. */
  show(readings) {
    this.readings = new Map(readings.map((r) => [r.id, r]));
    const ordered = [...readings].sort(byWords);
    this.list.replaceChildren(...this.#others(), ...ordered.map((r) => this.#card(r)));
    this.#settle();
  }

  /** Those that changed; `gone`: ids of those that they replace. */
  change(changed, gone) {
    const held = document.activeElement?.closest("#cards li")?.dataset.id;
    const heir = changed.find((r) => r.id === held || r.replaces === held);
    for (const id of gone) {
      this.readings.delete(id);
      this.#li(id)?.remove();
    }
    for (const reading of changed) {
      this.#li(reading.id)?.remove();
      this.readings.set(reading.id, reading);
      this.#insert(this.#card(reading));
    }
    this.#settle();
    if (held && heir) this.#li(heir.id).querySelector(".card-head").focus(); // where one was, one stays
  }

  /** Opens one card, closes the one before; null closes all. */
  activate(id) {
    if (id === this.active && this.#li(id)?.querySelector(".card-more")) return;
    const before = this.active;
    this.active = this.readings.has(id) ? id : null;
    for (const each of [before, this.active]) this.#fold(each);
    this.point(this.readings.get(this.active) ?? null);
    this.margin.lay(this.#li(this.active));
  }

  /** Brings the card of a reading into view and opens it. */
  reveal(id) {
    this.activate(id);
    const card = this.#li(id);
    card?.classList.add("shown");
    requestAnimationFrame(() => card?.scrollIntoView({ block: "nearest" }));
    setTimeout(() => card?.classList.remove("shown"), 1200);
  }

  /** The next card, or the one before, takes the focus. */
  step(by) {
    const heads = [...this.list.querySelectorAll(".card-head")].filter((head) => head.offsetParent);
    const here = heads.indexOf(this.#li(this.active)?.querySelector(".card-head"));
    const at = here < 0 ? (by > 0 ? 0 : heads.length - 1) : Math.max(0, Math.min(heads.length - 1, here + by));
    heads[at]?.focus();
    return this.readings.get(this.active);
  }

  #li(id) {
    return id ? this.list.querySelector(`li[data-id="${CSS.escape(id)}"]`) : null;
  }

  #id(event) {
    return event.target.closest("li[data-id]")?.dataset.id ?? null;
  }

  #of(event) {
    return this.readings.get(this.#id(event)) ?? null;
  }

  /** What others laid in the list: suggestions. */
  #others() {
    return [...this.list.children].filter((item) => !item.dataset.id);
  }

  #insert(card) {
    const start = Number(card.dataset.start);
    const after = [...this.list.children].find((item) => Number(item.dataset.start) > start);
    this.list.insertBefore(card, after ?? null);
  }

  #settle() {
    if (!this.readings.has(this.active)) this.active = null;
    const items = [...this.list.children].sort((a, b) => a.dataset.start - b.dataset.start);
    let here = this.list.firstElementChild;
    for (const item of items) {
      if (item === here) here = here.nextElementSibling; // whatever stays where it is costs nothing
      else this.list.insertBefore(item, here);
      const isNext = this.active ? item.dataset.id === this.active : item === items[0];
      reach(item.querySelector(".card-head"), isNext ? 0 : -1);
    }
    if (this.active && !this.#li(this.active).querySelector(".card-more")) this.#fold(this.active);
    this.empty.hidden = items.length > 0;
    this.margin.lay(this.#li(this.active));
  }

  #clicked(event) {
    const reading = this.#of(event);
    if (!reading) return;
    const button = event.target.closest("button");
    this.activate(reading.id);
    if (button?.dataset.act) this.act(button.dataset.act, reading, button.dataset);
    else if (!event.target.closest("a")) this.act("show", reading);
  }

  #fold(id) {
    const item = this.#li(id);
    if (!item) return;
    const isOpen = id === this.active;
    item.querySelector(".card-more")?.remove();
    item.classList.toggle("open", isOpen);
    item.querySelector(".card-head").setAttribute("aria-expanded", String(isOpen));
    for (const head of isOpen ? this.list.querySelectorAll(".card-head[tabindex='0']") : []) head.tabIndex = -1;
    if (isOpen) item.querySelector(".card-head").tabIndex = 0;
    if (isOpen) item.append(this.#more(this.readings.get(id)));
  }

  #card(reading) {
    const card = element("li", "card");
    card.dataset.id = reading.id;
    card.dataset.start = reading.spans.content?.start ?? 0;
    card.classList.toggle("withdrawn", reading.withdrawn);
    card.classList.toggle("mine", reading.mine);
    const head = element("button", "card-head", element("strong", `kind kind-${reading.kind.value}`, reading.kind.label));
    head.type = "button";
    head.setAttribute("aria-expanded", "false");
    head.tabIndex = -1;
    head.append(" ", element("span", "badge", reading.stance));
    if (reading.details.polarity === "negated") head.append(" ", element("span", "badge", "negated"));
    head.append(" ", words("span", "who", reading.mine ? "you" : reading.reviewer));
    if (reading.withdrawn) head.append(" ", element("span", "badge", "withdrawn"));
    if (deniedBy(reading).length) head.append(" ", element("span", "badge", "linked"));
    if (reading.decision) head.append(" ", element("span", "badge", "decided"));
    for (const { label } of reading.flags) head.append(" ", element("span", "badge flagged", label));
    card.append(head, words("p", "claim", reading.claim.label));
    return card;
  }

  #more(reading) {
    const more = element("div", "card-more", this.#spans(reading));
    more.append(words("p", "chain quiet", ["this outlet", ...reading.chain].join(" ← ")));
    for (const flag of reading.flags) more.append(element("p", "flag", flag.words));
    if (reading.details.note) more.append(words("p", "note-text", reading.details.note));
    if (reading.decision) more.append(decided(reading.decision));
    for (const denied of deniedBy(reading)) more.append(this.#denied(reading, denied));
    const row = this.#buttons(reading);
    if (row.children.length) more.append(row);
    return more;
  }

  #spans(reading) {
    const list = element("dl", "card-spans");
    for (const [name, label] of Object.entries(SPANS)) {
      const span = reading.spans[name];
      if (!span) continue;
      list.append(element("dt", name, label), words("dd", "", quoted(span.exact, 160)));
    }
    return list;
  }

  #denied(reading, denied) {
    const line = words("p", "denies", "");
    const where = element("a", "", denied.label);
    where.href = denied.url;
    where.dataset.attribution = denied.id;
    line.append("Denies ", where, ` (${denied.hint})`);
    if (this.denies) line.append(" ", act("undeny", "Take the link away", `${denied.label}`, { denied: denied.id }));
    return line;
  }

  #buttons(reading) {
    const row = element("p", "card-buttons");
    const about = `${reading.kind.label}, ${reading.claim.label}`;
    if (reading.mine && this.reads && reading.withdrawn) row.append(act("restore", "Undo the withdrawal", about));
    if (reading.mine && this.reads && !reading.withdrawn) {
      row.append(act("correct", "Correct", about), act("withdraw", "Withdraw", about));
    }
    const isDenial = ["denies", "disputes"].includes(reading.facets.stance) && !reading.withdrawn;
    if (isDenial && this.denies) row.append(act("deny", "What does it deny?", about));
    return row;
  }
}

/** What a reading denies, while it stands. */
const deniedBy = (reading) => (reading.withdrawn ? [] : reading.denies);

const byWords = (a, b) =>
  (a.spans.content?.start ?? 0) - (b.spans.content?.start ?? 0) ||
  (a.spans.content?.end ?? 0) - (b.spans.content?.end ?? 0) ||
  a.attribution.localeCompare(b.attribution);

/** What an adjudicator decided, why, and where it is not what this reading says. */
function decided(decision) {
  const part = element("div", "decision", element("strong", "", decision.exists ? "Decided" : "Decided: there is no such attribution here"));
  const facets = element("ul", "plain-list");
  for (const { name, decided, own, differ } of decision.facets) {
    facets.append(element("li", differ ? "differ" : "", `${name}: ${decided}${differ ? `, not ${own}` : ""}`));
  }
  if (facets.children.length) part.append(facets);
  part.append(words("p", "", decision.reason), words("p", "quiet", decision.by));
  return part;
}

function act(name, label, about, data = {}) {
  const button = element("button", "", label);
  button.type = "button";
  Object.assign(button.dataset, { act: name, ...data });
  button.setAttribute("aria-label", `${label}: ${about}`);
  return button;
}

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function words(name, className, text) {
  const made = element(name, className, text);
  made.dir = "auto";
  return made;
}

/** An attribute that is set anew, if only to what it was, has its element styled again. */
function reach(head, tabIndex) {
  if (head && head.tabIndex !== tabIndex) head.tabIndex = tabIndex;
}
