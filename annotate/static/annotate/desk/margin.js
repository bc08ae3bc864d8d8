// The cards beside their words: each as near to its words as the others allow, the active one exactly there.

const GAP = 6;
const wide = matchMedia("(min-width: 1024px)");

export class Margin {
  /** `list`: an ol whose `li[data-start]` are laid in order, by the code point at which their words begin. */
  constructor(list, text) {
    Object.assign(this, { list, text, tops: new Map(), active: null, asked: false });
    const anew = () => {
      this.tops.clear();
      this.lay();
    };
    new ResizeObserver(anew).observe(text.root);
    new ResizeObserver(() => this.lay()).observe(list.parentElement);
    wide.addEventListener("change", anew);
    document.fonts?.ready.then(anew);
  }

  /** Once before the next frame, however often it is asked for. */
  lay(active = this.active) {
    this.active = active;
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.#lay();
    });
  }

  #lay() {
    const items = [...this.list.children];
    if (!wide.matches) {
      for (const item of items) item.style.top = "";
      this.list.style.minHeight = "";
      return;
    }
    if (items[0]?.checkVisibility() === false) return; // the open form is in their place: they are laid when it closes
    const from = this.list.getBoundingClientRect().top;
    const down = this.text.root.getBoundingClientRect().top - from;
    const wanted = items.map((item) => this.#top(Number(item.dataset.start)) + down);
    const heights = items.map((item) => item.offsetHeight + GAP);
    const tops = place(wanted, heights, items.findIndex((item) => item === this.active));
    items.forEach((item, i) => put(item, "top", `${Math.round(tops[i])}px`));
    put(this.list, "minHeight", items.length ? `${Math.round(tops.at(-1) + heights.at(-1))}px` : "");
  }

  /** Where words begin, from the top of the text; measured once for each width of it. */
  #top(start) {
    const { root } = this.text;
    const measured = () => this.text.range(start, start + 1).getBoundingClientRect().top - root.getBoundingClientRect().top;
    if (!this.tops.has(start)) this.tops.set(start, measured());
    return this.tops.get(start);
  }
}

/** What stands where it is to stand is not styled and laid out again. */
function put(item, name, value) {
  if (item.style[name] !== value) item.style[name] = value;
}

/** Tops without overlap, in order: as wanted or lower; those before the pivot give way upwards to it. */
export function place(wanted, heights, pivot) {
  const tops = [];
  let free = 0;
  wanted.forEach((top, i) => {
    tops[i] = Math.max(top, free);
    free = tops[i] + heights[i];
  });
  if (pivot < 0) return tops;
  const above = heights.slice(0, pivot).reduce((sum, height) => sum + height, 0);
  tops[pivot] = Math.max(wanted[pivot], above);
  for (let i = pivot - 1; i >= 0 && tops[i] + heights[i] > tops[i + 1]; i--) tops[i] = tops[i + 1] - heights[i];
  free = tops[pivot] + heights[pivot];
  for (let i = pivot + 1; i < tops.length; i++) {
    tops[i] = Math.max(wanted[i], free);
    free = tops[i] + heights[i];
  }
  return tops;
}
