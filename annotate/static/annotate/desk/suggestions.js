// What the service suggests: dimmed in the text and among the cards, with the words that gave each away, until answered.

import { isQuiet } from "../single-keys.js";
import { claimsFor, key } from "./claims.js";
import { get, post, Refusal } from "./server.js";
import { drawn, isOpen, opened } from "./suggestion.js";

const SPANS = ["content", "cue", "source"];
const TYPING = "input, textarea, select, dialog, [contenteditable]";
const TRIES = 12;
const wide = matchMedia("(min-width: 1024px)"); // the cards stand beside their words

export class Suggestions {
  /** `edit(suggestion, claim)` opens the form with it. */
  constructor(desk, edit) {
    Object.assign(this, { desk, edit, urls: desk.page.urls, waiting: [], current: null, left: null, known: new Map(), tries: 0 });
    this.list = desk.cards.list;
    this.list.addEventListener("click", (event) => this.#clicked(event));
    this.list.addEventListener("focusin", (event) => this.#focused(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    desk.text.root.addEventListener("click", (event) => this.#pointed(event));
    // What would be read from now on would not be blind.
    document.addEventListener("desk:submitted", () => this.show({ suggestions: [], looked_through: true, failed: false }));
    this.load();
  }

  /** Asks until the text has been looked through: a worker does that within seconds of the import. */
  async load() {
    try {
      this.show(await get(this.urls.suggestions));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    }
  }

  show({ suggestions, looked_through, failed }) {
    const chosen = new Map(this.waiting.map((s) => [s.id, s.chosen]));
    this.waiting = suggestions.map((s) => this.#matched({ ...s, chosen: chosen.get(s.id) }));
    this.current = this.waiting.find((s) => s.id === this.current?.id) ?? null;
    this.#draw();
    const count = suggestions.length;
    document.getElementById("suggested-count").textContent = count ? `${count} suggested` : "";
    document.getElementById("suggestions-keys").hidden = !count;
    const note = failed ? "This text could not be looked through for suggestions." : looked_through ? "" : "A worker is looking through the text …";
    document.getElementById("suggestions-note").textContent = note;
    document.getElementById("suggestions").hidden = !count && !note;
    this.match();
    if (!looked_through && this.tries++ < TRIES) setTimeout(() => this.load(), 400 * this.tries);
  }

  /** The claims that their words may put: a worker has looked for most of them by now. */
  async match() {
    const spans = this.waiting.map((s) => !s.is_silent && s.spans.content).filter((span) => span && !this.known.has(key(span)));
    if (!spans.length || this.matching) return;
    this.matching = true;
    try {
      await claimsFor(this.urls.candidates, spans, (known) => {
        if (!known.size) return;
        for (const [place, claims] of known) this.known.set(place, claims);
        for (const suggestion of this.waiting) this.#matched(suggestion);
        this.#draw();
      });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    } finally {
      this.matching = false;
    }
  }

  /** One was answered elsewhere on the page: in the form. */
  done(id) {
    const place = this.waiting.findIndex((s) => s.id === id);
    this.left = this.waiting[place + 1] ?? this.waiting[place - 1] ?? null;
    this.show({ suggestions: this.waiting.filter((s) => s.id !== id), looked_through: true, failed: false });
  }

  /** Something else is at hand: none of them is. */
  rest() {
    this.current = this.left = null;
    this.#draw();
  }

  /** A silence is about what was just said; anything else is taken for the claim that says the same. */
  #matched(suggestion) {
    const { spans, is_silent } = suggestion;
    suggestion.claims = is_silent ? this.#before(spans.cue.start) : (spans.content && this.known.get(key(spans.content))) || [];
    suggestion.chosen ??= suggestion.claims[0]?.joins ? 0 : undefined;
    return suggestion;
  }

  #before(start) {
    const earlier = this.desk.readings.all.filter((r) => r.mine && !r.withdrawn && r.spans.content.start < start);
    earlier.sort((a, b) => b.spans.content.start - a.spans.content.start);
    const hint = "as you read before it";
    const claims = new Map(earlier.map(({ claim }) => [claim.id, { ...claim, hint, polarity: "affirmed", joins: true }]));
    const times = (id) => earlier.filter(({ claim }) => claim.id === id).length; // what the text is about comes again
    return [...claims.values()].sort((a, b) => times(b.id) - times(a.id)).slice(0, 3);
  }

  #key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (isQuiet(event.key) || event.target.closest?.(TYPING) || this.desk.form.isOpen || !this.waiting.length) return;
    const act = this.#act(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #act(pressed) {
    if (pressed === "g" || pressed === "b") return () => this.#step(pressed === "g" ? 1 : -1);
    const here = this.current;
    if (!here) return null;
    if (pressed === "v") return () => this.accept(here);
    if (pressed === "r") return () => this.open(here);
    if (pressed === "x") return () => this.reject(here);
    const place = Number(pressed) - 1;
    return /^\d$/.test(pressed) && (place < 0 || here.claims[place]) ? () => this.#choose(here, place) : null;
  }

