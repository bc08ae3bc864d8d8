"""What was done on the page is undone and done again also after the page was loaded anew."""

from typing import Any

import pytest

from annotate.actions import readings
from annotate.models import Article, Reading, User
from tests import factories as make
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = "The plant closes in May"


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(f"{WORDS}, two officials said.\n\nNothing more was known.")


def read(desk: Desk) -> None:
    desk.select(WORDS)
    desk.page.click("[data-preset=anonymous]")
    desk.find("claim", "The plant closes", "The plant closes in May.")
    desk.saved()


def correct(desk: Desk, note: str) -> None:
    desk.act("correct")
    desk.page.locator("#more").evaluate("more => { more.open = true; }")
    desk.page.fill("#note", note)
    desk.saved()


def again(desk: Desk) -> None:
    desk.page.reload()
    desk.page.wait_for_selector("html[data-ready=yes]")


def press(desk: Desk, key: str, told: str) -> None:
    desk.page.keyboard.press(key)
    desk.page.locator("#status", has_text=told).wait_for()


def can(desk: Desk, what: str) -> bool:
    return desk.page.get_attribute(f"#{what}", "aria-disabled") == "false"


def notes() -> list[str]:
    return [*Reading.objects.current().values_list("note", flat=True)]


def test_saving_and_correcting_are_undone_after_a_reload_and_done_again(
    desk: Desk, me: User, article: Article
) -> None:
    make.claim("The plant closes in May.")
    desk.sign_in(me).open(article)
    read(desk)
    correct(desk, "Looked at again.")
    again(desk)
    assert (can(desk, "undo"), can(desk, "redo")) == (True, False)
    press(desk, "z", "Undone: the correction.")
    assert notes() == [""]
    again(desk)
    press(desk, "Z", "Done again: the correction.")
    assert notes() == ["Looked at again."]
    press(desk, "z", "Undone: the correction.")
    press(desk, "z", "Undone: the reading.")
    assert notes() == []
    again(desk)
    press(desk, "Z", "Done again: the reading.")
    assert notes() == [""]


def test_a_form_that_was_closed_comes_back_after_a_reload(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    desk.select(WORDS)
    page.click("[data-preset=anonymous]")
    page.click("#reading [data-do=cancel]")
    page.wait_for_selector("#reading", state="hidden")
    again(desk)
    press(desk, "z", "Undone: closing the form.")
    assert page.inner_text("[data-words=content]") == WORDS
    assert page.input_value("#identification") == "unnamed_individual"


def test_what_was_changed_elsewhere_meanwhile_is_not_undone_here(
    desk: Desk, me: User, article: Article
) -> None:
    claim: Any = make.claim("The plant closes in May.")
    desk.sign_in(me).open(article)
    read(desk)
    elsewhere = make.new_reading(article, claim, details={"note": "From another tab."})
    readings.save_reading(revision=article.latest, reading=elsewhere, by=me, supersedes=Reading.objects.get())
    again(desk)
    assert not can(desk, "undo")
    press(desk, "z", "Nothing to undo.")
    assert notes() == ["From another tab."]


def test_nobody_undoes_what_somebody_else_did_in_the_same_tab(desk: Desk, me: User, article: Article) -> None:
    make.claim("The plant closes in May.")
    desk.sign_in(me).open(article)
    read(desk)
    desk.sign_in(make.user("reviewer"))
    again(desk)
    assert not can(desk, "undo")
