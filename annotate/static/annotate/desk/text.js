// Positions in the article: Unicode code points outside, DOM points (UTF-16) inside. The DOM is only read.

/** How many code points the first `units` UTF-16 units of `s` are. */
export function pointsBefore(s, units) {
  let points = 0;
  for (let i = 0; i < units; points++) i += s.codePointAt(i) > 0xffff ? 2 : 1;
  return points;
}

/** How many UTF-16 units the first `points` code points of `s` are. */
export function unitsBefore(s, points) {
  let i = 0;
  for (; points > 0 && i < s.length; points--) i += s.codePointAt(i) > 0xffff ? 2 : 1;
  return i;
}

export class Text {
  /** `root` holds one element a line, each with `data-start`: the code point at which the line begins. */
  constructor(root) {
    this.root = root;
    this.floor = () => innerHeight; // where on the screen the text is covered by what lies on it
    this.lines = [...root.querySelectorAll("[data-start]")].map((element) => {
      const words = element.textContent;
      const start = Number(element.dataset.start);
      return { element, words, start, plain: !/[\ud800-\udfff]/.test(words) };
    });
    this.whole = this.lines.map((line) => line.words).join("\n");
    this.plain = this.lines.every((line) => line.plain);
  }

  get length() {
    return this.plain ? this.whole.length : pointsBefore(this.whole, this.whole.length);
  }

  /** The words between two code points. */
  slice(start, end) {
    if (this.plain) return this.whole.slice(start, end);
    const from = unitsBefore(this.whole, start);
    return this.whole.slice(from, from + unitsBefore(this.whole.slice(from), end - start));
  }

  /** A live DOM range over a span, for a highlight. */
  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.#point(start));
    range.setEnd(...this.#point(end));
    return range;
  }

  /** The span that a DOM range covers, without white space at its ends; null where it covers no words of the text. */
  span(range) {
    if (!this.lines.length || !range.intersectsNode(this.root)) return null;
    return this.trim(this.#offset(range.startContainer, range.startOffset), this.#offset(range.endContainer, range.endOffset));
  }

  trim(start, end) {
    if (end <= start) return null;
    const words = this.slice(start, end);
    const before = words.length - words.trimStart().length;
    const after = words.length - words.trimEnd().length;
    return before === words.length ? null : { start: start + before, end: end - after };
  }

  /** Brings a span into view, unless it is there: from near gliding, from afar at once. */
  show({ start, end }) {
    const box = this.range(start, end).getBoundingClientRect();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const floor = this.floor();
    if (box.top >= 90 && box.bottom <= floor - 40) return;
    const top = box.top - Math.max(90, floor / 3);
    const isNear = Math.abs(top) < 2 * innerHeight;
    scrollBy({ top, behavior: isCalm || !isNear ? "auto" : "smooth" });
  }

  /** The code point under a place on the screen, or null. */
  at(x, y) {
    let node, offset;
    if (document.caretPositionFromPoint) {
      const caret = document.caretPositionFromPoint(x, y);
      if (!caret) return null;
      [node, offset] = [caret.offsetNode, caret.offset];
    } else {
      const caret = document.caretRangeFromPoint?.(x, y);
      if (!caret) return null;
      [node, offset] = [caret.startContainer, caret.startOffset];
    }
    return this.root.contains(node) ? this.#offset(node, offset) : null;
  }

  /** The line that a code point stands in. */
  lineAt(offset) {
    let low = 0;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lines[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.lines[low];
  }

  #point(offset) {
    const line = this.lineAt(offset);
    const node = line.element.firstChild ?? line.element;
    const points = offset - line.start;
    const units = line.plain ? points : unitsBefore(line.words, points);
    return [node, Math.min(units, line.words.length)];
  }

  #offset(container, offset) {
    const element = (container.nodeType === Node.TEXT_NODE ? container.parentElement : container).closest?.("[data-start]");
    if (element && this.root.contains(element)) {
      const line = this.lines.find((l) => l.element === element);
      const units = container.nodeType === Node.TEXT_NODE ? offset : offset > 0 ? line.words.length : 0;
      return line.start + (line.plain ? units : pointsBefore(line.words, units));
    }
    const place = document.createRange();
    place.setStart(container, offset);
    const next = this.lines.find((l) => place.comparePoint(l.element, 0) > 0);
    return next ? next.start : this.length;
  }
}
