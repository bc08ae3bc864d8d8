"""What somebody meets who annotates for the first time: everything needed is in sight, and every refusal says what to do."""

from typing import Any

import pytest

from annotate.models import Article, Reading, User
from tests import factories as make
from tests.browser.desk import Desk
from workers import matching, suggestions

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


def test_a_claim_that_is_typed_and_not_chosen_is_told_at_its_field_and_above(desk: Desk, me: User) -> None:
    article = make.article("The plant will close in May, two officials said.")
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").first.wait_for()
    for key in ("g", "r"):
        page.keyboard.press(key)
    page.wait_for_selector("#reading:not([hidden])")
    assert "The claim is still to be chosen or made." in page.inner_text("#status")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-field=claim] .field-error:not([hidden])")
    assert "Not saved. Claim: “The plant will close in May.” is not chosen yet" in page.inner_text("#status")
    assert page.evaluate("document.activeElement.id") == "claim"
    described = page.get_attribute("#claim", "aria-describedby").split()[0]
    assert "take “Make”" in page.inner_text(f"#{described}")
    page.wait_for_selector("[data-combo=claim] li")  # the list that opened does not lie over it
    page.wait_for_function(SEEN, arg="[data-field=claim] .field-error")
    page.keyboard.press("Enter")
    page.click("#make-claim [type=submit]")
    page.wait_for_selector("#make-claim:not([open])", state="attached")
    desk.saved()


def with_a_choice(desk: Desk, me: User) -> Any:
    """A text whose one suggestion is at hand, with what there is of claims like it."""
    article = make.article("The plant will close in May, two officials said.")
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").first.wait_for()
    page.keyboard.press("g")
    while page.locator("#cards > li.current .choice").count() < 2:
        matching.match_passages()  # the worker; the page asks by itself whether it has looked
        page.wait_for_timeout(200)
    return page


def test_where_claims_are_only_alike_accepting_asks_which(desk: Desk, me: User) -> None:
    make.claim("The old plant on the quay may have to close in May.")
    page = with_a_choice(desk, me)
    assert page.locator("#cards > li.current .choice[aria-pressed=true]").count() == 0
    page.keyboard.press("v")
    assert "Choose one by its number, or 0 for a new claim" in page.inner_text("#status")
    assert page.evaluate("document.activeElement.dataset.claim") == "0"
    assert not Reading.objects.exists()
    for key in ("0", "v"):
        page.keyboard.press(key)
    page.wait_for_selector("#cards > li.mine")
    assert Reading.objects.get().attribution.claim.wording == "The plant will close in May."


def test_words_that_are_a_quotation_stand_in_no_second_marks(desk: Desk, me: User) -> None:
    article = make.article("“The plant will close,” Ada Doe said.")
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").first.wait_for()
    page.keyboard.press("g")
    said, cue, _ = page.locator("#cards > li.current dd").all_inner_texts()
    assert (said, cue) == ("“The plant will close,”", "“said”")


def test_what_is_to_be_checked_is_said_on_the_badge(desk: Desk, me: User, article: Article) -> None:
    make.read(article, make.claim(), by=me, submitted=False, facets=make.UNNAMED | {"stance": "estimates"})
    page = desk.sign_in(me).open(article)
    assert page.inner_text("#cards .badge.flagged") == "check: an opinion?"
    page.locator("#cards .card-head").click()
    assert "AP: anonymous material must be information." in page.inner_text("#cards .flag")


def test_nobody_behind_an_outlet_is_not_called_no_source(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    desk.select("The plant will close in May")
    page.click("[data-preset=unattributed]")
    assert page.inner_text("#identification-help").startswith("No source is cited.")
    assert "nobody is entered" in page.inner_text("#source-help")
    page.click("[data-preset='other media']")
    assert page.inner_text("#identification-help").startswith("Nobody behind the outlet is cited.")
    page.click("[data-preset=person]")
    assert "by name" in page.inner_text("#identification-help")
    assert page.is_hidden("#source-help")


def test_a_new_claim_begins_with_the_words_of_the_content_and_enter_makes_it(desk: Desk, me: User) -> None:
    page = desk.sign_in(me).open(make.article("He said “that the plant will close,” and left."))
    desk.select("“that the plant will close,”")
    page.keyboard.press("p")
    page.locator("[data-combo=claim] li.make").wait_for()
    assert "Looking for what says the same" in page.inner_text("[data-combo=claim]")
    assert page.inner_text("[data-combo=claim] li.make") == "Make “The plant will close.”"
    page.keyboard.press("Enter")  # waits for the best match
    assert page.is_hidden("#make-claim")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#make-claim[open]")
    assert page.input_value("#new-claim-wording") == "The plant will close."
    page.keyboard.press("Enter")
    page.wait_for_selector("#make-claim:not([open])", state="attached")
    page.wait_for_function("() => document.activeElement.id === 'source'")


def test_a_draft_comes_back_to_where_one_was_and_is_saved_from_anywhere(
    desk: Desk, me: User, article: Article
) -> None:
    page = desk.sign_in(me).open(article)
    desk.select("The plant will close in May")
    page.keyboard.press("a")
    page.fill("#claim", "The plant will close.")
    page.locator("[data-combo=claim] li.make").click()
    page.wait_for_selector("#make-claim[open]")
    page.wait_for_timeout(800)  # the draft is kept
    page.reload()
    page.wait_for_selector("#make-claim[open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#make-claim:not([open])", state="attached")
    page.wait_for_function("() => document.activeElement.closest('#reading') !== null")
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#reading", state="hidden")
    assert Reading.objects.get().attribution.claim.wording == "The plant will close."


def test_where_a_claim_is_only_on_the_same_matter_accepting_makes_a_new_one_at_once(
    desk: Desk, me: User
) -> None:
    make.claim("The plant in the north will open in May of next year.")
    page = with_a_choice(desk, me)
    page.keyboard.press("v")
    page.wait_for_selector("#cards > li.mine")
    assert Reading.objects.get().attribution.claim.wording == "The plant will close in May."
    assert "That was the last suggestion" in page.inner_text("#status")


def test_a_silence_is_of_what_the_text_is_about_and_says_nothing_itself(desk: Desk, me: User) -> None:
    article = make.article(
        "It closes, he said. The mayor said so too. It rained, he said. Altamar declined to comment."
    )
    closes, rained = make.claim("It closes."), make.claim("It rained.")
    for about, start, end in ((closes, 0, 9), (closes, 20, 29), (rained, 43, 52)):
        make.read(article, about, by=me, submitted=False, content=(start, end))
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").last.wait_for()
    page.keyboard.press("b")
    card = page.locator("#cards > li.current")
    assert "says" not in card.locator("dt").all_inner_texts()
    assert card.locator(".choice[aria-pressed=true]").inner_text().startswith("1 It closes.")
    assert desk.marks()["now-content"] == ["declined to comment"]


def test_a_card_that_is_touched_on_a_telephone_stays_where_it_is(desk: Desk, me: User) -> None:
    article = make.article(
        "The plant will close in May, two officials said.\n\n" + "It rained on the quay. " * 80
    )
    suggestions.suggest_for_new_texts()
    page = desk.sign_in(me).open(article)
    page.set_viewport_size({"width": 390, "height": 844})
    head = page.locator("#cards > li.suggested .card-head").first
    head.scroll_into_view_if_needed()
    head.click()
    page.wait_for_timeout(600)  # whatever scrolls smoothly has scrolled
    assert head.bounding_box()["y"] < 844
    assert page.evaluate("scrollY") > 0
    assert "now-cue" in desk.marks()
