// The article page: selecting words, reading them, and what is shown of it. Each part has a module of its own.

import { Acts } from "./acts.js";
import { Before } from "./before.js";
import { Cards } from "./cards.js";
import { showConflict } from "./conflict.js";
import { Drafts } from "./drafts.js";
import { Edits } from "./edits.js";
import { ReadingForm } from "./form.js";
import { canHighlight, Highlights } from "./highlights.js";
import { Keyboard } from "./keyboard.js";
import { derive, deriveMore } from "./prefill.js";
import { Readings } from "./readings.js";
import { keepInSight } from "./room.js";
import { Saving } from "./saving.js";
import { actAs } from "./server.js";
import { Steps } from "./steps.js";
import { Suggestions } from "./suggestions.js";
import { Text } from "./text.js";
import { Undo } from "./undo.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const root = document.getElementById("text");
const text = new Text(root);
const highlights = new Highlights(text);
const status = document.getElementById("status");
const element = document.getElementById("reading");
const NEXT = { content: "cue", cue: "source", source: null };
const find = (id) => document.getElementById(id);

actAs(page.user);
const desk = { page, text, highlights, say, show, closeForm, keep, reveal, correct, placeAgain, unselect };
desk.steps = new Steps(desk);
desk.history = new Undo({
  say,
  key: `undo ${page.user} ${page.revision}`,
  run: (step) => desk.steps.run(step),
  changed: (canUndo, canRedo) => {
    find("undo").setAttribute("aria-disabled", String(!canUndo));
    find("redo").setAttribute("aria-disabled", String(!canRedo));
  },
});
desk.acts = new Acts(desk);
desk.cards = new Cards(find("cards"), find("no-cards"), text, {
  act: (...what) => desk.acts.act(...what),
  point: (reading) => highlights.focus(reading),
  reads: page.reads,
  denies: page.denies,
});
desk.readings = new Readings(desk.cards, highlights, (old, id) => desk.history.follow(old, id));
desk.form = element && new ReadingForm(element, page, text, changed);
desk.before = new Before(find("before"), desk);
desk.saving = desk.form && new Saving(desk);
const { form, history, readings } = desk;
const fit = element && keepInSight(element);
// On a narrow screen the form lies over the text.
const isOver = () => form?.isOpen && getComputedStyle(element).position === "fixed";
text.floor = () => (isOver() ? element.getBoundingClientRect().top : innerHeight);
const edits = (desk.edits = form && new Edits(form, history));

const drafts = form && new Drafts({
  url: page.urls.draft, user: page.user, revision: page.revision, stored: page.draft, say,
  conflict: (theirs, choose) =>
    showConflict(form, { ...theirs, id: theirs.supersedes }, {
      keep: () => {
        choose(false);
        form.fill(theirs, theirs.supersedes);
      },
      save: () => choose(true),
    }),
});

function say(message, isBad = false) {
  status.textContent = message;
  status.classList.toggle("bad", isBad);
}

/** Everything as the server tells it. */
function show(state) {
  readings.show(state.readings);
  const submitted = find("submitted");
  if (!submitted) return;
  find("submit-review").hidden = Boolean(state.submitted_at);
  submitted.textContent = state.submitted_at ? "Submitted; corrections still count." : "";
  const note = find("blind-note");
  if (note && state.submitted_at) note.hidden = true;
}

/** The form changed, or (null) was closed. */
function changed(what) {
  document.body.classList.toggle("form-open", form?.isOpen ?? false);
  highlights.draft(form?.isOpen ? form.spans : {});
  fit?.();
  if (!what || !form?.isOpen) return;
  if (what === "the kind") say(`Kind: ${form.chosen}. Look over what it filled in.`);
  edits.changed(what);
  keep();
}

function keep() {
  drafts.keep({ ...form.held(), supersedes: form.supersedes, waiting: desk.saving.waiting });
}

function closeForm() {
  desk.saving.waiting = false;
  form.close();
  edits.end();
  drafts.drop();
  desk.cards.margin.lay();
}

/** Closing without saving can be undone: the form comes back as it was. */
function cancel() {
  if (desk.before.placing) return desk.before.stop();
  if (!form?.isOpen) return keyboard.clear();
  const whole = form.whole();
  closeForm();
  history.did("closing the form", { what: "reopen", whole }, { what: "close" });
  say("The form is closed. Undo brings it back.");
  return root.focus({ preventScroll: true });
}

function correct(reading) {
  if (form.isOpen) cancel();
  form.fill(reading);
  edits.begin();
  form.focusNext();
  text.show(reading.spans.content);
}

