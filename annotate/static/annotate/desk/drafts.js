// What is in the form, kept in this browser at once and on the server soon after. Nothing typed is lost:
// what could not be sent is sent when the server is there again, and an identical copy there counts as sent.

import { post } from "./server.js";

const SOON = 500;
const AGAIN = 3000;

export class Drafts {
  /** `conflict(theirs, choose)`: another tab kept something else; `choose(true)` keeps one's own. */
  constructor({ url, user, revision, stored, say, conflict }) {
    Object.assign(this, { url, stored, say, conflict, version: stored?.version ?? 0, sending: false });
    this.key = `draft ${user} ${revision}`;
    addEventListener("online", () => this.push());
  }

  /** Of what this browser and the server have, the one to go on with: a body, or null. */
  restore() {
    const local = this.#read();
    if (!local) return this.stored?.body ?? null;
    if (local.dropped) {
      this.#send();
      return null;
    }
    const isKnown = !this.stored || local.seen === this.stored.version || same(local.body, this.stored.body);
    if (local.sent && this.stored) return this.stored.body;
    if (isKnown) {
      this.#soon(0);
      return local.body;
    }
    this.#clash(local.body, this.stored);
    return local.body;
  }

  keep(body) {
    if (same(body, this.#read()?.body)) return;
    this.#write({ body, seen: this.version, sent: false });
    this.#soon(SOON);
  }

  drop() {
    if (!this.#read() && !this.version) return;
    this.#write({ dropped: true });
    this.#send();
  }

  push() {
    const local = this.#read();
    if (local && !local.sent) this.#send();
  }

  async #send() {
    if (this.sending) return this.#soon(SOON);
    const local = this.#read();
    if (!local || local.sent) return undefined;
    this.sending = true;
    try {
      const { version } = await post(this.url, { body: local.dropped ? null : local.body, seen: this.version }, { keepalive: true });
      this.version = version;
      this.#settle(local);
    } catch (refusal) {
      this.#failed(refusal, local);
    } finally {
      this.sending = false;
    }
    return undefined;
  }

  #settle(sent) {
    const now = this.#read();
    if (sent.dropped && now?.dropped) localStorage.removeItem(this.key);
    else if (now && same(now.body, sent.body)) this.#write({ ...now, seen: this.version, sent: true });
    else this.#soon(SOON);
  }

  #failed(refusal, local) {
    if (refusal.status === 409 && refusal.current) return this.#clash(local.body, refusal.current);
    if (refusal.status === 400) return undefined;
    this.say(`${refusal.message} Your draft is kept in this browser.`, true);
    return this.#soon(AGAIN);
  }

  #clash(mine, theirs) {
    this.conflict(theirs.body, (keepMine) => {
      this.version = theirs.version;
      this.#write({ body: keepMine ? mine : theirs.body, seen: this.version, sent: !keepMine });
      if (keepMine) this.#soon(0);
    });
  }

  #soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#send(), wait);
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  #write(value) {
    try {
      localStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      this.say("This browser keeps no drafts; the server does.", true);
    }
  }
}

export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
