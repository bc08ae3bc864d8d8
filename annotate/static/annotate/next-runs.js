// The next five runs of the schedule as it stands in the form, before it is saved.

const list = document.querySelector("ol.next-runs");
const fields = ["period", "time_zone", "written_at", "starts_on"].map((name) => document.getElementById(`id_${name}`));
let asked = 0;

async function show() {
  const number = ++asked;
  const query = new URLSearchParams(fields.map((field) => [field.name, field.value]));
  const answer = await fetch(`${list.dataset.runs}?${query}`);
  if (!answer.ok || number !== asked) return;
  const { runs } = await answer.json();
  list.replaceChildren(...runs.map((run) => Object.assign(document.createElement("li"), { textContent: run })));
}

if (list && fields.every(Boolean)) {
  for (const field of fields) field.addEventListener("change", show);
  if (!list.children.length) show();
}
