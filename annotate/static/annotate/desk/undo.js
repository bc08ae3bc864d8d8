// Undo and redo for what was done on the page, and on this page before it was loaded again.

const MOST = 200; // steps that are kept over a reload

export class Undo {
  /** `run(step)` does a step (see steps.js); `say(message, isBad)`; `changed(canUndo, canRedo)`; `key`: to keep it by. */
  constructor({ run, say, changed, key }) {
    Object.assign(this, { run, say, changed, key, done: [], undone: [], turn: Promise.resolve() });
    addEventListener("pagehide", () => this.#keep());
  }

  /** `undo` and `redo` are steps to run; one that fails stays where it was. `scope`: to forget it by, at a reload too. */
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

  /** A reading has another id now: a correction, a withdrawal or an undo of this page made a new one. */
  follow(old, id) {
    for (const step of this.#steps()) if (step.of === old) step.of = id;
  }

  /** Goes on where the page was left, unless `stands(id)` says of some reading that it was changed elsewhere since. */
  resume(stands) {
    const { done, undone } = this.#kept();
    Object.assign(this, { done, undone });
    if ([...this.#steps()].some((step) => step.of && !stands(step.of))) Object.assign(this, { done: [], undone: [] });
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
      await this.run(step[what]);
      this[from] = this[from].filter((each) => each !== step);
      this[to].push(step);
      this.say(`${said}: ${step.name}.`);
    } catch (refusal) {
      this.say(refusal.message, true);
    }
    this.#told();
  }

  *#steps() {
    for (const { undo, redo } of [...this.done, ...this.undone]) {
      for (const step of [undo, redo]) yield* step.steps ?? [step];
    }
  }

  #kept() {
    try {
      return { done: [], undone: [], ...JSON.parse(sessionStorage.getItem(this.key)) };
    } catch {
      return { done: [], undone: [] };
    }
  }

  #keep() {
    const lasting = (steps) => steps.filter((step) => !step.scope).slice(-MOST);
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ done: lasting(this.done), undone: lasting(this.undone) }));
    } catch {
      // a browser that keeps nothing: the page begins without
    }
  }

  #told() {
    this.changed(this.done.length > 0, this.undone.length > 0);
  }
}
