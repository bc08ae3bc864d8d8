// Undo and redo for what was done on the page: each step knows how to take itself back and how to do it again.

export class Undo {
  constructor(say) {
    Object.assign(this, { say, done: [], undone: [], busy: false });
  }

  /** `undo` and `redo` return promises; a step that fails stays where it was. */
  did(name, undo, redo) {
    this.done.push({ name, undo, redo });
    this.undone = [];
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
      from.pop();
      to.push(step);
      this.say(`${said}: ${step.name}.`);
    } catch (refusal) {
      this.say(refusal.message, true);
    } finally {
      this.busy = false;
    }
  }
}
