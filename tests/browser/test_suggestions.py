"""Suggestions at the desk, by keys: dimmed until they are at hand, accepted, edited, rejected, taken back."""

from typing import Any

import pytest

from annotate.models import Article, Claim, Reading, SuggestionDecision, User
from tests import factories as make
from tests.browser.desk import Desk
from workers import matching, suggestions

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = (
    "The plant will close in May, according to two officials familiar with the plan.\n\n"
    "Ines Calder, a spokeswoman for the port, denied that the plant would close. The ministry declined to comment."
)


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    made = make.article(TEXT)
    suggestions.suggest_for_new_texts()
    return made


@pytest.fixture
def claim() -> Claim:
    return make.claim("The plant will close in May.")


def opened(desk: Desk, me: User, article: Article) -> Any:
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").first.wait_for()
    return page


def answered(page: Any, left: int) -> None:
    page.wait_for_function(
        "left => document.querySelectorAll('#cards > li.suggested').length === left", arg=left
    )


def test_they_are_dimmed_with_the_words_that_gave_them_away(desk: Desk, me: User, article: Article) -> None:
    page = opened(desk, me, article)
    assert page.inner_text("#suggested-count") == "3 suggested"
    assert "according to" in desk.marks()["suggested-cue"]
    page.keyboard.press("g")
    marks = desk.marks()
    assert marks["now-source"] == ["two officials familiar with the plan"]
    assert "two officials familiar with the plan" in marks["because"]
    assert "(identification: unnamed group)" in page.inner_text("#cards > li.current")
    assert "according to" not in marks["suggested-cue"]


def test_one_key_accepts_and_one_takes_it_back(desk: Desk, me: User, article: Article) -> None:
    page = opened(desk, me, article)
    page.keyboard.press("g")
    page.keyboard.press("v")
    answered(page, 2)
    reading = Reading.objects.get()
    assert reading.attribution.claim.wording == "The plant will close in May."
    assert SuggestionDecision.objects.get().decision == "accepted"
    assert desk.marks()["mine-content"] == ["The plant will close in May"]
    assert "current" in page.locator("#cards > li.suggested").first.get_attribute("class")
    page.keyboard.press("z")
    answered(page, 3)
    assert not SuggestionDecision.objects.exists()
    page.locator("#cards > li.current", has_text="two officials").wait_for()  # at hand again
    page.keyboard.press("Z")
    answered(page, 2)
    assert Reading.objects.current().count() == 1


def test_one_key_edits_and_what_differs_is_kept(desk: Desk, me: User, article: Article, claim: Claim) -> None:
    page = opened(desk, me, article)
    page.keyboard.press("ArrowDown")  # something is selected before
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_selector("#reading:not([hidden])")
    assert "cursor" not in desk.marks()
    assert page.evaluate("document.activeElement.dataset.preset") == "anonymous"
    assert page.locator("#kinds [aria-pressed=true]").all_inner_texts() == ["anonymous a"]
    page.keyboard.press("2")
    assert page.get_attribute("[data-span=cue]", "aria-pressed") == "true"
    assert page.input_value("#identification") == "unnamed_group"
    assert page.inner_text("[data-words=cue]") == "according to"
    desk.find("claim", "plant will close", claim.wording)
    page.select_option("#certainty", "hedged")
    desk.saved()
    answered(page, 2)
    decision = SuggestionDecision.objects.get()
    assert (decision.decision, decision.corrected) == ("corrected", ["certainty"])


