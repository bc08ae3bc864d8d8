// How far a file is that the browser is being sent: asked of the server until it is done.

const form = document.getElementById("take-out");
const bar = document.getElementById("progress");
const words = document.getElementById("progress-words");
const NAP = 500;
const PATIENCE = 20; // looks without any news: the format has no count, or nobody can say

function begin() {
  if (form.elements.format.value === "annotations") return;
  form.elements.token.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  bar.removeAttribute("value");
  bar.parentElement.hidden = false;
  words.textContent = "The file is on its way.";
  setTimeout(() => look(form.elements.token.value, PATIENCE), NAP);
}

async function look(token, patience) {
  let said = {};
  try {
    said = await (await fetch(`${form.dataset.progress}?token=${token}`)).json();
  } catch {
    // looked at again below
  }
  if (token !== form.elements.token.value) return; // another file was begun
  if (said.max) {
    Object.assign(bar, { max: said.max, value: said.value });
    words.textContent = said.is_done ? `Done: ${said.max} rows.` : `${said.value} of ${said.max} rows.`;
  }
  const left = said.max ? PATIENCE : patience - 1;
  if (!said.is_done && left > 0) setTimeout(() => look(token, left), NAP);
  else if (!said.is_done) bar.parentElement.hidden = true;
}

form?.addEventListener("submit", begin);
