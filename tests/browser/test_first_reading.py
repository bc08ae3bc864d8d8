"""What somebody meets who annotates for the first time: everything needed is in sight, and every refusal says what to do."""

import pytest

from annotate.models import Article, User
from tests import factories as make
from tests.browser.desk import Desk
from workers import suggestions

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LINES = [f"Line {n} of a long text, in which nobody says anything.\n\n" for n in range(30)]
TEXT = "".join([*LINES[:15], "The plant will close in May, Ada Doe said.\n\n", *LINES[15:]])

SEEN = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.bottom <= innerHeight && box.top >= 0 && Boolean(at?.closest(selector));
}"""
WORDS_SEEN = """() => {
  const box = [...CSS.highlights.get("draft-content")][0].getBoundingClientRect();
  const at = document.elementFromPoint(box.left + 5, box.bottom - 5);
  return box.top >= 0 && Boolean(at?.closest("#text"));
}"""


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (390, 844)])
def test_save_and_the_words_are_in_sight_wherever_the_page_stands(
    width: int, height: int, desk: Desk, me: User, article: Article
) -> None:
    page = desk.sign_in(me).open(article)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => document.getElementById('text').focus({ preventScroll: true })")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reading")
    page.wait_for_function(SEEN, arg="#reading [type=submit]")
    assert page.evaluate("scrollY") == 0 or width == 390
    page.wait_for_function(WORDS_SEEN)
    page.evaluate("scrollTo(0, 600)")
    page.wait_for_function(SEEN, arg="#reading [type=submit]")


def test_who_speaks_is_asked_for_where_it_is_answered(desk: Desk, me: User, article: Article) -> None:
    claim = make.claim("The plant will close in May.")
    page = desk.sign_in(me).open(article)
    desk.select("The plant will close in May")
    page.click("[data-preset=person]")
    desk.find("claim", "plant", claim.wording)
    page.click("#reading [type=submit]")
    page.wait_for_selector("[data-field=source] .field-error:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "source"


def test_of_a_sentence_what_is_said_becomes_the_content_and_is_still_ones_own_choice(
    desk: Desk, me: User
) -> None:
    article = make.article("The plant will close in May, Ada Doe said. Nobody was there.")
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.focus("#text")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('[data-words=content]').textContent === 'The plant will close in May'"
    )
    assert page.inner_text("[data-words=source]") == "Ada Doe"
    assert "without who speaks" in page.inner_text("#status")
    page.keyboard.press("z")
    page.wait_for_function(
        "() => document.querySelector('[data-words=content]').textContent.endsWith('said.')"
    )