def test_a_denial_keeps_who_was_read_and_is_not_negated_twice(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    page = opened(desk, me, article)
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_selector("#reading:not([hidden])")
    page.select_option("#polarity", "negated")
    page.focus("#reading [type=submit]")
    page.keyboard.press("Escape")  # from the form to the text; the form stays open
    page.keyboard.press("d")
    values = [page.input_value(f"#{name}") for name in ("stance", "polarity", "identification")]
    assert values == ["denies", "affirmed", "unnamed_group"]
    assert page.inner_text("[data-words=cue]") == "according to"


def test_after_an_answer_the_arrows_select_and_enter_opens_the_form_and_submitting_puts_the_rest_away(
    desk: Desk, me: User, article: Article
) -> None:
    page = opened(desk, me, article)
    for key in ("g", "v"):
        page.keyboard.press(key)
    answered(page, 2)
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#reading:not([hidden])")
    page.click("[data-preset=person]")
    page.fill("#source", "agency")
    page.fill("#claim", "a claim that is longer than its field " * 3)
    assert "longer than its field" in page.inner_text("#claim-whole")
    page.click("[data-preset='other media']")
    assert page.input_value("#source") == ""  # nobody is asked for
    page.click("#submit-review")
    assert "2 suggestions are not decided" in page.inner_text("#submit-dialog")
    page.click("#submit-dialog [type=submit]")
    answered(page, 0)
    assert page.is_hidden("#reading")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.is_hidden("#reading")


def test_one_key_rejects_and_no_key_acts_while_one_types(desk: Desk, me: User, article: Article) -> None:
    page = opened(desk, me, article)
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.keyboard.press("x")
    answered(page, 2)
    assert SuggestionDecision.objects.get().decision == "rejected"
    page.keyboard.press("r")
    page.wait_for_selector("#reading:not([hidden])")
    page.focus("#claim")
    page.keyboard.type("xv")
    assert page.input_value("#claim").endswith("xv")
    assert SuggestionDecision.objects.count() == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_its_words_stay_in_view_and_g_comes_back_from_its_form(width: int, desk: Desk, me: User) -> None:
    said = "It rained on the quay. " * 150
    article = make.article(
        f"{said}\n\nOfficials said that the quay will close in May.\n\n{said}\n\nThe mayor denied it."
    )
    suggestions.suggest_for_new_texts()
    desk.page.set_viewport_size({"width": width, "height": 900})
    page = opened(desk, me, article)
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_selector("#reading:not([hidden])")
    page.wait_for_function(IN_SIGHT, arg="the quay will close")
    while page.is_visible("#reading"):
        page.keyboard.press("Escape")  # out of the list, of the field, of the form
    page.keyboard.press("g")
    page.wait_for_function(IN_SIGHT, arg="the quay will close")
    assert "will close in May" in page.inner_text("#cards > li.current")
    assert page.evaluate("document.activeElement.closest('li.current') !== null")
    page.keyboard.press("g")
    assert "denied" in page.inner_text("#cards > li.current")


# Whether words of the text are on the screen, and nothing lies over them.
IN_SIGHT = """words => {
  const line = [...document.querySelectorAll("#text [data-start]")].find((p) => p.textContent.includes(words));
  const range = document.createRange();
  range.setStart(line.firstChild, line.textContent.indexOf(words));
  range.setEnd(line.firstChild, line.textContent.indexOf(words) + words.length);
  const box = range.getClientRects()[0];
  return box.top > 0 && box.bottom < innerHeight && line.contains(document.elementFromPoint(box.left + 2, box.top + 5));
}"""


def test_what_is_missing_is_asked_for(desk: Desk, me: User, article: Article) -> None:
    page = opened(desk, me, article)
    page.keyboard.press("b")
    assert "Accepting asks for the claim." in page.inner_text("#cards > li.current")
    page.keyboard.press("v")
    page.wait_for_selector("#reading:not([hidden])")
    assert page.evaluate("document.activeElement.id") in ("claim", "source")
    assert page.input_value("#stance") == "declines_to_comment"


def test_the_number_of_another_claim_takes_that_one_and_0_a_new_one(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    others = [
        make.claim(f"The plant will close {when}.")
        for when in ("in June", "this year", "for ever", "for a week")
    ]
    known = {each.wording: each for each in (claim, *others)}
    page = opened(desk, me, article)
    page.keyboard.press("g")
    while page.locator("#cards > li.current .choice").count() < len(known):
        matching.match_passages()  # the worker; the page asks by itself whether it has looked
        page.wait_for_timeout(200)
    shown = [words.split(" ", 1) for words in page.locator("#cards > li.current .choice").all_inner_texts()]
    assert [key for key, _ in shown] == ["1", "2", "3", "4", "5", "0"]
    for key in "2345":
        page.keyboard.press(key)
        assert chosen(page).startswith(f"{key} ")
    page.keyboard.press("0")
    assert chosen(page) == "0 New: The plant will close in May."
    page.keyboard.press("3")
    taken = next(each for wording, each in known.items() if wording in chosen(page))
    page.keyboard.press("v")
    answered(page, 2)
    assert Reading.objects.get().attribution.claim == taken != claim


def chosen(page: Any) -> str:
    (pressed,) = page.locator("#cards > li.current .choice[aria-pressed=true]").all_inner_texts()
    return str(pressed)


def test_a_long_text_gets_the_claims_of_its_last_suggestion_too(desk: Desk, me: User) -> None:
    known = make.claim("The plant with number 259 will close in May.")
    article = make.article(
        " ".join(f"Officials said that plant number {n} will close in May." for n in range(260))
    )
    suggestions.suggest_for_new_texts()
    page = opened(desk, me, article)
    page.keyboard.press("b")
    matching.match_passages()  # the worker; the page asks by itself whether it has looked
    page.locator("#cards > li.current .choice", has_text=known.wording).wait_for()
