// Undo and redo for what was done on the page: each step knows how to take itself back and how to do it again.

export class Undo {
  /** `say(message, isBad)`; `changed(canUndo, canRedo)` after every change. */
  constructor(say, changed = () => {}) {
    Object.assign(this, { say, changed, done: [], undone: [], busy: false });
  }

  /** `undo` and `redo` may return promises; a step that fails stays where it was. `scope`: to forget it by. */
  did(name, undo, redo, scope = "") {
    const step = { name, undo, redo, scope };
    this.done.push(step);
    this.undone = [];
    this.#told();
    return step;
  }

  /** The last thing done, or undefined. */
  get last() {
    return this.undone.length ? undefined : this.done.at(-1);
  }

  forget(scope) {
    this.done = this.done.filter((step) => step.scope !== scope);
    this.undone = this.undone.filter((step) => step.scope !== scope);
    this.#told();
  }

  undo() {
    return this.#step(this.done, this.undone, "undo", "Undone");
  }

  redo() {
    return this.#step(this.undone, this.done, "redo", "Done again");
  }

  async #step(from, to, what, said) {
    const step = from.at(-1);
    if (this.busy) return;
    if (!step) {
      this.say(what === "undo" ? "Nothing to undo." : "Nothing to do again.");
      return;
    }
    this.busy = true;
    try {
      await step[what]();
      from.splice(from.indexOf(step), 1);
      to.push(step);
      this.say(`${said}: ${step.name}.`);
    } catch (refusal) {
      this.say(refusal.message, true);
    } finally {
      this.busy = false;
      this.#told();
    }
  }

  #told() {
    this.changed(this.done.length > 0, this.undone.length > 0);
  }
}
