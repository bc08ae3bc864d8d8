// The reading form: what it holds, as the server takes it, and back.

import { Combobox } from "./combobox.js";
import { clearErrors, showErrors } from "./errors.js";
import { makeNew } from "./make.js";
import { get } from "./server.js";

const UNNAMED = ["unnamed_individual", "unnamed_group"];
const ASSERTING = ["asserts", "announces", "estimates", "confirms"];
const NUMBERS = ["stated_count", "count_floor"];
const SPANS = ["content", "cue", "source"];

export class ReadingForm {
  /** `page`: the page's data; `changed()` is called after every change; `text`: for the words of spans. */
  constructor(element, page, text, changed) {
    Object.assign(this, { element, page, text, changed, supersedes: null, armed: null, relays: [] });
    this.spans = { content: null, cue: null, source: null };
    this.facets = [...element.querySelectorAll("[data-facet]")];
    this.claim = this.#combo("claim", () => ({ wording: this.claim.input.value }));
    this.source = this.#combo("source", (words) => ({
      name: words,
      identification: element.elements.identification.value,
      affiliation: element.elements.affiliation.value,
    }));
    this.relay = this.#combo("relay", (words) => ({ name: words }), "outlet", (outlet) => outlet && this.#addRelay(outlet));
    this.#kinds();
    element.addEventListener("input", () => this.#follow());
    element.addEventListener("click", (event) => this.#clicked(event));
    this.reset();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  reset() {
    this.element.reset();
    this.spans = { content: null, cue: null, source: null };
    this.supersedes = null;
    this.relays = [];
    for (const combo of [this.claim, this.source, this.relay]) combo.set(null);
    clearErrors(this.element);
    this.element.querySelector("#conflict").hidden = true;
    this.#title();
    this.#follow(false);
  }

  /** A new reading of these words; `derived` is what follows from the sentence they stand in. */
  open(span, derived = {}) {
    this.reset();
    this.element.hidden = false;
    if (span) this.setSpan("content", span);
    if (derived.cue) this.setSpan("cue", derived.cue);
    if (derived.stance) this.#put("stance", derived.stance);
    this.#follow();
    this.arm(derived.cue ? "source" : "cue");
  }

  close() {
    this.reset();
    this.element.hidden = true;
    this.arm(null);
    this.changed();
  }

  /** Fills the form from a reading (to correct it) or from a draft of the same shape. */
  fill(reading, supersedes = reading.id) {
    this.reset();
    this.element.hidden = false;
    this.supersedes = supersedes;
    this.spans = structuredClone(reading.spans);
    this.claim.set(reading.claim);
    this.source.set(reading.source);
    this.relays = [...reading.relays];
    for (const [name, value] of Object.entries({ ...reading.facets, ...reading.details })) this.#put(name, value);
    if (hasMore(reading)) this.element.querySelector("#more").open = true;
    this.arm(null);
    this.#title();
    this.#follow();
  }

  /** What the form holds, of the shape that `fill` takes. */
  held() {
    const value = (name) => this.element.elements[name].value;
    const details = { polarity: value("polarity"), is_described: { true: true, false: false }[value("is_described")] ?? null };
    for (const name of NUMBERS) details[name] = value(name) === "" ? null : Number(value(name));
    for (const name of ["speaks_for", "anonymity_reason", "anonymity_reason_words", "motive", "motive_words", "note"]) {
      details[name] = value(name);
    }
    const facets = Object.fromEntries(this.facets.filter((f) => f.value).map((f) => [f.name, f.value]));
    return {
      claim: this.claim.value, source: this.source.value, relays: this.relays, spans: this.spans, facets, details,
    };
  }

  /** What is sent to be saved. */
  body() {
    const held = this.held();
    const unnamed = UNNAMED.includes(held.facets.identification) || held.facets.identification === "unattributed";
    if (held.details.count_floor === null) held.details.count_floor = 1;
    if (!UNNAMED.includes(held.facets.identification)) held.details.is_described = null;
    return {
      ...held,
      claim: held.claim?.id ?? null,
      source: unnamed ? null : held.source?.id ?? null,
      relays: held.relays.map((r) => ({ type: r.type, id: r.id })),
      supersedes: this.supersedes,
    };
  }

  setSpan(name, span) {
    this.spans[name] = span && { ...span, exact: this.text.slice(span.start, span.end) };
    this.#follow();
  }

  /** The next selection becomes this span. */
  arm(name) {
    this.armed = name;
    for (const button of this.element.querySelectorAll("[data-span]")) {
      button.setAttribute("aria-pressed", String(button.dataset.span === name));
    }
  }

  /** What a kind fills in; a stance that was derived stays where the kind has no other side. */
  preset(name) {
    const kept = this.element.elements.stance.value;
    for (const [facet, term] of Object.entries(this.page.presets[name])) {
      if (facet !== "stance" || !kept || !ASSERTING.includes(kept) || !ASSERTING.includes(term)) this.#put(facet, term);
    }
    this.#follow();
  }

  refuse(errors) {
    showErrors(this.element, errors);
  }

  settled() {
    clearErrors(this.element);
  }

  #combo(name, values, what = name, chosen = () => {}) {
    return new Combobox(this.element.querySelector(`[data-combo="${name}"]`), {
      find: async (words) => (await get(`${this.page.urls.find.replace("WHAT", what)}?q=${encodeURIComponent(words)}`)).results,
      make: (words) => makeNew(what, this.page.urls.make.replace("WHAT", what), values(words)),
      changed: (value) => {
        chosen(value);
        this.#follow();
      },
    });
  }

  #addRelay(outlet) {
    if (!this.relays.some((r) => r.id === outlet.id)) this.relays.push({ type: "outlet", id: outlet.id, label: outlet.label });
    this.relay.set(null);
  }

  #kinds() {
    const row = this.element.querySelector("#kinds");
    for (const name of Object.keys(this.page.presets)) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.preset = name;
      button.textContent = name;
      const key = document.createElement("kbd");
      key.textContent = this.page.keys[name];
      button.append(" ", key);
      row.append(button);
    }
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.preset) this.preset(button.dataset.preset);
    if (button.dataset.span) this.arm(this.armed === button.dataset.span ? null : button.dataset.span);
    if (button.dataset.clear) this.setSpan(button.dataset.clear, null);
    if (button.dataset.relay) {
      this.relays.splice(Number(button.dataset.relay), 1);
      this.#follow();
    }
  }

  #put(name, value) {
    const field = this.element.elements[name];
    if (field) field.value = value === null || value === undefined ? "" : String(value);
  }

  /** Everything that follows from what is chosen: definitions, the words of spans, the chain, who may be named. */
  #follow(tell = true) {
    for (const facet of this.facets) this.#define(facet);
    for (const name of SPANS) this.#words(name);
    const identification = this.element.elements.identification.value;
    const nobody = UNNAMED.includes(identification) || identification === "unattributed";
    this.source.input.disabled = nobody;
    this.element.querySelector('[data-field="source"]').classList.toggle("not-asked", nobody);
    this.element.elements.is_described.disabled = !UNNAMED.includes(identification);
    this.#chain(identification);
    if (tell) this.changed();
  }

  #define(facet) {
    const help = document.getElementById(`${facet.name}-help`);
    const term = this.page.facets[facet.name].find((t) => t.value === facet.value);
    const example = term?.example ? ` “${term.example.replace(/^“|”$/g, "")}”` : "";
    help.textContent = term ? term.definition + example : help.dataset.about;
  }

  #words(name) {
    const span = this.spans[name];
    const shown = this.element.querySelector(`[data-words="${name}"]`);
    const words = span?.exact ?? "";
    shown.textContent = words.length > 240 ? `${words.slice(0, 239)}…` : words;
    this.element.querySelector(`[data-clear="${name}"]`).hidden = !span;
  }

  #chain(identification) {
    const path = this.element.querySelector("#chain");
    path.replaceChildren(this.page.outlet.label);
    this.relays.forEach((relay, index) => {
      const step = document.createElement("button");
      step.type = "button";
      step.dataset.relay = index;
      step.textContent = `${relay.label} ×`;
      step.setAttribute("aria-label", `Take ${relay.label} out of the chain`);
      path.append(" ← ", step);
    });
    const end = this.#end(identification);
    if (end) path.append(" ← ", end);
  }

  #end(identification) {
    if (identification === "unattributed") return "";
    if (!UNNAMED.includes(identification)) return this.source.value?.label ?? "…";
    const chosen = (name) => this.element.elements[name].selectedOptions[0]?.textContent.toLowerCase();
    return `unnamed (${chosen("affiliation")}, ${chosen("role")})`;
  }

  #title() {
    this.element.querySelector("#reading-title").textContent = this.supersedes ? "Correct the reading" : "New reading";
  }
}

function hasMore(reading) {
  const { details, facets } = reading;
  return Boolean(
    details.speaks_for || details.note || details.stated_count || details.motive_words || details.anonymity_reason_words ||
      facets.ground_rule !== "not_stated" || facets.tenure !== "not_stated",
  );
}
