// Marks in the text by the CSS Custom Highlight API: ranges painted by the browser, the DOM untouched.
// Whatever changes on the page, the browser goes over every range before the next frame: of a long text with hundreds
// of readings only the words near the screen are marked, and the others as they come near.

const SPANS = ["content", "cue", "source"];
/** What lies over what where words are marked more than once; the others lie under these. */
const LAYERS = ["mine-content", "several", "now-content", "draft-content", "focus", "because", "cursor"];

export const canHighlight = typeof Highlight === "function" && "highlights" in CSS;

export class Highlights {
  constructor(text) {
    Object.assign(this, { text, spans: new Map(), near: new Set(), shown: { start: 0, end: Infinity } });
    if (!canHighlight) return;
    const lines = new IntersectionObserver((moved) => this.#moved(moved), { rootMargin: "100% 0px" });
    for (const { element } of text.lines) lines.observe(element);
    addEventListener("beforeprint", () => this.#show({ start: 0, end: Infinity }));
    addEventListener("afterprint", () => this.#show(this.#nearby()));
  }

  /** Every reading's spans, one's own and others' apart. */
  readings(readings) {
    const standing = readings.filter((r) => !r.withdrawn);
    for (const whose of ["mine", "other"]) {
      const theirs = standing.filter((r) => r.mine === (whose === "mine"));
      for (const span of SPANS) this.set(`${whose}-${span}`, theirs.map((r) => r.spans[span]));
    }
    this.set("several", overlaps(standing));
  }

  /** The spans of the form that is open. */
  draft(spans) {
    for (const span of SPANS) this.set(`draft-${span}`, [spans[span]]);
  }

  /** The one reading that is pointed at. */
  focus(reading) {
    this.set("focus", reading ? SPANS.map((span) => reading.spans[span]) : []);
  }

  /** What the keyboard has selected. */
  cursor(span) {
    this.set("cursor", [span]);
  }

  /** Readings of the revision before that are still to be taken over. */
  carried(spans) {
    this.set("carried", spans);
  }

  /** All that is marked by a name; what is null marks nothing. */
  set(name, spans) {
    this.spans.set(name, spans.filter(Boolean));
    this.#paint(name);
  }

  #moved(entries) {
    for (const { target, isIntersecting } of entries) this.near[isIntersecting ? "add" : "delete"](target);
    this.#show(this.#nearby());
  }

  /** From the first line that is near the screen to the last. */
  #nearby() {
    const { lines } = this.text;
    const first = lines.findIndex((line) => this.near.has(line.element));
    const last = lines.findLastIndex((line) => this.near.has(line.element));
    return { start: lines[first]?.start ?? 0, end: first < 0 ? 0 : (lines[last + 1]?.start ?? Infinity) };
  }

  #show(shown) {
    this.shown = shown;
    for (const name of this.spans.keys()) this.#paint(name);
  }

  #paint(name) {
    if (!canHighlight) return undefined;
    const here = this.spans.get(name).filter((s) => s.start < this.shown.end && s.end > this.shown.start);
    if (!here.length) return CSS.highlights.delete(name);
    const marked = new Highlight(...here.map((s) => this.text.range(s.start, s.end)));
    marked.priority = LAYERS.indexOf(name);
    return CSS.highlights.set(name, marked);
  }
}

/** Words that are the content of more than one attribution. */
function overlaps(readings) {
  const whole = new Map(readings.map(({ attribution, spans }) => [attribution, spans.content]));
  const spans = [...whole.values()].filter(Boolean).sort((a, b) => a.start - b.start);
  const found = [];
  let reach = 0;
  for (const { start, end } of spans) {
    if (start < reach) found.push({ start, end: Math.min(end, reach) });
    reach = Math.max(reach, end);
  }
  return found;
}
