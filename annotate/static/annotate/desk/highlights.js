// Marks in the text by the CSS Custom Highlight API: ranges painted by the browser, the DOM untouched.

const SPANS = ["content", "cue", "source"];

export const canHighlight = typeof Highlight === "function" && "highlights" in CSS;

export class Highlights {
  constructor(text) {
    this.text = text;
    this.marked = new Map(); // reading → [[name, range], …]
  }

  /** Every reading's spans, one's own and others' apart. */
  readings(readings) {
    for (const id of [...this.marked.keys()]) this.#unmark(id);
    for (const reading of readings) this.#mark(reading);
    this.#overlaps(readings);
  }

  /** Those that changed; `all` as they now are. */
  change(changed, gone, all) {
    for (const id of [...gone, ...changed.map((r) => r.id)]) this.#unmark(id);
    for (const reading of changed) this.#mark(reading);
    this.#overlaps(all);
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

  /** Readings of the revision before that are still to be taken over. */
  carried(spans) {
    this.#set("carried", spans);
  }

  #mark(reading) {
    if (!canHighlight || reading.withdrawn) return;
    const whose = reading.mine ? "mine" : "other";
    const marks = SPANS.filter((span) => reading.spans[span]).map((span) => {
      const { start, end } = reading.spans[span];
      return [`${whose}-${span}`, this.text.range(start, end)];
    });
    for (const [name, range] of marks) {
      if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
      CSS.highlights.get(name).add(range);
    }
    this.marked.set(reading.id, marks);
  }

  #unmark(id) {
    for (const [name, range] of this.marked.get(id) ?? []) {
      const highlight = CSS.highlights.get(name);
      highlight?.delete(range);
      if (!highlight?.size) CSS.highlights.delete(name);
    }
    this.marked.delete(id);
  }

  /** Words that are the content of more than one attribution. */
  #overlaps(readings) {
    const whole = new Map();
    for (const { withdrawn, attribution, spans } of readings) if (!withdrawn) whole.set(attribution, spans.content);
    const spans = [...whole.values()].filter(Boolean).sort((a, b) => a.start - b.start);
    const found = [];
    let reach = 0;
    for (const { start, end } of spans) {
      if (start < reach) found.push({ start, end: Math.min(end, reach) });
      reach = Math.max(reach, end);
    }
    this.#set("several", found);
  }

  #set(name, spans) {
    if (!canHighlight) return;
    const ranges = spans.filter(Boolean).map((s) => this.text.range(s.start, s.end));
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  }
}
