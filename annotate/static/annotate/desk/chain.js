// Who carried it, as a path that one sees and edits: this outlet ← a wire ← unnamed officials.

import { element, words } from "./cards.js";

export class Chain {
  /** `path`: the ol; `outlet`: the article's own; `changed()` after every change. */
  constructor(path, outlet, changed) {
    Object.assign(this, { path, outlet, changed, relays: [], end: "" });
    path.addEventListener("click", (event) => this.#clicked(event));
    path.addEventListener("keydown", (event) => this.#key(event));
  }

  set(relays) {
    this.relays = [...relays];
  }

  /** Before the end, once. */
  add({ type, id, label }) {
    if (!this.relays.some((r) => r.id === id)) this.relays.push({ type: type ?? "outlet", id, label });
  }

  /** `end`: what the chain leads back to, in words; empty where nobody stands behind the last outlet. */
  show(end) {
    const focused = this.path.contains(document.activeElement) ? Number(document.activeElement.dataset.relay) : null;
    const first = words("li", "outlet", this.outlet.label);
    first.append(" ", element("small", "", "this outlet"));
    const steps = this.relays.map((relay, index) => this.#step(relay, index));
    const last = end ? [words("li", "end", end)] : [];
    this.path.replaceChildren(first, ...steps, ...last);
    if (focused !== null) this.#focus(Math.min(focused, this.relays.length - 1));
  }

  #step(relay, index) {
    const step = words("li", "", "");
    const name = button(relay.label, "move", index);
    name.setAttribute("aria-label", `${relay.label}, step ${index + 2}. Arrow keys move it, Delete takes it out.`);
    step.append(name);
    if (index > 0) step.append(button("‹", "nearer", index, `Move ${relay.label} towards this outlet`));
    if (index < this.relays.length - 1) step.append(button("›", "farther", index, `Move ${relay.label} towards the origin`));
    step.append(button("×", "out", index, `Take ${relay.label} out of the chain`));
    return step;
  }

  #clicked(event) {
    const { step, relay } = event.target.closest("button")?.dataset ?? {};
    if (!step) return;
    if (step === "out") this.#out(Number(relay));
    else if (step !== "move") this.#move(Number(relay), step === "nearer" ? -1 : 1);
  }

  #key(event) {
    const relay = event.target.dataset?.relay;
    if (relay === undefined) return;
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by) this.#move(Number(relay), by);
    else if (event.key === "Delete" || event.key === "Backspace") this.#out(Number(relay));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(index, by) {
    const to = index + by;
    if (to < 0 || to >= this.relays.length) return;
    [this.relays[index], this.relays[to]] = [this.relays[to], this.relays[index]];
    this.changed();
    this.#focus(to);
  }

  #out(index) {
    this.relays.splice(index, 1);
    this.changed();
    if (this.relays.length) this.#focus(Math.min(index, this.relays.length - 1));
    else document.getElementById("relay").focus();
  }

  #focus(index) {
    this.path.querySelector(`[data-step=move][data-relay="${index}"]`)?.focus();
  }
}

function button(label, step, relay, about = "") {
  const made = element("button", step, label);
  made.type = "button";
  Object.assign(made.dataset, { step, relay });
  if (about) made.setAttribute("aria-label", about);
  return made;
}
