// The reading form: what it holds, as the server takes it, and back.

import { Chain } from "./chain.js";
import { claimsFor, key, proposition } from "./claims.js";
import { Combobox } from "./combobox.js";
import { clearErrors, showErrors } from "./errors.js";
import { explain } from "./explain.js";
import { body, CARRIED, hasMore, held, UNNAMED } from "./held.js";
import { filledBy, kindButtons, PRESET } from "./kinds.js";
import { makeNew } from "./make.js";
import { get } from "./server.js";
import { focusWithin } from "./within.js";
import { short } from "./words.js";

const SPANS = ["content", "cue", "source"];
const FIELD = 40; // letters that a field surely shows
const NOTHING = { supersedes: null, carried_from: null, orphan: null, suggestion: null, chosen: null };

export class ReadingForm {
  /** `page`: the page's data; `changed(what)` is called after every change; `text`: for the words of spans. */
  constructor(element, page, text, changed) {
    Object.assign(this, { element, page, text, changed, armed: null, making: null, touched: new Set(), ...NOTHING });
    this.chain = new Chain(element.querySelector("#chain"), page.outlet, () => this.#follow("the chain"));
    this.spans = { content: null, cue: null, source: null };
    this.facets = [...element.querySelectorAll("[data-facet]")];
    this.claim = this.#combo("claim", (wording) => ({ wording }));
    this.source = this.#combo("source", (words) => ({
      name: words,
      identification: element.elements.identification.value,
      affiliation: element.elements.affiliation.value,
    }));
    this.relay = this.#combo("relay", (words) => ({ name: words }), "outlet", (relay) => relay && this.#addRelay(relay));
    element.querySelector("#kinds").append(...kindButtons(page));
    element.addEventListener("input", (event) => {
      this.touched.add(event.target.name);
      this.#follow(nameOf(event.target));
    });
    element.addEventListener("click", (event) => this.#clicked(event));
    this.reset();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  reset() {
    this.element.reset();
    this.spans = { content: null, cue: null, source: null };
    Object.assign(this, NOTHING);
    this.touched = new Set();
    this.chain.set([]);
    for (const combo of [this.claim, this.source, this.relay]) combo.set(null);
    clearErrors(this.element);
    this.element.querySelector("#conflict").hidden = true;
    this.#title();
    this.#follow(null);
  }

  /** A new reading of these words; `derived` is what follows from the sentence they stand in. */
  open(span, derived = {}) {
    this.reset();
    this.element.hidden = false;
    if (span) this.#mark("content", span);
    this.derive(derived, "the words");
    this.arm(["cue", "source"].find((name) => !this.spans[name]) ?? null);
  }

  /**
   * Fills in what can be derived: {content, cue, source} spans, facets, details, relays, party, claim, suggestion. What the
   * reviewer has set stays; a kind says whether a source is named, the text says whether it is one or several.
   */
  derive(derived, why = "what was derived") {
    for (const name of SPANS) {
      if (derived[name] && (name === "content" || !this.spans[name]) && !this.touched.has(name)) this.#mark(name, derived[name]);
    }
    for (const [name, value] of Object.entries({ ...derived.facets, ...derived.details })) {
      if (!this.touched.has(name) || this.#refines(name, value)) this.#put(name, value);
    }
    if (!this.touched.has("the chain")) for (const relay of derived.relays ?? []) this.chain.add(relay);
    if (derived.party && !this.source.input.disabled && !this.source.value && !this.source.input.value) this.source.set(derived.party);
    if (derived.claim && !this.claim.value && !this.claim.input.value) this.claim.set(derived.claim);
    if (derived.suggestion) this.suggestion = derived.suggestion;
    if (this.armed && this.spans[this.armed]) this.arm(["cue", "source"].find((name) => !this.spans[name]) ?? null);
    this.#follow(why);
  }

  close() {
    this.reset();
    this.element.hidden = true;
    this.arm(null);
    this.changed(null);
  }

  /** Fills the form from a reading (to correct it) or from a draft of the same shape. */
  fill(reading, supersedes = reading.id) {
    this.reset();
    this.element.hidden = false;
    this.supersedes = supersedes;
    for (const name of CARRIED) this[name] = reading[name] ?? null;
    this.spans = structuredClone(reading.spans);
    this.claim.set(reading.claim);
    this.source.set(reading.source);
    for (const [name, typed] of Object.entries(reading.typed ?? {})) this[name].input.value = typed;
    this.chain.set(reading.relays);
    for (const [name, value] of Object.entries({ ...reading.facets, ...reading.details })) this.#put(name, value);
    if (hasMore(reading)) this.element.querySelector("#more").open = true;
    this.arm(null);
    this.#title();
    this.#follow("the form");
    if (reading.making) {
      this.#make(reading.making.what, reading.making.values).then((made) => {
        this.#made(reading.making.what, made);
        this.focusNext();
      });
    }
  }

  /** A suggestion to be edited: what is known is filled in, what is still to be made is typed, and its keys are at hand. */
  offer({ id, kind, reading, wording, new_source, new_relay }, claim) {
    const polarity = claim?.polarity ?? reading.details.polarity;
    const given = { claim: claim ? "" : wording, source: new_source, relay: new_relay };
    const typed = Object.fromEntries(Object.entries(given).filter(([, words]) => words));
    this.fill({ ...reading, claim, details: { ...reading.details, polarity }, suggestion: id, chosen: PRESET[kind.value], typed }, null);
    focusWithin(this.element, this.claim.input.value ? this.element.querySelector("[data-preset]") : this.claim.input);
  }

  /** What the form holds, of the shape that `fill` takes, with what it is the correction of. */
  whole() {
    const { making, ...held } = this.held();
    return { ...held, supersedes: this.supersedes };
  }

  /** What the form holds, of the shape that `fill` takes. */
  held() {
    return held(this);
  }

  /** What is sent to be saved. */
  body() {
    return body(this);
  }

  setSpan(name, span) {
    this.touched.add(name);
    this.#mark(name, span);
    this.#follow(`the ${name}`);
  }

  #mark(name, span) {
    this.spans[name] = span && { ...span, exact: this.text.slice(span.start, span.end) };
  }

  /** The next selection becomes this span. */
  arm(name) {
    this.armed = name;
    for (const button of this.element.querySelectorAll("[data-span]")) {
      button.setAttribute("aria-pressed", String(button.dataset.span === name));
    }
  }

  preset(name) {
    const preset = this.page.presets[name];
    const filled = filledBy(preset, (field) => this.element.elements[field].value, Boolean(this.suggestion));
    for (const [field, value] of filled) this.#put(field, value);
    this.chosen = name;
    for (const facet of Object.keys(preset)) this.touched.add(facet);
    this.#follow("the kind");
  }

  /** The first field that still wants an answer. */
  focusNext() {
    const { claim, source, element } = this;
    const empty = this.facets.find((facet) => !facet.value);
    const wanted = !claim.value ? claim.input : !source.value && !source.input.disabled ? source.input : empty;
    focusWithin(element, wanted ?? element.querySelector("[type=submit]"));
  }

  /** Lays the errors on the fields; answers with what is to be said of them. */
  refuse(errors) {
    for (const name of ["claim", "source"]) {
      const typed = this[name].value ? "" : this[name].input.value.trim();
      if (errors[name] && typed) errors[name] = [`“${short(typed, 60)}” is not chosen yet: press Enter for the first line below, or take “Make”.`];
    }
    return showErrors(this.element, errors);
  }

  settled() {
    clearErrors(this.element);
  }

  #combo(name, values, what = name, chosen = () => {}) {
    return new Combobox(this.element.querySelector(`[data-combo="${name}"]`), {
      find: async (words) => name === "claim" && !words ? this.#candidates() : (await get(`${this.page.urls.find.replace("WHAT", name)}?q=${encodeURIComponent(words)}`)).results,
      make: (words) => this.#make(what, values(words)),
      changed: (value) => {
        if (value?.polarity) this.#put("polarity", value.polarity);
        chosen(value);
        this.#follow(name === "relay" ? "the chain" : `the ${name}`);
      },
      onward: name === "claim" ? () => this.focusNext() : null,
      propose: name === "claim" ? () => proposition(this.spans.content?.exact ?? "") : null,
    });
  }

  /** Before anything is typed: the claims that the words of the content may put, the best first. */
  async #candidates() {
    const { content } = this.spans;
    return content ? (await claimsFor(this.page.urls.candidates, [content])).get(key(content)) ?? [] : [];
  }

  /** The dialog's words are part of the draft too. */
  async #make(what, values) {
    const keep = (typed) => {
      this.making = { what, values: typed };
      this.#follow("the new entry");
    };
    const made = await makeNew(what, this.page.urls.make.replace("WHAT", what), values, keep);
    this.making = null;
    return made;
  }

  #made(what, made) {
    if (made && what === "outlet") this.#addRelay(made);
    else if (made) this[what].set(made);
    this.#follow(`the ${what}`);
  }

  #addRelay(relay) {
    this.touched.add("the chain");
    this.chain.add(relay);
    this.relay.set(null);
  }

  /** One unnamed person or several: what the text states is finer than the kind that was chosen. */
  #refines(name, value) {
    return name === "identification" && UNNAMED.includes(value) && UNNAMED.includes(this.element.elements[name].value);
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.preset) this.preset(button.dataset.preset);
    if (button.dataset.span) this.arm(this.armed === button.dataset.span ? null : button.dataset.span);
    if (button.dataset.clear) this.setSpan(button.dataset.clear, null);
  }

  #put(name, value) {
    const field = this.element.elements[name];
    if (field) field.value = value === null || value === undefined ? "" : String(value);
  }

  /** Everything that follows from what is chosen: definitions, the words of spans, the chain, who may be named. */
  #follow(what) {
    explain(this.element, this.page.facets, this.chain.relays.length > 0 || this.element.elements.channel.value === "press_report");
    for (const name of SPANS) this.#words(name);
    for (const kind of this.element.querySelectorAll("[data-preset]")) kind.setAttribute("aria-pressed", String(kind.dataset.preset === this.chosen));
    const identification = this.element.elements.identification.value;
    const nobody = UNNAMED.includes(identification) || identification === "unattributed";
    if (nobody && this.source.input.value) this.source.set(null); // what the text's names suggested
    this.source.input.disabled = nobody;
    this.element.querySelector('[data-field="source"]').classList.toggle("not-asked", nobody);
    this.element.elements.is_described.disabled = !UNNAMED.includes(identification);
    this.chain.show(this.#end(identification));
    this.#whole();
    if (what) this.changed(what);
  }

  #words(name) {
    const span = this.spans[name];
    const shown = this.element.querySelector(`[data-words="${name}"]`);
    const words = span?.exact ?? "";
    shown.textContent = short(words, 240);
    this.element.querySelector(`[data-clear="${name}"]`).hidden = !span;
  }

  /** A claim that is longer than its field, to be read to its end. */
  #whole() {
    const whole = this.element.querySelector("#claim-whole");
    whole.textContent = this.claim.input.value;
    whole.hidden = whole.textContent.length <= FIELD;
  }

  #end(identification) {
    if (identification === "unattributed") return "";
    if (!UNNAMED.includes(identification)) return this.source.value?.label ?? "…";
    const { affiliation, role } = this.element.elements;
    const stated = affiliation.value === "none_stated" ? [role] : [affiliation, role];
    return `unnamed (${stated.map((field) => field.selectedOptions[0]?.textContent.toLowerCase()).join(", ")})`;
  }

  #title() {
    this.element.querySelector("#reading-title").textContent = this.supersedes ? "Correct the reading" : "New reading";
  }
}

const nameOf = (field) => field.labels?.[0]?.textContent.trim().toLowerCase() ?? field.name;
