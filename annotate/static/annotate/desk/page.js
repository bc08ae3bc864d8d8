// The article page: selecting words, reading them, and what is shown of it.

import { Cards } from "./cards.js";
import { differences, showConflict } from "./conflict.js";
import { Drafts } from "./drafts.js";
import { ReadingForm } from "./form.js";
import { canHighlight, Highlights } from "./highlights.js";
import { Keyboard } from "./keyboard.js";
import { derive } from "./prefill.js";
import { actAs, get, post, Refusal } from "./server.js";
import { Text } from "./text.js";
import { Undo } from "./undo.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const root = document.getElementById("text");
const text = new Text(root);
const highlights = new Highlights(text);
const status = document.getElementById("status");
const element = document.getElementById("reading");
const NEXT = { content: "cue", cue: "source", source: null };
let readings = page.readings;

actAs(page.user);
const form = element && new ReadingForm(element, page, text, () => {
  highlights.draft(form?.isOpen ? form.spans : {});
  if (form?.isOpen) drafts?.keep(open());
});
const cards = new Cards(document.getElementById("cards"), document.getElementById("no-cards"), {
  act, reads: page.reads, point: (reading) => highlights.focus(reading),
});

const history = new Undo(say);
let waiting = false; // for the server, to save what the form holds

/** The open form as a draft. */
const open = () => ({ ...form.held(), supersedes: form.supersedes, waiting });

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

function closeForm() {
  waiting = false;
  form.close();
  drafts.drop();
}

function say(message, isBad = false) {
  status.textContent = message;
  status.classList.toggle("bad", isBad);
}

function show(state) {
  readings = state.readings;
  highlights.readings(readings);
  cards.show(readings);
  const submitted = document.getElementById("submitted");
  if (!submitted) return;
  document.getElementById("submit-review").hidden = Boolean(state.submitted_at);
  submitted.textContent = state.submitted_at ? "Your review is submitted; corrections still count." : "";
  const note = document.getElementById("blind-note");
  if (note && state.submitted_at) note.hidden = true;
}

async function act(what, reading) {
  if (what === "show") return reveal(reading);
  if (what === "correct") {
    form.fill(reading);
    form.element.scrollIntoView({ block: "nearest" });
    return;
  }
  await attempt(async () => {
    const row = { id: reading.id };
    const turn = async (way) => {
      const state = await post(page.urls[way].replace("ID", row.id));
      row.id = state.saved;
      show(state);
    };
    await turn(what);
    const [back, again] = what === "withdraw" ? ["restore", "withdraw"] : ["withdraw", "restore"];
    history.did(what === "withdraw" ? "withdrawing" : "restoring", () => turn(back), () => turn(again));
    say(what === "withdraw" ? "Withdrawn." : "The reading stands again.");
  });
}

/** A reading as it is sent, from one as it is shown. */
function bodyOf(reading, supersedes) {
  return {
    claim: reading.claim.id, facets: reading.facets, details: reading.details, spans: reading.spans,
    source: reading.source?.id ?? null, relays: reading.relays.map(({ type, id }) => ({ type, id })), supersedes,
  };
}

/** After a save: a new reading is taken back by withdrawing, a correction by saving what stood before. */
function remember(saved, before, body) {
  const row = { id: saved };
  const to = (url, sent) => async () => {
    const state = await post(url(), sent && { ...sent, supersedes: row.id });
    row.id = state.saved;
    show(state);
  };
  const withdraw = () => page.urls.withdraw.replace("ID", row.id);
  const restore = () => page.urls.restore.replace("ID", row.id);
  if (before) history.did("the correction", to(() => page.urls.save, bodyOf(before)), to(() => page.urls.save, body));
  else history.did("the reading", to(withdraw), to(restore));
}

