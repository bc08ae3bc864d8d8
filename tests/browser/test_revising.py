"""A new revision, denials, undo in the form, dialogs in the draft, and two reviewers in two browsers."""

from typing import Any

import pytest

from annotate.actions import articles
from annotate.models import Article, DeniedBy, Orphan, Reading, User
from annotate.roles import SETUP
from tests import factories as make
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = "🚢 The plant closes in May, officials said. The ministry denied that the plant closes."


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


def read(article: Article, me: User, words: str, **values: Any) -> Reading:
    claim = make.claim("The plant closes in May.")
    return make.read(article, claim, by=me, submitted=False, content=make.span(article, words), **values)


def test_a_new_revision_is_taken_over_and_undone(desk: Desk, me: User, article: Article) -> None:
    read(article, me, "The plant closes in May")
    read(article, me, "the plant closes", cue=make.span(article, "denied"))
    articles.revise_article(
        article=article, text=TEXT.replace("closes in May", "may close in June"), by=SETUP
    )
    page = desk.sign_in(me).open(article)
    page.click("#before [data-carried] button.default")
    page.locator("#cards > li").first.wait_for()
    assert desk.marks()["mine-content"] == ["the plant closes"]
    page.click("#before [data-do=place]")
    desk.select("The plant may close in June")
    assert page.input_value("#claim") == "The plant closes in May."
    desk.saved()
    assert page.is_hidden("#before")
    assert "The plant may close in June" in str(Orphan.objects.get().placed)
    assert Reading.objects.filter(carried_from__isnull=False).count() == 2
    page.keyboard.press("z")
    page.wait_for_selector("#cards .withdrawn")


def test_a_denial_is_linked_by_keys_and_the_link_undone(desk: Desk, me: User, article: Article) -> None:
    said = read(article, me, "The plant closes in May")
    turned = {"details": {"polarity": "negated"}}
    read(article, me, "the plant closes", facets=make.UNNAMED | {"stance": "denies"}, **turned)
    page = desk.sign_in(me).open(article)
    assert [("negated" in card, "you" in card) for card in desk.cards()] == [(False, True), (True, True)]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.locator("#cards [data-act=deny]").focus()
    page.keyboard.press("Enter")
    page.focus("#denied")
    page.keyboard.press("ArrowDown")
    page.locator("[data-combo=denied] li").filter(has_text="The plant closes in May").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#cards .denies")
    assert DeniedBy.objects.get().denied == said.attribution
    page.click("#cards [data-act=withdraw]")  # what is withdrawn denies nothing
    page.wait_for_selector("#cards .denies", state="detached")
    page.click("#cards [data-act=restore]")
    page.wait_for_selector("#cards .denies")
    page.keyboard.press("z")
    page.wait_for_selector("#cards .denies", state="detached")
    page.keyboard.press("z")
    page.wait_for_selector("#cards .denies")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.wait_for_selector("#cards .denies", state="detached")
    assert [row.linked for row in DeniedBy.objects.order_by("pk")] == [True, False]


def test_what_is_done_in_the_form_is_undone_step_by_step(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    desk.select("The plant closes in May")
    page.click("[data-preset=anonymous]")
    page.select_option("#certainty", "hedged")
    page.focus("#certainty")
    page.keyboard.press("Control+z")
    assert (page.input_value("#certainty"), page.input_value("#identification")) == (
        "plain",
        "unnamed_individual",
    )
    page.click("#redo")
    assert page.input_value("#certainty") == "hedged"
    page.click("#reading [data-do=cancel]")
    page.wait_for_selector("#reading", state="hidden")
    page.keyboard.press("z")
    assert page.input_value("#certainty") == "hedged"
    assert page.inner_text("[data-words=content]") == "The plant closes in May"


def test_what_is_typed_in_a_dialog_is_in_the_draft(desk: Desk, me: User, article: Article) -> None:
    desk.sign_in(me).open(article)
    desk.select("The plant closes in May")
    desk.find("claim", "The plant", "Make")
    desk.page.fill("#make-claim [name=wording]", "The plant will close in M")
    desk.page.close()
    desk.page = desk.context.new_page()
    page = desk.open(article)
    assert page.input_value("#make-claim [name=wording]") == "The plant will close in M"
    page.click("#make-claim [type=submit]")
    page.wait_for_selector("#make-claim:not([open])", state="attached")
    assert page.input_value("#claim") == "The plant will close in M"


def test_two_reviewers_read_the_same_words_and_see_each_other_once_both_have_submitted(
    desk: Desk, chromium: Any, me: User, article: Article
) -> None:
    make.claim("The plant closes in May.")
    other = Desk(chromium, desk.url).sign_in(make.user("reviewer", first_name="Zenobia"))
    for each in (desk.sign_in(me), other):
        each.open(article)
        each.select("The plant closes in May")
        each.page.click("[data-preset=anonymous]")
        each.find("claim", "plant closes", "The plant closes in May.")
    for each in (desk, other):
        each.saved()
    assert [len(each.open(article).locator("#cards > li").all()) for each in (desk, other)] == [1, 1]
    assert len({r.attribution_id for r in Reading.objects.all()}) == 1
    other.submit()
    desk.submit()
    desk.page.locator("#cards > li").nth(1).wait_for()
    assert any("Zenobia" in card for card in desk.cards())
    other.close()
