// Making a source, an outlet or a claim on the spot, in a dialog.

import { clearErrors, showErrors } from "./errors.js";
import { post } from "./server.js";

/**
 * Opens the dialog for `what` with `values` filled in; resolves to the new entry, or null where it was closed.
 * `typed(values)` is told of every keystroke.
 */
export function makeNew(what, url, values, typed = () => {}) {
  const dialog = document.getElementById(`make-${what}`);
  const form = dialog.querySelector("form");
  form.reset();
  clearErrors(form);
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field && value) field[field.type === "checkbox" ? "checked" : "value"] = value;
  }
  typed(valuesOf(form));
  return new Promise((resolve) => {
    let made = null;
    form.onsubmit = async (event) => {
      event.preventDefault();
      try {
        made = (await post(url, valuesOf(form)));
        dialog.close();
      } catch (refusal) {
        showErrors(form, refusal.errors);
      }
    };
    form.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
      event.preventDefault(); // a proposition is one line, and Enter makes it as in the fields beside
      form.requestSubmit();
    };
    form.oninput = () => typed(valuesOf(form));
    form.querySelector("[data-do=close]").onclick = () => dialog.close();
    dialog.onclose = () => resolve(made);
    dialog.showModal();
  });
}

function valuesOf(form) {
  const named = [...form.elements].filter((e) => e.name);
  return Object.fromEntries(named.map((e) => [e.name, e.type === "checkbox" ? e.checked : e.value]));
}
