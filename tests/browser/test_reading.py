"""Reading an article in the browser: words are selected, read, saved, marked, corrected, withdrawn, submitted."""

from typing import Any

import pytest

from annotate.models import Article, Claim, Reading, User
from tests import factories as make
from tests.browser.desk import Desk
from workers import suggestions

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = (
    "🚢🇩🇪 Cafe\u0301 news: the plant will close in May, two officials told the Meridian wire.\n\n"
    "A spokeswoman declined to comment. 👩‍👩‍👧 قال المسؤول إن المصنع سيغلق today."
)


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


@pytest.fixture
def claim() -> Claim:
    return make.claim("The plant will close in May.")


def read(desk: Desk, words: str = "the plant will close in May") -> None:
    desk.select(words)
    desk.page.click("[data-preset=anonymous]")
    desk.find("claim", "plant will close", "The plant will close in May.")


def test_words_are_selected_read_and_shown_without_leaving_the_page(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    make.outlet("Meridian", kind="wire")
    page = desk.sign_in(me).open(article)
    before = page.inner_html("#text")
    read(desk)
    desk.select("two officials")
    page.select_option("#affiliation", "government")
    desk.find("relay", "Merid")
    assert "Meridian" in page.inner_text("#chain")
    desk.saved()
    reading = Reading.objects.get()
    text = article.latest.text
    assert [text[slice(*reading.span(n) or (0, 0))] for n in ("content", "cue", "source")] == [
        "the plant will close in May", "told", "two officials",
    ]  # fmt: skip
    assert [str(n) for n in reading.chain.all()] == ["Meridian", "unnamed, Government"]
    assert desk.marks()["mine-content"] == ["the plant will close in May"]
    assert page.inner_html("#text") == before
    assert page.url.endswith(f"/{article.pk}/change/")


def test_who_the_words_say_that_it_is_stays_when_a_kind_is_chosen_that_agrees(desk: Desk, me: User) -> None:
    article = make.article("Two officials said that the plant will close in May.")
    suggestions.suggest_for_new_texts()  # what a worker saw in the words is what is filled in
    page = desk.sign_in(me).open(article)
    desk.select("the plant will close in May")
    page.wait_for_function("() => document.getElementById('identification').value")
    page.click("[data-preset=anonymous]")
    assert page.input_value("#identification") == "unnamed_group"
    page.click("[data-preset=person]")
    assert page.input_value("#identification") == "named_individual"


@pytest.mark.parametrize("words", ["قال المسؤول", "today", "Café"])
def test_positions_survive_emoji_accents_and_right_to_left_text(
    words: str, desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    desk.sign_in(me).open(article)
    read(desk, words)
    desk.saved()
    reading = Reading.objects.get()
    assert article.latest.text[slice(*reading.span("content") or (0, 0))] == words
    assert desk.marks()["mine-content"] == [words]


def test_a_refusal_stands_at_its_field_and_keeps_what_was_chosen(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    page = desk.sign_in(me).open(article)
    read(desk)
    page.select_option("#role", "")
    page.click("#reading [type=submit]")
    page.wait_for_selector("[data-field=role] .field-error:not([hidden])")
    assert "role" in page.inner_text("[data-field=role] .field-error")
    assert page.evaluate("document.activeElement.id") == "role"
    assert page.input_value("#claim") == "The plant will close in May."
    assert Reading.objects.count() == 0


def test_two_tabs_see_both_versions_and_the_reviewer_chooses(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    make.read(article, claim, by=me, submitted=False)
    page = desk.sign_in(me).open(article)
    desk.act("correct")
    page.select_option("#certainty", "hedged")
    make.readings.save_reading(
        revision=article.latest, by=me, supersedes=Reading.objects.get(),
        reading=make.new_reading(article, claim, details={"note": "from elsewhere"}),
    )  # fmt: skip
    page.click("#reading [type=submit]")
    page.wait_for_selector("#conflict:not([hidden])")
    assert "from elsewhere" in page.inner_text("#conflict")
    page.click("[data-do=keep-mine]")
    page.wait_for_selector("#reading", state="hidden")
    now = Reading.objects.current().get()
    assert (now.certainty, now.note) == ("hedged", "")


def test_withdrawing_can_be_undone_and_submitting_opens_others_readings(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    make.read(article, claim, by=me, submitted=False)
    make.read(article, claim, by=make.user("reviewer", first_name="Zenobia"))
    page = desk.sign_in(me).open(article)
    assert len(desk.cards()) == 1
    desk.act("withdraw")
    page.wait_for_selector("#cards .withdrawn")
    desk.act("restore")
    page.wait_for_selector("#cards .withdrawn", state="detached")
    desk.submit()
    page.locator("#cards > li").nth(1).wait_for()
    assert any("Zenobia" in card for card in desk.cards())


def test_a_claim_and_a_source_are_made_on_the_spot(desk: Desk, me: User, article: Article) -> None:
    page: Any = desk.sign_in(me).open(article)
    desk.select("A spokeswoman declined to comment")
    page.click("[data-preset='no comment']")
    desk.find("claim", "The plant will shut", "Make")
    page.click("#make-claim [type=submit]")
    page.wait_for_selector("#make-claim:not([open])", state="attached")
    desk.find("source", "Ines Calder", "Make")
    page.fill("#make-source [name=description]", "Spokeswoman")
    page.check("#make-source [name=has_public_role]")
    page.click("#make-source [type=submit]")
    page.wait_for_selector("#make-source:not([open])", state="attached")
    desk.saved()
    reading = Reading.objects.get()
    assert reading.attribution.claim.wording == "The plant will shut"
    assert reading.source is not None
    assert reading.source.has_public_role
