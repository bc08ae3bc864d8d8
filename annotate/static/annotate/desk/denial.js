// Choosing what a denial denies: attributions of the same claim first, then others of this text.

import { Combobox } from "./combobox.js";
import { get } from "./server.js";
import { quoted } from "./words.js";

/** Resolves to the attribution that was chosen, or null. */
export function chooseDenied(url, reading) {
  const dialog = document.getElementById("denial-dialog");
  dialog.querySelector("[data-denial]").textContent = quoted(reading.spans.content.exact, 200);
  return new Promise((resolve) => {
    let chosen = null;
    const holder = dialog.querySelector("[data-combo=denied]");
    holder.querySelector("ul")?.remove();
    holder.replaceChild(holder.querySelector("input").cloneNode(), holder.querySelector("input"));
    const combo = new Combobox(holder, {
      find: async (words) => (await get(`${url}?q=${encodeURIComponent(words)}`)).results,
      none: "Nothing that you may see says this. Read the words that it denies first.",
      changed: (value) => (chosen = value),
    });
    combo.set(null);
    dialog.querySelector("form").onsubmit = () => dialog.close();
    dialog.querySelector("[data-do=close]").onclick = () => {
      chosen = null;
      dialog.close();
    };
    dialog.oncancel = () => (chosen = null);
    dialog.onclose = () => resolve(chosen);
    dialog.showModal();
  });
}
