// Errors beside their fields; what has no field here is told above.

export function clearErrors(form) {
  for (const note of form.querySelectorAll(".field-error")) {
    note.hidden = true;
    note.textContent = ""; // a field is described by it
  }
  for (const marked of form.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  form.querySelector(".errornote").hidden = true;
}

/** Lays `errors` (field → messages) on the form and moves to the first; answers with all of them in words. */
export function showErrors(form, errors) {
  clearErrors(form);
  const above = [];
  const told = [];
  let first = null;
  for (const [name, messages] of Object.entries(errors)) {
    const row = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!row) {
      above.push(...messages.map((m) => (name === "__all__" ? m : `${name.replaceAll("_", " ")}: ${m}`)));
      continue;
    }
    row.closest("details")?.setAttribute("open", "");
    const note = row.querySelector(".field-error");
    note.textContent = messages.join(" ");
    note.hidden = false;
    note.id ||= `${name}-error`;
    const input = row.querySelector("input, select, textarea, button");
    input.setAttribute("aria-invalid", "true");
    describe(input, note.id);
    told.push(`${row.querySelector("label, .arm")?.firstChild.textContent.trim() ?? name}: ${note.textContent}`);
    first ??= input;
  }
  const box = form.querySelector(".errornote");
  box.hidden = !above.length;
  box.textContent = above.join(" ");
  first?.focus();
  return [...above, ...told].join(" ");
}

/** Whoever hears the field hears what is wrong with it first. */
function describe(input, id) {
  const before = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  input.setAttribute("aria-describedby", [id, ...before].join(" "));
}
