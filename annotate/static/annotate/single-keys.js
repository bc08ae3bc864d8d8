// Keys of one character, such as “n” or “d”: whoever speaks to the computer, or types unsteadily, turns them off in this
// browser. Arrows, Enter, Escape and keys with Ctrl go on.

const NAME = "single keys";

export function areOff() {
  try {
    return localStorage.getItem(NAME) === "off";
  } catch {
    return false;
  }
}

/** Whether this key does nothing: it is of one character, and those are off. */
export const isQuiet = (key) => key.length === 1 && areOff();

for (const box of document.querySelectorAll("input[data-single-keys]")) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.checked = !areOff();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(NAME) : localStorage.setItem(NAME, "off")));
}
