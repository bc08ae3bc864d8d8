// Two versions of one reading side by side; the reviewer chooses.

/** `current` is the reading that stands; the form holds one's own. `keep` gives it up, `save` saves it over the other. */
export function showConflict(form, current, { keep, save }) {
  const box = form.element.querySelector("#conflict");
  const rows = differences(form, current);
  box.querySelector("tbody").replaceChildren(...rows.map(row));
  box.hidden = false;
  box.querySelector("[data-do=keep-theirs]").onclick = keep;
  box.querySelector("[data-do=keep-mine]").onclick = () => {
    box.hidden = true;
    form.supersedes = current.id ?? form.supersedes;
    save();
  };
  box.querySelector("[data-do=keep-mine]").focus();
}

/** The fields in which the form and a reading differ: [name, theirs, ours]. */
export function differences(form, current) {
  const mine = form.held();
  const pairs = [["claim", current.claim?.label, mine.claim?.label], ["source", current.source?.label, mine.source?.label]];
  for (const name of ["content", "cue", "source"]) {
    pairs.push([`${name} words`, current.spans[name]?.exact, mine.spans[name]?.exact]);
  }
  pairs.push(["carried by", names(current.relays), names(mine.relays)]);
  for (const group of ["facets", "details"]) {
    for (const [name, value] of Object.entries(mine[group])) pairs.push([name, shown(current[group][name]), shown(value)]);
  }
  if (current.withdrawn) pairs.unshift(["stands", "withdrawn", "saved"]);
  return pairs.filter(([, theirs, ours]) => (theirs ?? "") !== (ours ?? ""));
}

const names = (relays) => relays.map((r) => r.label).join(" ← ");
const shown = (value) => (value === null || value === undefined ? "" : String(value).replaceAll("_", " "));

function row([name, theirs, ours]) {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name.replaceAll("_", " ");
  made.append(head);
  for (const value of [theirs, ours]) {
    const cell = document.createElement("td");
    cell.dir = "auto";
    cell.textContent = value || "–";
    made.append(cell);
  }
  return made;
}
