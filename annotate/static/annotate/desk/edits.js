// What is done in the open form, as steps that can be undone: a run of typing in one field is one step.

import { same } from "./drafts.js";

export class Edits {
  constructor(form, history) {
    Object.assign(this, { form, history, before: null, quiet: false });
  }

  /** The form was opened: nothing before it. */
  begin() {
    this.history.forget("form");
    this.before = this.form.whole();
  }

  /** Something changed: `name` says what, for whoever undoes it; typing in one field goes on as one step. */
  changed(name) {
    if (this.quiet || !this.form.isOpen || !this.before) return;
    const [before, after] = [this.before, this.form.whole()];
    if (same(before, after)) return;
    this.before = after;
    const last = this.history.last;
    if (last?.scope === "form" && last.name === name && last.typed) {
      last.redo.whole = after;
      return;
    }
    const step = this.history.did(name, { what: "put", whole: before }, { what: "put", whole: after }, "form");
    step.typed = ["INPUT", "TEXTAREA"].includes(document.activeElement?.tagName);
  }

  end() {
    this.history.forget("form");
    this.before = null;
  }

  /** The form as it was before a step, or after it. */
  put(whole) {
    this.quiet = true;
    this.form.fill(whole, whole.supersedes);
    this.quiet = false;
    this.before = this.form.whole();
  }
}
