// “n” for the next text, from anywhere on the desk. Not while one types, nor with a modifier held.

const TYPING = "input, textarea, select, dialog[open], [contenteditable]";

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
  if (event.key !== "n" || modified || event.target.closest?.(TYPING)) return;
  event.preventDefault();
  document.getElementById("next-form").requestSubmit();
});
