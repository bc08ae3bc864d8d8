"""On every screen: nothing that the policy refuses, no script error, and nothing that axe-core finds."""

from collections.abc import Iterator
from typing import Any

import pytest

from annotate.actions import articles
from annotate.roles import SETUP
from tests import factories as make
from tests.admin import desk as rows
from tests.browser import tour_screens
from tests.browser.desk import Desk
from tests.browser.screens import screens

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TEXT = "The plant closes in May, officials said. The ministry denied that the plant closes. قال المسؤول إن المصنع سيغلق."
NOWHERE = "/admin/nowhere/"
#: 720 is a window of 1440 at 200 %.
WIDTHS = (1440, 720, 390)
#: What another width may break.
OF_WIDTH = ("color-contrast", "target-size", "scrollable-region-focusable")
FOCUS = """() => {
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  const unseen = [];
  for (const one of all) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.disabled) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    const isSeen = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    if (!isSeen) unseen.push(`no focus is seen at ${one.outerHTML.slice(0, 100)}`);
  }
  document.activeElement.blur();
  const moving = document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 1);
  return [...unseen, ...moving.map((a) => `still moves: ${a.animationName ?? a.transitionProperty}`)];
}"""


def violations(desk: Desk, *rules: str) -> list[str]:
    """What axe-core finds, of all rules for WCAG 2.2 AA or of these alone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = axe.run(desk.page, options=options).response["violations"]
    return [f"{v['id']} at {n['target']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


def problems(desk: Desk) -> list[str]:
    """Of the screen as it stands: in both themes, and whether it is wider than the window."""
    found = list(desk.problems)
    desk.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += violations(desk)
    desk.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {each}" for each in violations(desk, "color-contrast")]
    found += too_wide(desk)
    desk.problems.clear()  # axe-core itself tries inline styles
    return found


def too_wide(desk: Desk) -> list[str]:
    is_wide = desk.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"wider than a window of {desk.page.viewport_size['width']}"] if is_wide else []


def unseen_focus(desk: Desk) -> list[str]:
    """What the keyboard reaches without showing where it is; what still moves though motion is to be reduced."""
    desk.page.keyboard.press("Tab")  # from now on focus is shown as for the keyboard
    return desk.page.evaluate(FOCUS)


def problems_at_every_width(desk: Desk) -> list[str]:
    """A window of a desk, the same at 200 %, a telephone."""
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    found = problems(desk) + unseen_focus(desk)
    for width in WIDTHS[1:]:
        desk.page.set_viewport_size({"width": width, "height": 900})
        found += too_wide(desk)
    found += [f"narrow, dark: {each}" for each in violations(desk, *OF_WIDTH)]
    desk.problems.clear()
    return found


@pytest.fixture
def unbound(chromium: Any, desk: Desk) -> Iterator[Desk]:
    """A browser that the policy does not bind: in a page that may only be shown, axe-core would never come to an end."""
    made = Desk(chromium, desk.url, bypass_csp=True)
    yield made
    made.close()


@pytest.mark.parametrize("half", [0, 1])
def test_every_screen_is_clean(half: int, desk: Desk, unbound: Desk) -> None:
    user = make.user("editor", "administrator", "adjudicator")
    names = screens(rows.one_of_everything(), user)
    every = [*names, NOWHERE]
    missing = (
        rows.client_of(user).get(NOWHERE).content
    )  # the server of the scenes has Django's own page for developers
    desk.context.route(
        desk.url + NOWHERE, lambda route: route.fulfill(body=missing, content_type="text/html")
    )
    desk.sign_in(user)
    unbound.sign_in(user)
    found = {}
    for address in every[half::2]:
        looking = desk
        if "sandbox" in desk.page.goto(desk.url + address).headers.get("content-security-policy", ""):
            looking = unbound
            looking.goto(address)
            desk.problems = [each for each in desk.problems if "Blocked script execution" not in each]  # ours
        if there := problems_at_every_width(looking):
            found[address] = there
    assert not found, "\n".join(f"{address}: {each}" for address, there in found.items() for each in there)
    toured = {screen.address.name for screen in tour_screens.screens()}
    assert {n for n in names.values() if not n.endswith(tour_screens.ALIKE)} <= toured, (
        "docs/tour.md has it not"
    )


@pytest.fixture
def article() -> Any:
    """A text with all that its page can show: carried readings, an orphan, a denial with its link."""
    me = make.user("reviewer")
    article = make.article(TEXT)
    claim = make.claim("The plant closes in May.")
    make.read(article, claim, by=me, submitted=False, content=(0, 23), cue=(35, 39), source_span=(25, 34))
    denial = {"facets": make.UNNAMED | {"stance": "denies"}, "content": (66, 82), "cue": (54, 60)}
    make.read(article, claim, by=me, submitted=False, **denial)
    articles.revise_article(
        article=article, text=TEXT.replace("closes in May", "may close in June"), by=SETUP
    )
    make.read(article, claim, by=me, submitted=False, **denial | {"content": (70, 86), "cue": (58, 64)})
    article.reader = me
    return article


@pytest.mark.parametrize("width", WIDTHS)
def test_every_state_of_the_article_page_is_clean(width: int, desk: Desk, article: Any) -> None:
    page = desk.sign_in(article.reader).open(article)
    page.set_viewport_size({"width": width, "height": 900})
    found = {"as it opens": problems(desk)}
    page.locator("#cards .card-head").first.click()
    found["a card"] = problems(desk)
    page.click("#cards [data-act=deny]")
    page.focus("#denied")
    found["denial"] = problems(desk)
    page.click("#denial-dialog [data-do=close]")
    page.click("#show-keys")
    found["keys"] = problems(desk)
    page.click("#keys button")
    desk.select("officials")
    page.click("[data-preset=anonymous]")
    page.evaluate("document.getElementById('more').open = true")
    found["form"] = problems(desk)
    page.click("#reading [type=submit]")
    page.wait_for_selector("#reading .field-error:not([hidden])")
    found["form refused"] = problems(desk)
    desk.find("claim", "Something new", "Make")
    found["making"] = problems(desk)
    page.click("#make-claim [data-do=close]")
    page.click("#reading [data-do=cancel]")
    page.click("#submit-review")
    found["submitting"] = problems(desk)
    assert {state: there for state, there in found.items() if there} == {}
