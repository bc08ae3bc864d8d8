"""A short name stands for the outlet that it can only be: `told Calder that` was carried by Calder News Agency."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.admin.carriers import outlets_by_short_name, told
from annotate.models import Outlet, User
from tests import factories as make
from tests.admin import desk
from workers import suggestions

pytestmark = pytest.mark.django_db
TEXT = "An official told Calder that the plant will close in May."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TEXT, "Calder"),
        ("It will close, she told the Harbour Observer.", "Harbour Observer"),
        ("She told Calder on Friday that it will close.", "Calder"),
        ("She told Calder reporters that it will close.", ""),
        ("She told reporters that it will close.", ""),
        ("Ines Calder came. She told Calder that it will close.", ""),
        ("She told", ""),
    ],
)
def test_whom_somebody_told(text: str, name: str) -> None:
    at = text.index("told")
    assert told(text, (at, at + 4)) == name


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("Calder", "Calder News Agency"),
        ("Calder News", "Calder News Agency"),
        ("the Ledger", None),  # not how its name begins
        ("Fernwick Ledger", "The Fernwick Ledger"),
        ("Cald", None),
        ("Harbour", None),  # two begin so
        ("Harbour Observer", "Harbour Observer"),
        ("News", None),  # no name of its own
        ("Daily News", None),
    ],
)
def test_a_short_name_is_whole_words_of_one_outlet_alone(name: str, outlet: str | None) -> None:
    for each in (
        "Calder News Agency", "The Fernwick Ledger", "Harbour Observer", "Harbour Post", "News of the Day", "Daily News Sollen",
    ):  # fmt: skip
        make.outlet(each)
    found = outlets_by_short_name(Outlet.objects.kept(), [name]).get(name)
    assert (found.name if found else None) == outlet


def derived(me: User, article: Any, words: str) -> list[str]:
    start = article.latest.text.index(words)
    address = reverse("admin:annotate_article_derive", args=(article.latest.pk,))
    answer = desk.client_of(me).get(address, {"start": start, "end": start + len(words)}).json()
    return [relay["label"] for relay in answer.get("relays", [])]


def suggested(me: User, article: Any) -> list[tuple[list[str], str]]:
    address = reverse("admin:annotate_article_suggestions", args=(article.latest.pk,))
    found = desk.client_of(me).get(address).json()["suggestions"]
    return [([relay["label"] for relay in s["reading"]["relays"]], s["new_relay"]) for s in found]


def test_the_carrier_is_filled_in_and_suggested() -> None:
    me, article = make.user("reviewer"), make.article(TEXT)
    make.outlet("Calder News Agency", kind="wire")
    assert derived(me, article, "the plant will close in May") == ["Calder News Agency"]
    suggestions.suggest_for_new_texts()
    assert derived(me, article, "the plant will close in May") == ["Calder News Agency"]
    assert derived(me, article, TEXT) == ["Calder News Agency"]
    assert suggested(me, article) == [(["Calder News Agency"], "")]


@pytest.mark.parametrize("others", [(), ("Calder News Agency", "Calder Evening Mail")])
def test_who_was_told_is_no_outlet_where_it_can_be_none_or_several(others: tuple[str, ...]) -> None:
    for name in others:
        make.outlet(name)
    me, article = make.user("reviewer"), make.article(TEXT)
    suggestions.suggest_for_new_texts()
    assert derived(me, article, "the plant will close in May") == []
    assert suggested(me, article) == [([], "")]


def test_what_somebody_told_the_articles_own_outlet_is_not_carried() -> None:
    me = make.user("reviewer")
    article = make.article(TEXT, outlet=make.outlet("Calder News Agency"))
    suggestions.suggest_for_new_texts()
    assert derived(me, article, "the plant will close in May") == []
    assert suggested(me, article) == [([], "")]


def test_a_private_outlet_is_nobodys_carrier_but_its_newsrooms() -> None:
    make.outlet("Calder News Agency", private_to=make.newsroom())
    me, article = make.user("reviewer"), make.article(TEXT)
    suggestions.suggest_for_new_texts()
    assert derived(me, article, "the plant will close in May") == []
    assert suggested(me, article) == [([], "")]
