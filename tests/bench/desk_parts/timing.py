"""What one selection takes, and what it takes from the key press until a reading is saved and shown: at our desk and there.

Both are pressed and dragged by a browser. There the words become a region of one label, and saving sends the whole
annotation; it counts as shown in the frame after the answer.
"""

import statistics
from typing import Any

REPEATED, THERE = 15, 10

SHOWN = """() => {
  window.shown = new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    const form = document.querySelector("#reading");
    let pressed = 0;
    addEventListener("keydown", (event) => event.key === "Enter" && (pressed = event.timeStamp), { capture: true });
    const closed = new MutationObserver(() => {
      if (!form.hidden) return;
      closed.disconnect();
      requestAnimationFrame(() => port2.postMessage("")); // read once this frame is laid out and painted
    });
    closed.observe(form, { attributes: true, attributeFilter: ["hidden"] });
    port1.onmessage = () => {
      const now = performance.now();
      const sent = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith("/save/")).at(-1);
      const { encodedBodySize: bytes, requestStart, responseStart } = sent;
      const said = document.querySelector("#cards .card.open .note-text")?.textContent;
      done({ whole: now - pressed, server: responseStart - requestStart, bytes, said });
    };
  });
}"""


UPDATED = """() => {
  window.shown = new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    let pressed = 0, answer;
    addEventListener("keydown", (event) => event.key === "Enter" && (pressed = event.timeStamp), { capture: true });
    const answered = new PerformanceObserver((list) => {
      answer = list.getEntries().find((entry) => entry.startTime >= pressed && entry.name.includes("/api/annotations/"));
      if (!pressed || !answer) return;
      answered.disconnect();
      requestAnimationFrame(() => port2.postMessage(""));
    });
    answered.observe({ type: "resource" });
    port1.onmessage = () => {
      const { encodedBodySize: bytes, requestStart, responseStart } = answer;
      done({ whole: performance.now() - pressed, server: responseStart - requestStart, bytes });
    };
  });
}"""


def scripting(client: Any) -> float:
    return next(
        m["value"] for m in client.send("Performance.getMetrics")["metrics"] if m["name"] == "ScriptDuration"
    )


def selecting(page: Any, client: Any) -> dict[str, float]:
    """Scripting time of moving the selection by a word."""
    page.keyboard.press("ArrowRight")
    before = scripting(client)
    for _ in range(40):
        page.keyboard.press("Shift+ArrowRight")
    took = (scripting(client) - before) * 1000 / 40
    page.keyboard.press("Escape")
    return {"scripting per word that the selection moves, ms": took}


def marking(desk: Any, client: Any) -> dict[str, float]:
    """Scripting time of dragging over words: the form is open with all that was derived."""
    took = []
    for n in range(THERE):
        before = scripting(client)
        desk.select(f"number {n * 3} will")
        desk.page.wait_for_timeout(500)
        took.append((scripting(client) - before) * 1000)
        desk.page.click("#reading [data-do=cancel]")
        desk.page.wait_for_timeout(800)
    return {"scripting per words dragged over, ms": statistics.median(took)}


def saving(page: Any) -> dict[str, float]:
    """From the press of Ctrl+Enter until the frame is painted in which the card says what was saved.

    The form closes when the server has said that it is saved. The server's part is from the request to the first byte.
    """
    from annotate.models import Reading

    found = []
    for n in range(REPEATED):
        page.locator("#cards > li[data-id] .card-head").nth(n * 30).click()
        page.click("#cards [data-act=correct]")
        page.locator("#more").evaluate("more => { more.open = true; }")
        page.fill("#note", f"The note of save {n}.")
        page.wait_for_timeout(1500)  # the draft is away, and nothing moves
        page.evaluate(SHOWN)
        page.keyboard.press("Control+Enter")
        one = page.evaluate("window.shown")
        saved = Reading.objects.current().filter(note=one["said"]).count()
        if one["said"] != f"The note of save {n}." or saved != 1:
            raise RuntimeError(f"the card says {one['said']!r}, and {saved} readings do")
        found.append(one)
    return _told(found)


def there(page: Any, client: Any) -> dict[str, float]:
    """The same in Label Studio: drag over words with a label chosen, then Ctrl+Enter."""
    from tests.bench.desk_parts.presses import PLACE, Hand

    found, took = [], []
    for n in range(THERE):
        before = scripting(client)
        page.keyboard.press("1")
        Hand(page).drag(page.evaluate(PLACE, f"number {n * 3} will"))
        page.wait_for_timeout(500)
        took.append((scripting(client) - before) * 1000)
        page.wait_for_timeout(1500)
        page.evaluate(UPDATED)
        page.keyboard.press("Control+Enter")
        found.append(page.evaluate("window.shown"))
        page.wait_for_timeout(1500)
    return {"scripting per words dragged over, ms": statistics.median(took)} | _told(found)


def _told(found: list[dict[str, float]]) -> dict[str, float]:
    middle = {name: statistics.median(one[name] for one in found) for name in ("whole", "server", "bytes")}
    return {
        "key press to saved and shown, ms": middle["whole"],
        "of which server, ms": middle["server"],
        "bytes of an answer after a save, kB": middle["bytes"] / 1000,
    }
