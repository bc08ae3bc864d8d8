// The readings beside the text, in the order of their words.

const SPANS = { content: "says", cue: "cue", source: "source" };

export class Cards {
  /** `act(what, reading)`: correct, withdraw, restore; `point(reading | null)`: it is pointed at. */
  constructor(list, empty, { act, point, reads }) {
    Object.assign(this, { list, empty, act, point, reads });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      const card = event.target.closest("li[data-id]");
      if (card) this.act(button?.dataset.act ?? "show", this.readings.get(card.dataset.id));
    });
    for (const kind of ["pointerover", "focusin"]) {
      list.addEventListener(kind, (event) => this.point(this.#of(event)));
    }
    for (const kind of ["pointerleave", "focusout"]) list.addEventListener(kind, () => this.point(null));
  }

  show(readings) {
    this.readings = new Map(readings.map((r) => [r.id, r]));
    const ordered = [...readings].sort((a, b) => a.spans.content.start - b.spans.content.start || a.spans.content.end - b.spans.content.end);
    this.list.replaceChildren(...ordered.map((r) => this.#card(r)));
    this.empty.hidden = readings.length > 0;
  }

  /** Brings the card of a reading into view. */
  reveal(id) {
    const card = this.list.querySelector(`[data-id="${id}"]`);
    card?.scrollIntoView({ block: "nearest" });
    card?.classList.add("shown");
    setTimeout(() => card?.classList.remove("shown"), 1200);
  }

  #of(event) {
    const card = event.target.closest("li[data-id]");
    return card ? this.readings.get(card.dataset.id) : null;
  }

  #card(reading) {
    const card = element("li", "card");
    card.dataset.id = reading.id;
    card.tabIndex = 0;
    card.classList.toggle("withdrawn", reading.withdrawn);
    card.classList.toggle("mine", reading.mine);
    const head = element("p", "card-head", element("strong", `kind kind-${reading.kind.value}`, reading.kind.label));
    head.append(" ", element("span", "badge", reading.labels.stance));
    if (!reading.mine) head.append(" ", words("span", "who", reading.reviewer));
    if (reading.withdrawn) head.append(" ", element("span", "badge", "withdrawn"));
    card.append(head, words("p", "claim", reading.claim.label), this.#spans(reading), this.#chain(reading));
    for (const flag of reading.flags) card.append(element("p", "flag", flag));
    if (reading.details.note) card.append(words("p", "note-text", reading.details.note));
    if (reading.mine && this.reads) card.append(this.#buttons(reading));
    return card;
  }

  #spans(reading) {
    const list = element("dl", "card-spans");
    for (const [name, label] of Object.entries(SPANS)) {
      const span = reading.spans[name];
      if (!span) continue;
      const short = span.exact.length > 160 ? `${span.exact.slice(0, 159)}…` : span.exact;
      list.append(element("dt", name, label), words("dd", "", `“${short}”`));
    }
    return list;
  }

  #chain(reading) {
    return words("p", "chain quiet", ["this outlet", ...reading.chain].join(" ← "));
  }

  #buttons(reading) {
    const row = element("p", "card-buttons");
    const acts = reading.withdrawn ? { restore: "Undo the withdrawal" } : { correct: "Correct", withdraw: "Withdraw" };
    for (const [act, label] of Object.entries(acts)) {
      const button = element("button", "", label);
      button.type = "button";
      button.dataset.act = act;
      button.setAttribute("aria-label", `${label}: ${reading.kind.label}, ${reading.claim.label}`);
      row.append(button);
    }
    return row;
  }
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function words(name, className, text) {
  const made = element(name, className, text);
  made.dir = "auto";
  return made;
}
