// The article page: selecting words, reading them, and what is shown of it.

import { Cards } from "./cards.js";
import { showConflict } from "./conflict.js";
import { ReadingForm } from "./form.js";
import { canHighlight, Highlights } from "./highlights.js";
import { post, Refusal } from "./server.js";
import { Text } from "./text.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const root = document.getElementById("text");
const text = new Text(root);
const highlights = new Highlights(text);
const status = document.getElementById("status");
const element = document.getElementById("reading");
const NEXT = { content: "cue", cue: "source", source: null };
let readings = page.readings;

const form = element && new ReadingForm(element, page, text, () => highlights.draft(form?.isOpen ? form.spans : {}));
const cards = new Cards(document.getElementById("cards"), document.getElementById("no-cards"), {
  act, reads: page.reads, point: (reading) => highlights.focus(reading),
});

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
  const url = page.urls[what].replace("ID", reading.id);
  await attempt(async () => {
    show(await post(url));
    say(what === "withdraw" ? "Withdrawn." : "The reading stands again.");
  });
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
    const state = await post(page.urls.save, form.body());
    form.close();
    show(state);
    cards.reveal(state.saved);
    say("Saved.");
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say(refusal.message, true);
    if (refusal.current) showConflict(form, refusal.current, { keep: () => form.close(), save });
    else form.refuse(refusal.errors);
  } finally {
    button.disabled = false;
  }
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  return text.span(selection.getRangeAt(0));
}

function take(span) {
  if (!form.isOpen) {
    form.open(span);
    say("Content marked. Press “Cue” or “Source” to mark those words too.");
    return;
  }
  const name = form.armed ?? "content";
  form.setSpan(name, span);
  form.arm(NEXT[name]);
}

if (form) {
  root.addEventListener("pointerup", () => {
    const span = selected();
    if (span) take(span);
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  element.querySelector("[data-do=cancel]").addEventListener("click", () => form.close());
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
if (!canHighlight) say("This browser cannot mark words in the text; the cards beside it still show them.", true);
document.documentElement.dataset.ready = "yes";
