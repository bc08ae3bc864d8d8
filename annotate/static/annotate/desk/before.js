// What a new revision takes over: readings that still fit are carried over by one press, the rest is placed again.

import { element, words } from "./cards.js";
import { post } from "./server.js";
import { quoted } from "./words.js";

const AT_ONCE = 25;

export class Before {
  /** `holder`: the section above the text; `desk`: the page. */
  constructor(holder, desk) {
    Object.assign(this, { holder, desk, placing: null });
    holder.addEventListener("click", (event) => this.#clicked(event.target.closest("button")));
  }

  show(before) {
    this.before = before;
    const { carried, orphans } = before;
    this.holder.hidden = !carried.length && !orphans.length;
    this.holder.querySelector("[data-carried]").replaceChildren(...(carried.length ? this.#carried(carried) : []));
    this.holder.querySelector("[data-orphans]").replaceChildren(...(orphans.length ? this.#orphans(orphans) : []));
    this.desk.highlights.carried(carried.flatMap((r) => Object.values(r.spans)));
    this.desk.cards.margin.lay();
  }

  /** A reading was read again here. */
  taken(id) {
    const orphans = this.before.orphans
      .map((o) => ({ ...o, readings: o.readings.filter((r) => r.id !== id), had: o.readings.length }))
      .filter((o) => o.readings.length || !o.had);
    this.show({ carried: this.before.carried.filter((r) => r.id !== id), orphans });
  }

  /** The words that were selected are where the passage now stands. Whether they were taken. */
  takes(span) {
    if (!this.placing) return false;
    const { orphan, reading } = this.placing;
    this.stop();
    if (reading) this.desk.placeAgain(reading, orphan.id, span);
    else this.#place(orphan, { start: span.start, end: span.end }, "placing the passage");
    return true;
  }

  stop() {
    this.placing = null;
    for (const button of this.holder.querySelectorAll("[aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
  }

  #carried(carried) {
    const count = carried.length === 1 ? "1 of your readings stands" : `${carried.length} of your readings stand`;
    const all = action("carry", carried.length === 1 ? "Carry it over" : "Carry them over", "button default");
    const list = element("details", "", element("summary", "", "Which"));
    const rows = carried.map((r) => {
      const row = element("li", "", `${r.kind.label}: `, words("span", "quoted", quoted(r.spans.content.exact, 160)), " ");
      row.append(action("carry", "Carry over", "", { id: r.id }));
      return row;
    });
    list.append(element("ul", "", ...rows));
    return [element("p", "", `${count} in this revision word for word. `, all), list];
  }

  #orphans(orphans) {
    const waiting = orphans.filter((o) => !o.dropped);
    const dropped = orphans.filter((o) => o.dropped);
    const found = [];
    if (waiting.length) found.push(element("h3", "", "To place again"), element("p", "quiet", "These words no longer stand here as they did. Say where they are now, or that they are gone."), element("ul", "orphans", ...waiting.map((o) => this.#orphan(o))));
    if (dropped.length) found.push(element("details", "", element("summary", "", `Gone (${dropped.length})`), element("ul", "orphans", ...dropped.map((o) => this.#orphan(o)))));
    return found;
  }

  #orphan(orphan) {
    const row = element("li", "", words("span", "quoted", quoted(orphan.exact, 300)), " ");
    if (orphan.dropped) row.append(action("reopen", "Bring it back", "", { orphan: orphan.id }));
    for (const reading of orphan.dropped || !this.desk.form ? [] : orphan.readings) {
      row.append(element("br"), `${reading.kind.label}, ${reading.claim.label} `, action("place", "Place it", "", { orphan: orphan.id, id: reading.id, pressed: false }));
    }
    if (!orphan.readings.length && !orphan.dropped) row.append(action("place", "Place it", "", { orphan: orphan.id, pressed: false }));
    if (!orphan.dropped && orphan.id) row.append(" ", action("drop", "It is gone", "", { orphan: orphan.id }));
    return row;
  }

  #clicked(button) {
    const { do: what, id, orphan } = button?.dataset ?? {};
    const found = this.before.orphans.find((o) => String(o.id) === orphan && (!id || o.readings.some((r) => r.id === id)));
    if (what === "carry") this.#carry(id ? [id] : this.before.carried.map((r) => r.id));
    else if (what === "place") this.#arm(button, found, found.readings.find((r) => r.id === id));
    else if (what === "drop") this.#place(found, { drop: true }, "saying that it is gone");
    else if (what === "reopen") this.#reopen(found);
  }

  #arm(button, orphan, reading) {
    const isOn = button.getAttribute("aria-pressed") === "true";
    this.stop();
    if (isOn) return;
    this.placing = { orphan, reading };
    button.setAttribute("aria-pressed", "true");
    this.desk.text.root.focus({ preventScroll: true });
    this.desk.say("Select the words in the text, with the mouse or by keys and Enter. Esc gives up.");
  }

  /** In parts: one request holds the text for so many. */
  async #carry(ids) {
    const { desk } = this;
    await desk.acts.attempt(async () => {
      const made = [];
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const answer = await post(desk.page.urls.carry, { readings: ids.slice(at, at + AT_ONCE) });
        made.push(...answer.saved);
        desk.readings.change(answer.changed);
        this.show(answer.before);
        desk.say(`Carried over ${Math.min(ids.length, at + AT_ONCE)} of ${ids.length}.`);
      }
      this.#remember(made);
    });
  }

  #remember(made) {
    const each = (what) => ({ what: "each", steps: made.map((of) => ({ what, of })) });
    this.desk.history.did("carrying over", each("withdraw"), each("restore"));
  }

  #place({ id }, where, name) {
    const { desk } = this;
    const place = { what: "orphan", way: "place", id, where };
    return desk.acts.attempt(async () => {
      await desk.steps.run(place);
      desk.history.did(name, { what: "orphan", way: "reopen", id, where: {} }, place);
      desk.say(where.drop ? "It is gone, says the list now." : "Placed.");
    });
  }

  #reopen(orphan) {
    const { desk } = this;
    return desk.acts.attempt(async () => {
      this.show((await post(desk.page.urls.reopen.replace("ID", orphan.id), {})).before);
      desk.say("It waits to be placed again.");
    });
  }
}

function action(what, label, className, data = {}) {
  const { pressed, ...rest } = data;
  const button = element("button", className, label);
  button.type = "button";
  button.dataset.do = what;
  for (const [name, value] of Object.entries(rest)) if (value !== null) button.dataset[name] = value;
  if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
  return button;
}
