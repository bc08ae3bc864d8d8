// What undoing and redoing do: told as data ({what, …}), so that a step outlives the page on which it was done.

import { post } from "./server.js";

export class Steps {
  constructor(desk) {
    this.desk = desk;
  }

  /** Does one of those below. `of` is the reading that it changes, by the id under which it stands. */
  run(step) {
    return this[step.what](step);
  }

  /** Withdrawing and restoring tell the id under which the reading stands now. */
  withdraw({ of }) {
    return this.#turn("withdraw", of);
  }

  restore({ of }) {
    return this.#turn("restore", of);
  }

  /** A correction, or without `of` the reading anew. */
  async save({ of, body }) {
    const { page, readings, suggestions } = this.desk;
    const { changed } = await post(page.urls.save, of ? { ...body, supersedes: of } : body);
    readings.change(changed);
    if (body.suggestion) suggestions.done(body.suggestion);
  }

  async each({ steps }) {
    for (const step of steps) await this.run(step);
  }

  async link({ attribution, denied, linked }) {
    const { page, readings } = this.desk;
    const { denies } = await post(page.urls.deny.replace("ID", attribution), { denied, linked });
    readings.change(readings.all.filter((r) => r.attribution === attribution).map((r) => ({ ...r, denies })));
  }

  /** A passage of the revision before: where it is now, that it is gone, or that it waits again. */
  async orphan({ way, id, where }) {
    const { page, before } = this.desk;
    before.show((await post(page.urls[way].replace("ID", id), where)).before);
  }

  answer({ way, id, body }) {
    return this.desk.suggestions.turn(way, id, body);
  }

  unanswer({ id }) {
    return this.desk.suggestions.back(id);
  }

  /** The form as it was, within the steps of one opening of it. */
  put({ whole }) {
    this.desk.edits.put(whole);
  }

  reopen({ whole }) {
    const { form, edits } = this.desk;
    form.fill(whole, whole.supersedes);
    edits.begin();
  }

  close() {
    this.desk.closeForm();
  }

  async #turn(way, of) {
    const { page, readings, cards } = this.desk;
    const answer = await post(page.urls[way].replace("ID", of));
    readings.change(answer.changed);
    cards.activate(answer.saved);
    return answer.saved;
  }
}