  /** Back to the one that was opened, where its form was put away; on from it, where it was saved. */
  #step(step) {
    const left = this.waiting.find((s) => s.id === this.left?.id);
    if (left) return this.#go(left);
    const here = this.waiting.indexOf(this.current);
    const next = here < 0 ? (step > 0 ? 0 : this.waiting.length - 1) : here + step;
    return this.#go(this.waiting[Math.max(0, Math.min(this.waiting.length - 1, next))]);
  }

  #go(suggestion) {
    if (!suggestion) return;
    this.left = null;
    this.desk.unselect();
    this.#select(suggestion);
    this.#card(suggestion)?.querySelector(".card-head").focus({ preventScroll: true });
    this.desk.text.show(suggestion.spans.cue);
    if (wide.matches) requestAnimationFrame(() => requestAnimationFrame(() => this.#card(suggestion)?.scrollIntoView({ block: "nearest" })));
  }

  /** Which claim it is taken for: a place among its claims, -1 for a new one. */
  #choose(suggestion, place) {
    suggestion.chosen = place;
    this.#draw();
    this.#card(suggestion)?.querySelector(".card-head").focus({ preventScroll: true });
  }

  /** Where claims say something like it, which one, or a new one, is the reviewer's choice. */
  async accept(suggestion) {
    if (isOpen(suggestion)) {
      this.desk.say("These claims say something like it. Choose one by its number, or 0 for a new claim; then v.");
      return this.#card(suggestion).querySelector(".choice").focus();
    }
    const body = this.#body(suggestion);
    if (!body) return this.open(suggestion);
    return this.#answer(suggestion, "accept", body, "accepting the suggestion", `Accepted: ${suggestion.kind.label}.`);
  }

  reject(suggestion) {
    return this.#answer(suggestion, "reject", {}, "rejecting the suggestion", "Rejected.");
  }

  /** Into the form, filled in; what is still to be chosen is where the cursor goes. */
  open(suggestion) {
    this.left = suggestion;
    this.desk.unselect();
    this.#select(suggestion);
    this.edit(suggestion, suggestion.claims[suggestion.chosen] ?? null);
  }

  /** What accepting sends; null where something is still to be chosen. */
  #body(suggestion) {
    const claim = suggestion.claims[suggestion.chosen];
    const { reading, new_source, new_relay, needs_source, wording } = suggestion;
    if (needs_source || new_relay || (!claim && !wording)) return null;
    const said = claim ? { claim: claim.id, polarity: claim.polarity } : { wording };
    return { ...said, source: reading.source?.id ?? null, new_source, relays: reading.relays.map(({ type, id }) => ({ type, id })) };
  }

  /** An answer to one: accept, reject, undo. */
  async turn(way, id, body = {}) {
    const answer = await post(this.urls[way].replace("ID", id), body);
    this.desk.readings.change(answer.changed);
    this.show(answer);
  }

  /** The answer is taken back, and the suggestion is at hand again. */
  async back(id) {
    await this.turn("undo", id);
    this.#go(this.waiting.find((s) => s.id === id));
  }

  async #answer(suggestion, way, body, name, said) {
    if (this.sending) return;
    this.sending = true;
    const { history, say } = this.desk;
    const place = this.waiting.indexOf(suggestion);
    try {
      await this.turn(way, suggestion.id, body);
      history.did(name, { what: "unanswer", id: suggestion.id }, { what: "answer", way, id: suggestion.id, body });
      say(this.waiting.length ? said : `${said} That was the last suggestion: submit your review when you are through.`);
      this.#go(this.waiting[Math.min(place, this.waiting.length - 1)]);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      say(refusal.message, true);
      if (refusal.status === 409) await this.load();
      else if (refusal.status === 400 && way === "accept") this.open(suggestion);
    } finally {
      this.sending = false;
    }
  }

  #of(event) {
    const item = event.target.closest("li[data-suggestion]");
    return item && this.waiting.find((s) => s.id === item.dataset.suggestion);
  }

  #clicked(event) {
    const suggestion = this.#of(event);
    if (!suggestion) return;
    const button = event.target.closest("button");
    if (button?.dataset.claim) this.#choose(suggestion, Number(button.dataset.claim));
    else if (button?.dataset.answer) this[button.dataset.answer](suggestion);
    else if (wide.matches) this.#go(suggestion);
    else this.#select(suggestion); // whoever touches a card looks at it
  }

  #focused(event) {
    const suggestion = this.#of(event);
    if (!suggestion || suggestion === this.current) return;
    this.left = null;
    this.#select(suggestion);
  }

  #pointed(event) {
    const { text, readings } = this.desk;
    const at = getSelection().isCollapsed ? text.at(event.clientX, event.clientY) : null;
    if (at === null || readings.at(at).length) return;
    const here = this.waiting.find((s) => SPANS.some((n) => s.spans[n] && s.spans[n].start <= at && at < s.spans[n].end));
    if (!here) return;
    this.#select(here);
    this.#card(here)?.scrollIntoView({ block: "nearest" });
  }

  /** Opens its card and closes the one before; null closes it. */
  #select(suggestion) {
    this.current = suggestion;
    const card = suggestion && this.#card(suggestion);
    for (const each of new Set([...this.list.querySelectorAll(".suggested.current"), ...(card ? [card] : [])])) {
      const isOpen = each === card;
      each.classList.toggle("current", isOpen);
      each.querySelector(".card-head").setAttribute("aria-expanded", String(isOpen));
      each.querySelector(".card-more")?.remove();
      if (isOpen) each.append(opened(suggestion));
    }
    if (card) this.desk.cards.margin.lay(card);
    this.#paint();
  }

  #card(suggestion) {
    return this.list.querySelector(`[data-suggestion="${suggestion.id}"]`);
  }

  /** Each as a card among the readings, in the order of their words; one that has its card keeps it. */
  #draw() {
    const before = new Map([...this.list.querySelectorAll("li[data-suggestion]")].map((card) => [card.dataset.suggestion, card]));
    for (const suggestion of this.waiting) {
      if (!before.delete(suggestion.id)) this.list.append(drawn(suggestion));
    }
    for (const card of before.values()) card.remove();
    this.desk.cards.change([], []);
    this.#select(this.current);
  }

  #paint() {
    const here = this.current;
    const { highlights } = this.desk;
    for (const name of SPANS) {
      highlights.set(`suggested-${name}`, this.waiting.filter((s) => s !== here).map((s) => s.spans[name]));
      highlights.set(`now-${name}`, here ? [here.spans[name]] : []);
    }
    highlights.set("because", here ? here.because : []);
  }
}