/** A reading of the revision before, at the words that were selected; its cue and source are marked anew. */
function placeAgain(reading, orphan, span) {
  if (form.isOpen) cancel();
  const again = { ...reading, id: null, withdrawn: false, carried_from: reading.id, orphan, suggestion: null };
  form.fill({ ...again, spans: { content: null, cue: null, source: null } }, null);
  form.setSpan("content", span);
  form.derive({ cue: derive(text, keyboard.units.sentence, span, page.cues).cue });
  edits.begin();
  say("Placed. Mark its cue and source, look it over, and save.");
}

function reveal(reading) {
  text.show(reading.spans.content);
  highlights.focus(reading);
}

/** What was selected before is not what is at hand now. */
function unselect() {
  getSelection().removeAllRanges();
  keyboard.clear();
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  return text.span(selection.getRangeAt(0));
}

/** The words that were selected become a new reading's content, or the span of the form that is asked for. */
function take(span, wanted = null) {
  if (desk.before.takes(span)) return;
  if (!form) return;
  if (!form.isOpen) {
    desk.suggestions.rest();
    form.open(span, derive(text, keyboard.units.sentence, span, page.cues));
    edits.begin();
    if (isOver()) text.show(span);
    say("Content marked. Choose what it is, then mark cue and source where they are missing.");
    deriveMore(page.urls.derive, span).then((more) => form.isOpen && form.spans.content?.start === span.start && filled(more));
    return;
  }
  const name = wanted ?? form.armed ?? "content";
  form.setSpan(name, span);
  form.arm(NEXT[name]);
}

function filled(more) {
  form.derive(more);
  if (more.content && form.spans.content?.start === more.content.start) say("Content is what is said, without who speaks and the cue; 1 marks it anew. Choose what it is.");
}

function choose(kind, cursor) {
  if (!form.isOpen && !cursor) return say("Select the words first: arrow keys, with Shift for more.");
  if (!form.isOpen) take(cursor);
  form.preset(kind);
  return form.focusNext();
}

const help = find("keys");
const keyboard = new Keyboard(text, highlights, {
  keys: form ? page.keys : {},
  language: root.lang,
  help,
  on: {
    take, say, cancel,
    isOpen: () => form?.isOpen,
    arm: (name) => form.arm(name),
    preset: choose,
    next: (step) => {
      const reading = desk.cards.step(step);
      if (reading) reveal(reading);
    },
    undo: () => history.undo(),
    redo: () => history.redo(),
    form: () => (form?.isOpen ? form.focusNext() : say("No form is open. Select words and press Enter.")),
    leave: () => root.focus({ preventScroll: true }),
  },
});

desk.suggestions = form && new Suggestions(desk, (suggestion, claim) => {
  form.offer(suggestion, claim);
  edits.begin();
  say(form.claim.value ? "Look over what is filled in, then save." : "Look over what is filled in. The claim is still to be chosen or made.");
  text.show(suggestion.spans.content ?? suggestion.spans.cue);
});

find("show-keys").addEventListener("click", () => help.showModal());
help.querySelector("button").addEventListener("click", () => help.close());
find("undo").addEventListener("click", () => history.undo());
find("redo").addEventListener("click", () => history.redo());
root.addEventListener("pointerup", () => {
  const span = selected();
  if (span) take(span);
});
root.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return;
  const at = text.at(event.clientX, event.clientY);
  const here = at === null ? [] : readings.at(at);
  if (!here.length) return;
  const next = here[(here.findIndex((r) => r.id === desk.cards.active) + 1) % here.length]; // each of several in turn
  desk.cards.reveal(next.id);
});
if (form) {
  document.addEventListener("keydown", (event) => {
    const isSave = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (isSave && form.isOpen && !event.target.closest?.("dialog")) desk.saving.save(); // wherever one is on the page
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    desk.saving.save();
  });
  element.querySelector("[data-do=cancel]").addEventListener("click", cancel);
  find("submit-review").addEventListener("click", () => desk.acts.submit());
}
show(page);
desk.before.show(page.before);
history.resume((id) => readings.get(id));
const kept = drafts?.restore();
if (kept) {
  form.fill(kept, kept.supersedes ?? null);
  edits.begin();
  say("Your draft is here again.");
  if (kept.waiting) desk.saving.save();
}
if (!canHighlight) say("This browser cannot mark words in the text; the cards beside it still show them.", true);
document.documentElement.dataset.ready = "yes";
