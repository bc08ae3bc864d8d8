// The readings of this text as the server last told them: shown as cards and as marks in the text.

export class Readings {
  constructor(cards, highlights) {
    Object.assign(this, { cards, highlights, byId: new Map(), heirs: new Map() });
  }

  get all() {
    return [...this.byId.values()];
  }

  get(id) {
    return this.byId.get(id);
  }

  /** The id under which a reading stands now: every correction, withdrawal and undo on this page made a new one. */
  newest(id) {
    while (this.heirs.has(id)) id = this.heirs.get(id);
    return id;
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
      if (reading.replaces) this.heirs.set(reading.replaces, reading.id);
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
