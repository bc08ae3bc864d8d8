// Undo and redo for what was done on the page: each step knows how to take itself back and how to do it again.

export class Undo {
  /** `say(message, isBad)`; `changed(canUndo, canRedo)` after every change. */
  constructor(say, changed = () => {}) {
    Object.assign(this, { say, changed, done: [], undone: [], turn: Promise.resolve() });
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
    return this.#step("done", "undone", "undo", "Undone");
  }

  redo() {
    return this.#step("undone", "done", "redo", "Done again");
  }

  /** One after the other, however fast the key is pressed. */
  #step(...way) {
    this.turn = this.turn.then(() => this.#turn(...way));
    return this.turn;
  }

  async #turn(from, to, what, said) {
    const step = this[from].at(-1);
    if (!step) {
      this.say(what === "undo" ? "Nothing to undo." : "Nothing to do again.");
      return;
    }
    try {
      await step[what]();
      this[from] = this[from].filter((each) => each !== step);
      this[to].push(step);
      this.say(`${said}: ${step.name}.`);
    } catch (refusal) {
      this.say(refusal.message, true);
    }
    this.#told();
  }

  #told() {
    this.changed(this.done.length > 0, this.undone.length > 0);
  }
}
