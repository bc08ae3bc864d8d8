// Marks in the text by the CSS Custom Highlight API: ranges painted by the browser, the DOM untouched.

const SPANS = ["content", "cue", "source"];

export const canHighlight = typeof Highlight === "function" && "highlights" in CSS;

export class Highlights {
  constructor(text) {
    this.text = text;
  }

  /** Every reading's spans: one's own and others' apart. */
  readings(readings) {
    const standing = readings.filter((r) => !r.withdrawn);
    for (const span of SPANS) {
      this.#set(`mine-${span}`, standing.filter((r) => r.mine).map((r) => r.spans[span]));
      this.#set(`other-${span}`, standing.filter((r) => !r.mine).map((r) => r.spans[span]));
    }
  }

  /** The spans of the form that is open. */
  draft(spans) {
    for (const span of SPANS) this.#set(`draft-${span}`, [spans[span]]);
  }

  /** The one reading that is pointed at. */
  focus(reading) {
    this.#set("focus", reading ? SPANS.map((span) => reading.spans[span]) : []);
  }

  /** What the keyboard has selected. */
  cursor(span) {
    this.#set("cursor", [span]);
  }

  #set(name, spans) {
    if (!canHighlight) return;
    const ranges = spans.filter(Boolean).map((s) => this.text.range(s.start, s.end));
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  }
}
