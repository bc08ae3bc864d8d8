// Asks, when the page is opened, what a withdrawal would change, and shows the worker's answer once it is there.

const section = document.getElementById("what-if");
const PAUSE = 1000;
const PATIENCE = 60;

const say = (words) => {
  const line = document.createElement("p");
  line.className = "quiet";
  line.textContent = words;
  section.replaceChildren(line);
};

async function ask() {
  const form = section.querySelector("form");
  const sent = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (sent.type !== "opaqueredirect" && !sent.ok) throw new Error(String(sent.status));
}

async function answer() {
  for (let n = 0; n < PATIENCE; n += 1) {
    const response = await fetch(section.dataset.url, { redirect: "error" });
    if (response.status === 200) {
      section.innerHTML = await response.text(); // our own template, which escapes
      return;
    }
    if (response.status !== 204) throw new Error(String(response.status));
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  say("No worker has answered for a minute. The question stands; load the page again later.");
}

if (section && !("answered" in section.dataset)) {
  ask()
    .then(() => {
      say("A worker is working it out…");
      return answer();
    })
    .catch(() => say("The server was not reached. Load the page again."));
}
