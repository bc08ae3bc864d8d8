// The readings of this text as the server last told them: shown as cards and as marks in the text.

export class Readings {
  /** `replaced(old, id)`: a reading that was changed here stands under another id. */
  constructor(cards, highlights, replaced) {
    Object.assign(this, { cards, highlights, replaced, byId: new Map() });
  }

  get all() {
    return [...this.byId.values()];
  }

  get(id) {
    return this.byId.get(id);
  }

  show(readings) {
    this.byId = new Map(readings.map((r) => [r.id, r]));
    this.highlights.readings(readings);
    this.cards.show(readings);
  }

  /** Only what an answer says has changed. */
  change(changed) {
    const gone = changed.map((r) => r.replaces).filter((id) => this.byId.has(id));
    for (const id of gone) this.byId.delete(id);
    for (const reading of changed) {
      this.byId.set(reading.id, reading);
      if (reading.replaces) this.replaced(reading.replaces, reading.id);
    }
    this.highlights.readings(this.all);
    this.cards.change(changed, gone);
  }

  /** Those whose words stand at a place in the text, the shortest first. */
  at(offset) {
    const here = (r) => Object.values(r.spans).some((s) => s && s.start <= offset && offset < s.end);
    return this.all.filter(here).sort((a, b) => length(a) - length(b) || a.id.localeCompare(b.id));
  }
}

const length = ({ spans }) => (spans.content ? spans.content.end - spans.content.start : 0);
