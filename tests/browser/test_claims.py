"""The same claim again at the desk: what a worker found, taken by one key or made new; merged, and apart again."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.actions.outcomes import see_score
from annotate.models import Article, Claim, ClaimPassage, Reading, User
from tests import factories as make
from tests.browser.desk import Desk
from workers import matching, suggestions
from workers.rescoring import store

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = (
    "The plant will close in May, according to two officials familiar with the plan.\n\n"
    "Ines Calder, a spokeswoman for the port, said the plant will not close in May."
)
WORDING = "The plant will close in May."


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def claim() -> Claim:
    return make.claim(WORDING)


@pytest.fixture
def article(claim: Claim) -> Article:
    made = make.article(TEXT)
    suggestions.suggest_for_new_texts()
    matching.match_passages()
    return made


def at_hand(desk: Desk, me: User, article: Article, step: str = "g") -> Any:
    page = desk.sign_in(me).open(article)
    page.locator("#cards > li.suggested").first.wait_for()
    page.keyboard.press(step)
    page.locator("#cards > li.current .choice kbd").first.wait_for()
    return page


def left(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('#cards > li.suggested').length === n", arg=count)


def test_a_claim_that_is_there_is_taken_by_the_key_that_accepts_and_the_reason_is_shown(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    page = at_hand(desk, me, article)
    first = page.locator("#cards > li.current .choice").first
    assert first.get_attribute("aria-pressed") == "true"
    assert WORDING in first.inner_text()
    assert "of the words in common" in first.inner_text()
    page.keyboard.press("v")
    left(page, 1)
    assert Reading.objects.get().attribution.claim == claim
    assert Claim.objects.count() == 1
    page.keyboard.press("z")
    left(page, 2)
    assert not Reading.objects.current().exists()


def test_zero_makes_a_new_claim_instead(desk: Desk, me: User, article: Article, claim: Claim) -> None:
    page = at_hand(desk, me, article)
    page.keyboard.press("0")
    page.locator("#cards > li.current .choice[aria-pressed=true]", has_text="New:").wait_for()
    page.keyboard.press("v")
    left(page, 1)
    assert Reading.objects.get().attribution.claim != claim
    assert Claim.objects.count() == 2


def test_an_opposite_joins_with_the_passage_as_negated(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    page = at_hand(desk, me, article, "b")
    assert "denies it" in page.locator("#cards > li.current .choice").first.inner_text()
    page.keyboard.press("1")
    page.keyboard.press("r")
    page.wait_for_selector("#reading:not([hidden])")
    assert page.input_value("#polarity") == "negated"
    assert page.input_value("#claim") == WORDING


def test_words_selected_by_hand_are_looked_up_while_one_waits(
    desk: Desk, me: User, article: Article, claim: Claim
) -> None:
    page = desk.sign_in(me).open(article)
    desk.select("plant will not close in May")
    page.click("[data-preset=anonymous]")
    page.focus("#claim")
    while not matching.match_passages():  # until the page has asked
        page.wait_for_timeout(50)
    page.locator("[data-combo=claim] li", has_text=WORDING).first.wait_for()
    assert "denies it" in page.inner_text("[data-combo=claim]")


def test_a_merge_is_undone_and_opposites_are_refused_where_one_chooses(desk: Desk, claim: Claim) -> None:
    same, opposite = (
        make.claim("In May the plant will close."),
        make.claim("The plant will not close in May."),
    )
    desk.sign_in(make.user("editor"))

    def merge(claim: Claim) -> Any:
        page = desk.goto(reverse("admin:annotate_claim_act", args=(claim.pk, "merge")))
        page.click(".select2-selection")
        page.fill(".select2-search__field", WORDING)
        page.locator(".select2-results__option", has_text=WORDING).first.click()
        page.click(".submit-row [type=submit]")
        return page

    page = merge(same)
    page.get_by_role("link", name="Undo the merge").click()
    page.fill("[name=reason]", "They differ.")
    page.click(".submit-row [type=submit]")
    page.get_by_text("It is a claim of its own again.").wait_for()
    same.refresh_from_db()
    assert same.merged_into is None
    page = merge(opposite)
    page.get_by_text("opposites are never merged").wait_for()
    opposite.refresh_from_db()
    assert opposite.merged_into is None


def test_where_a_claim_comes_from_is_drawn_with_the_table_behind_it(desk: Desk, claim: Claim) -> None:
    wire = make.outlet("Meridian Wire", kind="wire")
    for _ in range(3):
        make.read(make.article(), claim, relays=[wire])
    store.rescore_stale()
    editor = make.user("editor")
    see_score(claim=claim, by=editor)
    page = desk.sign_in(editor).goto(reverse("admin:annotate_claim_change", args=(claim.pk,)))
    panel = page.locator("section", has=page.locator("#origins-title"))
    assert "3 reports, 1 root: " in panel.inner_text()
    assert panel.locator("svg").bounding_box()["width"] > 100
    panel.locator("summary").click()
    assert panel.locator("tbody tr").count() == 3
    assert "Meridian Wire" in panel.locator("tbody").inner_text()
    assert ClaimPassage.objects.filter(claim=claim).count() == 3
