"""What the article page takes for one selection, and for one reading from the key press until it is saved and shown."""

import statistics
from typing import Any

REPEATED = 15

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
    return {"scripting per selection, ms": (scripting(client) - before) * 1000 / 40}


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
    middle = {name: statistics.median(one[name] for one in found) for name in ("whole", "server", "bytes")}
    return {
        "key press to saved and shown, ms": middle["whole"],
        "of which server, ms": middle["server"],
        "bytes of an answer after a save, kB": middle["bytes"] / 1000,
    }
