// What is done to a reading from its card, and to the review as a whole.

import { chooseDenied } from "./denial.js";
import { AWAY, get, post, Refusal } from "./server.js";

const AGAIN = 3000;

export class Acts {
  constructor(desk) {
    this.desk = desk;
  }

  /** `what`: show, correct, withdraw, restore, deny, undeny. */
  act(what, reading, detail = {}) {
    const { desk } = this;
    if (what === "show") return desk.reveal(reading);
    if (what === "correct") return desk.correct(reading);
    if (what === "deny") return this.#link(reading);
    if (what === "undeny") return this.#linked(reading, detail.denied, false);
    return this.#turn(what, reading);
  }

  /** Runs `work`; where the server is not reached, again until it is. What was refused is told. */
  async attempt(work) {
    try {
      await work();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.desk.say(refusal.message, true);
      if (AWAY.includes(refusal.status)) setTimeout(() => this.attempt(work), AGAIN);
      if (refusal.status === 409) this.desk.show(await get(this.desk.page.urls.readings));
    }
  }

  /** Finishing is the one thing that cannot be undone: others' readings are shown from then on. */
  submit() {
    const { desk } = this;
    const dialog = document.getElementById("submit-dialog");
    const mine = desk.readings.all.filter((r) => r.mine && !r.withdrawn).length;
    dialog.querySelector("[data-count]").textContent = mine === 1 ? "1 reading" : `${mine || "no"} readings`;
    const waiting = desk.suggestions.waiting.length;
    const undecided = dialog.querySelector("[data-undecided]");
    undecided.textContent = `${waiting === 1 ? "1 suggestion is" : `${waiting} suggestions are`} not decided; submitting puts ${waiting === 1 ? "it" : "them"} away.`;
    undecided.hidden = !waiting;
    dialog.querySelector("[data-open]").hidden = !desk.form.isOpen;
    dialog.querySelector("[data-do=close]").onclick = () => dialog.close();
    dialog.querySelector("form").onsubmit = () =>
      this.attempt(async () => {
        desk.show(await post(desk.page.urls.submit));
        if (desk.form.isOpen && !desk.form.supersedes) desk.closeForm(); // nothing new can be added now
        document.dispatchEvent(new CustomEvent("desk:submitted"));
        desk.say("Submitted. Others’ readings of this text are shown now.");
      });
    dialog.showModal();
  }

  #turn(what, reading) {
    const [back, name, said] = what === "withdraw" ? ["restore", "withdrawing", "Withdrawn."] : ["withdraw", "restoring", "The reading stands again."];
    return this.#did(name, { what: back, of: reading.id }, { what, of: reading.id }, said);
  }

  async #link(reading) {
    const chosen = await chooseDenied(this.desk.page.urls.deniable.replace("ID", reading.attribution), reading);
    if (chosen) await this.#linked(reading, chosen.id, true);
  }

  #linked({ attribution }, denied, linked) {
    const [name, said] = linked ? ["the link", "Linked with what it denies."] : ["taking the link away", "The link is taken away."];
    const link = { what: "link", attribution, denied };
    return this.#did(name, { ...link, linked: !linked }, { ...link, linked }, said);
  }

  /** For the first time: `redo` does it, `undo` takes it back. */
  #did(name, undo, redo, said) {
    const { history, say } = this.desk;
    return this.attempt(async () => {
      const id = await this.desk.steps.run(redo);
      if (redo.of) undo.of = redo.of = id;
      history.did(name, undo, redo);
      say(said);
    });
  }
}
