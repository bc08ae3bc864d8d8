"""A long text with many readings: only what is near the screen is marked, and a card stands beside its words."""

from typing import Any

import pytest

from annotate.models import Article, User
from tests import factories as make
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LINES = 160
PAD = (
    "The works stand at the edge of the town, and have done so for longer than most who live there recall. "
    * 4
)
MARKED = (
    "(words) => [...(CSS.highlights.get('mine-content') ?? [])].some((range) => range.toString() === words)"
)


def words(line: int) -> str:
    return f"plant number {line} will close"


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article(me: User) -> Article:
    article = make.article("\n".join(f"Officials said that {words(n)} in May. {PAD}" for n in range(LINES)))
    claim = make.claim("The plants will close in May.")
    for line in range(0, LINES, 4):
        make.read(article, claim, by=me, submitted=False, content=make.span(article, words(line)))
    return article


def test_words_are_marked_as_they_come_near_and_all_of_them_for_paper(
    desk: Desk, me: User, article: Article
) -> None:
    page = desk.sign_in(me).open(article)
    readings, last = LINES // 4, words(LINES - 4)
    page.wait_for_function("(all) => CSS.highlights.get('mine-content').size < all / 2", arg=readings)
    assert page.evaluate(MARKED, words(0))
    assert not page.evaluate(MARKED, last)
    page.evaluate("document.querySelector('#text').lastElementChild.scrollIntoView()")
    page.wait_for_function(MARKED, arg=last)
    page.wait_for_function(f"() => !({MARKED})('{words(0)}')")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(desk.marks()["mine-content"]) == readings
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(desk.marks()["mine-content"]) < readings / 2


def test_what_was_saved_far_down_stands_beside_its_words(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    desk.act("correct", card=30)
    page.wait_for_function(MARKED, arg=words(120))
    page.fill("#claim", "")
    desk.find("claim", "plants will close")
    page.locator("#more").evaluate("more => { more.open = true; }")
    page.fill("#note", "Looked at again.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#cards .card.open .note-text", state="visible")
    assert page.inner_text("#cards .card.open .note-text") == "Looked at again."
    assert page.evaluate("document.activeElement.id") == "text"
    tops: list[Any] = page.evaluate(
        "(words) => [document.querySelector('#cards .card.open'),"
        " [...CSS.highlights.get('mine-content')].find((range) => range.toString() === words)]"
        ".map((each) => Math.round(each.getBoundingClientRect().top))",
        words(120),
    )
    assert abs(tops[0] - tops[1]) < 12
    assert 0 < tops[0] < page.viewport_size["height"]
