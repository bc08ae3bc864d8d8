"""How many key presses and clicks one attribution of the worked example takes: done by a browser, counted as it is done.

“has not let Altamar Devices or Brennock Silicon see it”, two people familiar with the arrangement told the wire: three
spans, who they are (four facets), and the claim, chosen among those of the example. A drag over words is one click.
At our desk the claim is found by typing; in Label Studio it is one choice in a list of eight, the way a project for
this text would be laid out, and each facet is one choice on the content's region.
"""

import re
from typing import Any

from annotate.example.story import CLAIMS

CONTENT, CUE, SOURCE = (
    "has not let Altamar Devices or Brennock Silicon see it",
    "told",
    "two people familiar with the arrangement",
)
FACETS = {
    "identification": ("named individual", "unnamed group", "document"),
    "role": ("decision maker", "participant", "representative"),
    "affiliation": ("government", "corporate", "none stated"),
    "stance": ("asserts", "denies", "declines to comment"),
}
CHOSEN = ("unnamed group", "participant", "none stated", "asserts")

PLACE = """words => {
  const texts = document.createTreeWalker(document.querySelector('.lsf-htx-richtext'), NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const boxes = [...range.getClientRects()];
    const [first, last] = [boxes[0], boxes.at(-1)];
    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
  }
}"""


class Hand:
    """Does what a reviewer does, and counts it."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.count += len(words)
        self.page.keyboard.type(words)

    def click(self, what: Any) -> None:
        self.count += 1
        what.click()

    def drag(self, place: list[float]) -> None:
        self.count += 1
        x, y, to_x, to_y = place
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=5)
        self.page.mouse.up()


def at_our_desk(desk: Any) -> int:
    """On the wire's article: the words, the kind, what was not derived, the claim, save."""
    from tests.browser.desk import PLACE as OURS

    page, hand = desk.page, Hand(desk.page)
    page.wait_for_timeout(1500)  # the suggestions are there, and nothing moves
    hand.drag(page.evaluate(OURS, CONTENT))
    page.wait_for_timeout(1500)  # what can be derived has come
    hand.press("a")
    for name, words in (("cue", CUE), ("source", SOURCE)):
        if not page.inner_text(f"[data-words={name}]"):
            hand.click(page.locator(f"[data-span={name}]"))
            hand.drag(page.evaluate(OURS, words))
            hand.press("f")
    hand.type("withheld")
    page.locator("[data-combo=claim] li", has_text="Vantrel withheld V5").first.wait_for()
    hand.press("Enter")
    hand.press("Control+Enter")
    page.wait_for_selector("#reading", state="hidden")
    return hand.count


def config() -> str:
    """A project in which the same can be said."""
    rows = "".join(
        f'<Choices name="{name}" toName="text" perRegion="true">{"".join(f"""<Choice value="{v}"/>""" for v in values)}</Choices>'
        for name, values in FACETS.items()
    )
    claims = "".join(f'<Choice value="{claim.wording}"/>' for claim in CLAIMS)
    return (
        '<View><Labels name="span" toName="text"><Label value="content" hotkey="1"/><Label value="cue" hotkey="2"/>'
        f'<Label value="source" hotkey="3"/></Labels><Text name="text" value="$text"/>{rows}'
        f'<Choices name="claim" toName="text" perRegion="true">{claims}</Choices></View>'
    ).replace("'s", "’s")


def in_label_studio(page: Any) -> int:
    hand = Hand(page)
    for key, words in (("1", CONTENT), ("2", CUE), ("3", SOURCE)):
        hand.press(key)
        hand.drag(page.evaluate(PLACE, words))
        page.wait_for_timeout(500)
    hand.click(page.locator(".htx-highlight").first)
    claim = next(c.wording for c in CLAIMS if c.wording.startswith("Vantrel withheld"))
    for value in (*CHOSEN, claim):
        # Its own key stands behind the words of a choice: “unnamed group[5]”.
        hand.click(page.get_by_text(re.compile(rf"^{re.escape(value)}(\[.\])?$")).first)
    hand.press("Control+Enter")
    page.wait_for_timeout(1500)
    return hand.count
