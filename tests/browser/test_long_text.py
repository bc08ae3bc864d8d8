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

#: Of some words their range in the text.
FOUND = "const passage = [...CSS.highlights.get('mine-content')].find((range) => range.toString() === words);"
CLICKED = """(words) => {
  const [line] = document.querySelectorAll("#text [data-start]");
  const range = document.createRange();
  const at = line.textContent.indexOf(words);
  range.setStart(line.firstChild, at);
  range.setEnd(line.firstChild, at + words.length);
  scrollBy({ top: range.getBoundingClientRect().top - 300 });
  const { left, top } = range.getClientRects()[0];
  document.elementFromPoint(left + 5, top + 5).dispatchEvent(
    new MouseEvent("click", { clientX: left + 5, clientY: top + 5, bubbles: true }));
}"""
#: Top and bottom of the open card, of its words, of the cards before and after it, of the first one.
PLACES = f"""(words) => {{
  {FOUND}
  const card = document.querySelector("#cards .card.open");
  const all = [card, passage, card.previousElementSibling, card.nextElementSibling, card.parentElement.firstElementChild];
  return all.map((each) => each.getBoundingClientRect()).map(({{ top, bottom }}) => [top, bottom]);
}}"""


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


def test_a_card_is_near_its_words_however_many_stand_before_it(desk: Desk, me: User) -> None:
    sentences = 120
    article = make.article(" ".join(f"Officials said that {words(n)} in May." for n in range(sentences)))
    claim = make.claim("The plants will close in May.")
    for n in range(sentences):
        make.read(article, claim, by=me, submitted=False, content=make.span(article, words(n)))
    page = desk.sign_in(me).open(article)
    window = page.viewport_size["height"]
    for n in (100, 101, 40):
        page.evaluate(CLICKED, words(n))
        page.wait_for_function(
            "(words) => document.querySelector('#cards .card.open dd')?.textContent === `“${words}”`",
            arg=words(n),
        )
        page.wait_for_timeout(300)  # the page glides to it
        card, passage, before, after, first = page.evaluate(PLACES, words(n))
        assert 0 < card[0] < window
        assert abs(card[0] - passage[0]) <= window / 2 + 1
        assert before[1] <= card[0]
        assert card[1] <= after[0]
        assert first[0] < before[0]