function reveal(reading) {
  const range = text.range(reading.spans.content.start, reading.spans.content.end);
  const box = range.getBoundingClientRect();
  if (box.top < 60 || box.bottom > innerHeight) scrollBy({ top: box.top - innerHeight / 3, behavior: calm() });
  highlights.focus(reading);
}

const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

async function attempt(work) {
  try {
    await work();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say(refusal.message, true);
  }
}

async function save() {
  const button = element.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const body = form.body();
    const before = readings.find((r) => r.id === body.supersedes);
    const state = await post(page.urls.save, body);
    closeForm();
    root.focus({ preventScroll: true });
    remember(state.saved, before?.withdrawn ? null : before, body);
    show(state);
    cards.reveal(state.saved);
    say("Saved.");
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say(refusal.message, true);
    if ([0, 401, 403, 502, 503, 504].includes(refusal.status)) retry();
    else if (refusal.current && !differences(form, refusal.current).length) await arrived();
    else if (refusal.current) showConflict(form, refusal.current, { keep: closeForm, save });
    else form.refuse(refusal.errors);
  } finally {
    button.disabled = false;
  }
}

/** What could not be sent is sent when the server, or the session, is there again. */
function retry() {
  waiting = true;
  drafts.keep(open());
  setTimeout(() => waiting && form.isOpen && save(), 3000);
}

/** It had arrived, only the answer was lost. */
async function arrived() {
  closeForm();
  show(await get(page.urls.readings));
  say("Saved.");
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  return text.span(selection.getRangeAt(0));
}

function take(span, wanted = null) {
  if (!form.isOpen) {
    form.open(span, derive(text, keyboard.units.sentence, span, page.cues));
    say("Content marked. Press “Cue” or “Source” to mark those words too.");
    return;
  }
  const name = wanted ?? form.armed ?? "content";
  form.setSpan(name, span);
  form.arm(NEXT[name]);
}

function choose(kind, cursor) {
  if (!form.isOpen && !cursor) return say("Select the words first: arrow keys, with Shift for more.");
  if (!form.isOpen) take(cursor);
  form.preset(kind);
  element.querySelector("#claim").focus();
  return undefined;
}

function next(step) {
  const shown = [...document.querySelectorAll("#cards > li")];
  const here = shown.indexOf(document.activeElement.closest?.("#cards > li"));
  const card = shown[here < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, here + step))];
  if (!card) return;
  card.focus();
  reveal(readings.find((r) => r.id === card.dataset.id));
}

const help = document.getElementById("keys");
const keyboard = form && new Keyboard(text, highlights, {
  keys: page.keys,
  language: root.lang,
  help,
  on: {
    take, preset: choose, next, say,
    undo: () => history.undo(),
    redo: () => history.redo(),
    cancel: () => {
      if (!form.isOpen) return keyboard.clear();
      closeForm();
      return root.focus({ preventScroll: true });
    },
  },
});

if (form) {
  help.querySelector("button").addEventListener("click", () => help.close());
  document.getElementById("show-keys").addEventListener("click", () => help.showModal());
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  });
  root.addEventListener("pointerup", () => {
    const span = selected();
    if (span) take(span);
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  element.querySelector("[data-do=cancel]").addEventListener("click", closeForm);
  document.getElementById("submit-review").addEventListener("click", () =>
    attempt(async () => {
      show(await post(page.urls.submit));
      say("Submitted. Others’ readings of this text are shown now.");
    }),
  );
}
root.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return;
  const at = text.at(event.clientX, event.clientY);
  const here = at === null ? null : readings.find((r) => Object.values(r.spans).some((s) => s && s.start <= at && at < s.end));
  if (here) cards.reveal(here.id);
});
show(page);
const kept = drafts?.restore();
if (kept) {
  form.fill(kept, kept.supersedes ?? null);
  say("Your draft is here again.");
  if (kept.waiting) save();
}
if (!canHighlight) say("This browser cannot mark words in the text; the cards beside it still show them.", true);
document.documentElement.dataset.ready = "yes";
