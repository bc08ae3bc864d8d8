// Everything on the article page by keys. No key does anything while one is typing, or with a modifier held.

import { isQuiet } from "../single-keys.js";
import { indexAt, units } from "./words.js";

const TYPING = "input, textarea, select, dialog[open], [contenteditable]";
/** Where the browser has an undo of its own. */
const TEXT = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable]";
const SPANS = { 1: "content", 2: "cue", 3: "source" };

export class Keyboard {
  /**
   * `on` has: take(span, name | null), isOpen() (the form), arm(name), preset(name), next(step), undo(), redo(), say(message), cancel(), form(),
   * leave() (a field, back to the text).
   * `keys`: kind → its key. `cursor` is what is selected by keys: a span, or null.
   */
  constructor(text, highlights, { keys, language, help, on }) {
    Object.assign(this, { text, highlights, help, on, cursor: null, anchor: null });
    this.kinds = Object.fromEntries(Object.entries(keys).map(([kind, key]) => [key, kind]));
    this.language = language;
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Words and sentences are cut when a key first asks for them: a long text opens no slower. */
  get units() {
    this.cut ??= units(this.text, this.language);
    return this.cut;
  }

  clear() {
    this.cursor = this.anchor = null;
    this.highlights.cursor(null);
  }

  #key(event) {
    if (event.isComposing || event.altKey || event.defaultPrevented) return;
    const typing = event.target.closest?.(TYPING);
    if (event.ctrlKey || event.metaKey) return event.target.closest?.(`${TEXT}, dialog[open]`) ? undefined : this.#undo(event);
    if (event.target.closest?.("dialog")) return undefined;
    // From anything in a form, its buttons too, to the text first: only there Escape puts the form away.
    if (event.key === "Escape") return this.#done(event, typing || event.target.closest?.("form") ? this.on.leave() : this.on.cancel());
    if (typing || isQuiet(event.key)) return undefined;
    if (event.key === "?") return this.#done(event, this.help.showModal());
    const act = this.#act(event);
    return act ? this.#done(event, act()) : undefined;
  }

  #undo(event) {
    const key = event.key.toLowerCase();
    if (key === "z") this.#done(event, event.shiftKey ? this.on.redo() : this.on.undo());
    else if (key === "y") this.#done(event, this.on.redo());
  }

  #act(event) {
    const { key, shiftKey } = event;
    const onButton = event.target.closest("button, a, summary");
    const moves = { ArrowRight: ["word", 1], ArrowLeft: ["word", -1], ArrowDown: ["sentence", 1], ArrowUp: ["sentence", -1] };
    if (moves[key]) return () => this.#move(...this.#towards(key, moves[key]), shiftKey);
    if (onButton && (key === "Enter" || key === " ")) return null; // it is pressed
    if (key === "Enter" && this.cursor) return () => this.on.take(this.cursor, null);
    if (SPANS[key] && this.cursor) return () => this.on.take(this.cursor, SPANS[key]);
    if (SPANS[key] && this.on.isOpen()) return () => this.on.arm(SPANS[key]);
    if (this.kinds[key] && !shiftKey) return () => this.on.preset(this.kinds[key], this.cursor);
    if (key === "j" || key === "k") return () => this.on.next(key === "j" ? 1 : -1);
    if (key === "f") return () => this.on.form();
    if (key === "z") return () => this.on.undo();
    if (key === "Z" || key === "y") return () => this.on.redo();
    return null;
  }

  #done(event) {
    event.preventDefault();
  }

  /** In a line that runs from right to left, the left arrow is the one that goes on. */
  #towards(key, [unit, step]) {
    if (unit !== "word") return [unit, step];
    const line = this.text.lineAt(this.cursor ? this.cursor.start : this.#inView());
    return [unit, getComputedStyle(line.element).direction === "rtl" ? -step : step];
  }

  /** The next word or sentence; with shift the selection grows, or shrinks again, by one. */
  #move(unit, step, extend) {
    const list = this.units[unit];
    if (!list.length) return;
    this.text.root.focus({ preventScroll: true }); // what is selected is what Enter is for
    if (!extend || !this.cursor) {
      this.anchor = list[this.#from(list, unit, step)];
      this.cursor = this.anchor;
    } else {
      // A sentence grows and shrinks by words from its end, down to its first word.
      if (unit === "word") this.anchor = { start: this.anchor.start, end: list[indexAt(list, this.anchor.start)].end };
      this.cursor = this.#extended(list, step);
    }
    this.#show();
  }

  #from(list, unit, step) {
    if (!this.cursor) return indexAt(list, this.#inView());
    const here = indexAt(list, step > 0 ? this.cursor.end - 1 : this.cursor.start);
    const inside = list[here].end - list[here].start > this.cursor.end - this.cursor.start && unit === "sentence";
    return inside ? here : Math.max(0, Math.min(list.length - 1, here + step));
  }

  #extended(list, step) {
    const { anchor, cursor } = this;
    if (step > 0 && cursor.start < anchor.start) {
      const next = list[Math.min(list.length - 1, indexAt(list, cursor.start) + 1)];
      return { start: Math.min(next.start, anchor.start), end: cursor.end };
    }
    if (step > 0) return { start: cursor.start, end: Math.max(cursor.end, list[indexAt(list, cursor.end)].end) };
    if (cursor.end > anchor.end) {
      const before = list.findLast((each) => each.end < cursor.end);
      return { start: cursor.start, end: Math.max(before?.end ?? 0, anchor.end) };
    }
    const before = list[Math.max(0, indexAt(list, cursor.start) - 1)];
    return { start: Math.min(cursor.start, before.start), end: cursor.end };
  }

  /** Where the text that is on the screen begins. */
  #inView() {
    const line = this.text.lines.find((l) => l.words.trim() && l.element.getBoundingClientRect().bottom > 0);
    return line?.start ?? 0;
  }

  #show() {
    this.highlights.cursor(this.cursor);
    this.text.show(this.cursor);
    this.on.say(this.text.slice(this.cursor.start, this.cursor.end));
  }
}
