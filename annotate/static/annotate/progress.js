// A page that waits for a worker: how far it is, in words; when it is done, the page shows it.

const bar = document.querySelector("progress[data-progress]");
const words = document.getElementById("progress-words");
const NAP = 700;

async function look() {
  try {
    const answer = await fetch(bar.dataset.progress);
    if (answer.redirected || !answer.ok) return; // signed out: the page says so when it is loaded again
    const said = await answer.json();
    if (!said.is_working) return location.reload();
    if (said.value === null) bar.removeAttribute("value");
    else Object.assign(bar, { max: said.max, value: said.value });
    words.textContent = said.words;
  } catch {
    words.textContent = "The service does not answer; looking again.";
  }
  setTimeout(look, NAP);
}

if (bar) setTimeout(look, NAP);
