// The focus on a field, and that field into view within its form: the page behind it, with the passage, stays where it is.

const FOOT = 64; // the row of buttons that lies over the form's last lines

export function focusWithin(form, field) {
  field.focus({ preventScroll: true });
  if (field.closest(".buttons")) return;
  const [box, here] = [form.getBoundingClientRect(), field.getBoundingClientRect()];
  if (here.bottom > box.bottom - FOOT) form.scrollTop += here.bottom - box.bottom + FOOT;
  else if (here.top < box.top) form.scrollTop += here.top - box.top - 30;
}
