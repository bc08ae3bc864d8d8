// Saving the form: at once where the server is there; else as soon as it is there again, and once.

import { differences, showConflict } from "./conflict.js";
import { AWAY, get, post, Refusal } from "./server.js";

const AGAIN = 3000;
const SLOW = 200; // sooner nobody presses again, and painting the button would hold up what is shown next

export class Saving {
  constructor(desk) {
    Object.assign(this, { desk, waiting: false, busy: false });
    addEventListener("online", () => this.waiting && this.save());
  }

  async save() {
    const { form, page, readings, say } = this.desk;
    if (this.busy || !form.isOpen) return;
    this.busy = true;
    const button = form.element.querySelector("[type=submit]");
    const told = setTimeout(() => button.setAttribute("aria-disabled", "true"), SLOW);
    try {
      const body = form.body();
      const before = readings.get(body.supersedes);
      const answer = await post(page.urls.save, body);
      this.#saved(answer, before?.withdrawn ? null : before, body);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      say(refusal.message, true);
      await this.#refused(refusal);
    } finally {
      this.busy = false;
      clearTimeout(told);
      button.removeAttribute("aria-disabled");
    }
  }

  #saved(answer, before, body) {
    const { desk } = this;
    this.waiting = false;
    desk.text.root.focus({ preventScroll: true }); // before anything changes: it has everything laid out
    desk.closeForm();
    desk.readings.change(answer.changed);
    desk.cards.reveal(answer.saved);
    if (body.carried_from) desk.before.taken(body.carried_from);
    if (answer.suggestion) desk.suggestions.done(answer.suggestion);
    this.#remember(answer.saved, before, { ...body, suggestion: answer.suggestion });
    desk.say("Saved.");
    document.dispatchEvent(new CustomEvent("desk:saved"));
  }

  async #refused(refusal) {
    const { form } = this.desk;
    const isSame = refusal.current && !differences(form, refusal.current).length;
    if (AWAY.includes(refusal.status)) return this.#retry();
    this.waiting = false; // it has arrived, and is not to be sent again by itself
    this.desk.keep();
    if (isSame) await this.#arrived();
    else if (refusal.current) showConflict(form, refusal.current, { keep: () => this.desk.closeForm(), save: () => this.save() });
    else this.desk.say(`Not saved. ${form.refuse(refusal.errors)}`, true);
  }

  /** What could not be sent is sent when the server, or the session, is there again. */
  #retry() {
    this.waiting = true;
    this.desk.keep();
    setTimeout(() => this.waiting && this.save(), AGAIN);
  }

  /** It had arrived, only the answer was lost. */
  async #arrived() {
    const { desk } = this;
    this.waiting = false;
    desk.closeForm();
    desk.show(await get(desk.page.urls.readings));
    desk.say("Saved.");
  }

  /** A new reading is taken back by withdrawing, a correction by saving what stood before. */
  #remember(saved, before, body) {
    const { history } = this.desk;
    const corrected = { ...body, orphan: null, carried_from: null };
    if (before) history.did("the correction", { what: "save", of: saved, body: bodyOf(before) }, { what: "save", of: saved, body: corrected });
    else if (body.suggestion) history.did("the reading", { what: "unanswer", id: body.suggestion }, { what: "save", body });
    else history.did("the reading", { what: "withdraw", of: saved }, { what: "restore", of: saved });
  }
}

/** A reading as it is sent, from one as it is shown. */
function bodyOf(reading) {
  return {
    claim: reading.claim.id, facets: reading.facets, details: reading.details, spans: reading.spans,
    source: reading.source?.id ?? null, relays: reading.relays.map(({ type, id }) => ({ type, id })),
  };
}
