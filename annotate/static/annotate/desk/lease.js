// The head of the article page: the lease on this text, its time left, renewed while the page is open.

import { actAs, post, Refusal } from "./server.js";

const element = document.getElementById("lease");
const state = { ...JSON.parse(document.getElementById("lease-data").textContent) };
const says = document.getElementById("lease-state");
const skip = document.getElementById("skip");
const RENEW = 120_000;
let until = 0;

actAs(element.dataset.user);

function show(now) {
  Object.assign(state, now);
  until = Date.now() + state.seconds * 1000;
  const isFull = Boolean(state.why_none) && state.submitted >= state.needed;
  const buttons = { take: !state.held && !state.done && !state.why_none, release: state.held, skip: !state.done && !isFull };
  for (const [name, isThere] of Object.entries(buttons)) element.querySelector(`[data-lease=${name}]`).hidden = !isThere;
  document.body.classList.toggle("no-seat", isFull); // one too many
  document.getElementById("lease-readings").textContent = `${state.submitted} of ${state.needed} reviews submitted.`;
  const isWanted = state.submitted < state.needed && !state.done;
  for (const why of element.querySelectorAll(".lease-why")) why.hidden = !isWanted; // why a further one is worth it
  tick();
}

function tick() {
  const left = Math.max(0, Math.ceil((until - Date.now()) / 60_000));
  const due = state.due_on ? ` It is due on ${new Date(state.due_on).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}.` : "";
  if (state.done) says.textContent = "You have submitted your review. Press n for the next text.";
  else if (state.held && left) says.textContent = `Yours for ${left} more minute${left === 1 ? "" : "s"}, longer while this page is open.${due}`;
  else if (state.held) says.textContent = "Your lease has run out; others may take it over. What you typed is kept.";
  else says.textContent = state.why_none || `This text is not reserved for you.${due}`;
}

async function ask(sent, options = {}) {
  try {
    show(await post(element.dataset.url, sent, options));
    return true;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (refusal.status === 409) show({ held: false, seconds: 0, why_none: refusal.message });
    else says.textContent = refusal.message;
    return false;
  }
}

element.querySelector("[data-lease=take]").addEventListener("click", () => ask({ do: "take" }));
element.querySelector("[data-lease=release]").addEventListener("click", () => ask({ do: "release" }));
element.querySelector("[data-lease=skip]").addEventListener("click", () => skip.showModal());
skip.querySelector("[data-close]").addEventListener("click", () => skip.close());
skip.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const error = document.getElementById("skip-error");
  try {
    await post(element.dataset.url, { do: "skip", why: given.get("why"), words: given.get("words") });
    document.getElementById("next-form").requestSubmit();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    error.textContent = refusal.message;
    error.hidden = false;
  }
});

// Renewed also when it has just been lost, for another reading of the text may be free.
setInterval(() => state.held && ask({ do: "renew" }), RENEW);
setInterval(tick, 15_000);
addEventListener("pagehide", () => state.held && ask({ do: "leave" }, { keepalive: true }));
addEventListener("pageshow", (event) => event.persisted && state.held && ask({ do: "renew" }));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && state.held && ask({ do: "renew" }));
// Saving a first reading takes a lease, and submitting ends it: the page says when.
document.addEventListener("desk:saved", () => !state.held && !state.done && ask({ do: "renew" }));
document.addEventListener("desk:submitted", () => show({ held: false, done: true, seconds: 0, submitted: state.submitted + 1 }));
show(state);
// Whoever comes back to a text within the grace of a lease holds it on.
if (state.held) ask({ do: "renew" });
