// How far a report is that a worker is writing; when it is there, the page shows it.

const bar = document.querySelector("progress[data-progress]");
const words = document.getElementById("progress-words");
const NAP = 700;

async function look() {
  try {
    const answer = await fetch(bar.dataset.progress);
    if (answer.redirected || !answer.ok) return; // signed out: the page says so when it is loaded again
    const { stage, label, per_cent } = await answer.json();
    if (stage === "ready" || stage === "given_up") return location.reload();
    if (stage === "writing") bar.value = per_cent;
    else bar.removeAttribute("value");
    words.textContent = stage === "writing" ? `${label}, ${per_cent} %` : label;
  } catch {
    words.textContent = "The service does not answer; looking again.";
  }
  setTimeout(look, NAP);
}

if (bar) setTimeout(look, NAP);
