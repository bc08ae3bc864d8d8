// “n” for the next text, from anywhere on the desk. Not while one types, nor with a modifier held, nor where it would
// take one away from a form that is begun. (What is typed beside an article is kept: that form may be left.)

import { isQuiet } from "./single-keys.js";

const TYPING = "input, textarea, select, dialog[open], [contenteditable], [role=combobox]";
let isBegun = false;

document.addEventListener("input", (event) => {
  isBegun ||= Boolean(event.target.closest("form[method=post]"));
});

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
  if (event.key !== "n" || modified || isBegun || isQuiet(event.key) || event.target.closest?.(TYPING)) return;
  event.preventDefault();
  document.getElementById("next-form").requestSubmit();
});
