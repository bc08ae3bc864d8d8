// An input that finds while one types, by the ARIA combobox pattern. Its last option makes a new entry.

let number = 0;

export class Combobox {
  /**
   * `find(words)` → promise of [{id, label, hint}]; `make(words)` → promise of one, or null; `changed(value)`;
   * `none`: what is said where nothing is found and nothing can be made; `onward()`: where the cursor goes once one is chosen;
   * `propose()`: the words to make one of before any are typed.
   */
  constructor(holder, { find, make, none = "", changed = () => {}, onward = null, propose = null }) {
    Object.assign(this, { find, make, none, changed, onward, propose, value: null, options: [], active: -1, asked: 0 });
    this.input = holder.querySelector("input");
    this.list = document.createElement("ul");
    this.list.id = `options-${++number}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.labels[0]?.textContent ?? "Matches");
    this.input.setAttribute("aria-controls", this.list.id);
    holder.append(this.list);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("focus", () => this.value || this.#search());
    this.input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.#choose(Number(option.dataset.index));
    });
  }

  set(value, quietly = true) {
    this.value = value;
    this.input.value = value?.label ?? "";
    this.#close();
    if (!quietly) this.changed(value);
  }

  #typed() {
    if (this.value) {
      this.value = null;
      this.changed(null);
    }
    this.#close(); // what was found for other words is not chosen by a quick Enter: it waits for these
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search(), 120);
  }

  async #search() {
    const words = this.input.value.trim();
    const asked = ++this.asked;
    const offered = words || this.propose?.() || "";
    if (!words && offered) this.#show([{ error: "Looking for what says the same …", waits: true }, { make: offered }]);
    let results;
    try {
      results = await this.find(words);
    } catch (refusal) {
      results = [];
      this.#show([{ error: refusal.message }]);
    }
    if (asked !== this.asked || document.activeElement !== this.input) return;
    const exact = results.some((r) => r.label.toLowerCase() === offered.toLowerCase());
    if (offered && !exact && this.make) results.push({ make: offered });
    const isAtMake = Boolean(this.options[this.active]?.make);
    this.#show(!results.length && this.none ? [{ error: this.none }] : results);
    if (isAtMake) this.#move(-1); // it stays the last
    if (this.hurried) this.#choose(0);
    this.hurried = false;
  }

  #show(options) {
    this.options = options;
    this.active = -1;
    this.list.replaceChildren(...options.map((option, index) => this.#item(option, index)));
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    if (options.length && this.list.closest(".reading")) this.list.scrollIntoView({ block: "nearest" }); // what is made stands last
  }

  #item(option, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.dataset.index = index;
    item.dir = "auto";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = option.error ?? (option.make ? `Make “${option.make}”` : option.label);
    if (option.make) item.className = "make";
    if (option.hint) {
      const hint = document.createElement("small");
      hint.textContent = option.hint;
      item.append(" ", hint);
    }
    return item;
  }

  #key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.#search();
      else this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (open && this.active < 0 && this.options[0].waits) this.hurried = true;
      else if (open) this.#choose(this.active < 0 ? 0 : this.active);
      else if (!this.value) {
        this.hurried = this.input.value.trim() !== "";
        clearTimeout(this.timer);
        this.#search();
      }
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  }

  #move(step) {
    const count = this.options.length;
    this.active = (this.active + step + count + (this.active < 0 && step < 0 ? 1 : 0)) % count;
    for (const item of this.list.children) item.setAttribute("aria-selected", String(Number(item.dataset.index) === this.active));
    const item = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  async #choose(index) {
    const option = this.options[index];
    if (!option || option.error) return undefined;
    this.#close();
    const value = option.make ? await this.make(option.make) : option;
    if (value) this.set(value, false);
    if (value && this.onward) return this.onward();
    this.input.focus();
    return this.#close();
  }

  #close() {
    this.asked++;
    this.hurried = false;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
