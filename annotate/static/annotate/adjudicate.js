// Adjudicating by keys: j and k move, a reader's number takes that reader's term, c the consensus', Ctrl+Enter decides.

import { isQuiet } from "./single-keys.js";

const form = document.getElementById("decide");
const rows = [...form.querySelectorAll(".facet-row")];
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, dialog[open]";
let here = 0;

const select = (row) => row.querySelector("select");
const definitions = JSON.parse(document.getElementById("definitions").textContent);

/** What the chosen term means, beside it; as long as none is chosen, what the facet asks. */
function explain(row) {
  const help = row.querySelector("[data-about]");
  help.dataset.about ||= help.textContent;
  help.textContent = definitions[row.dataset.facet][select(row).value] ?? help.dataset.about;
}

function move(to) {
  rows[here].classList.remove("here");
  here = Math.max(0, Math.min(rows.length - 1, to));
  rows[here].classList.add("here");
  select(rows[here]).focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

function take(term) {
  if (!term) return;
  select(rows[here]).value = term;
  select(rows[here]).dispatchEvent(new Event("input", { bubbles: true }));
  if (here + 1 < rows.length) move(here + 1);
  else document.getElementById("id_reason").focus();
}

/** The consensus comes first in its select when the page is made; it is what was chosen then. */
const initial = rows.map((row) => select(row).value);

function act(key) {
  if (key === "j") move(here + 1);
  else if (key === "k") move(here - 1);
  else if (/^[1-9]$/.test(key)) take(rows[here].querySelectorAll("[data-term]")[key - 1]?.dataset.term);
  else if (key === "c") take(initial[here]);
  else if (key === "r") document.getElementById("id_reason").focus();
  else if (key === "x") {
    const exists = document.getElementById("id_exists");
    exists.value = exists.value === "yes" ? "no" : "yes";
  } else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return form.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isQuiet(event.key) || event.target.closest(TYPING)) return undefined;
  if (act(event.key)) event.preventDefault();
  return undefined;
});
rows.forEach((row, at) => {
  select(row).addEventListener("focus", () => move(at));
  select(row).addEventListener("input", () => explain(row));
  explain(row);
});
rows[0].classList.add("here");
document.documentElement.dataset.ready = "yes";
