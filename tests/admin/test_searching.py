"""Searching a list: the phrase as typed where it stands so, else all its words; a number is the whole number."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.models import User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


def listed(me: User, what: str, words: str) -> list[str]:
    answer: Any = desk.client_of(me).get(reverse(f"admin:annotate_{what}_changelist"), {"q": words})
    rows = answer.context["cl"].result_list
    return sorted(getattr(row, "last_headline", None) or str(row) for row in rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no. 6", ["Harbour notes, no. 6"]),
        ("no. 62", ["Harbour notes, no. 62"]),
        ("62", ["Harbour notes, no. 62"]),
        ("no. 9", []),
        ("notes no. harbour", ["Harbour notes, no. 162", "Harbour notes, no. 6", "Harbour notes, no. 62"]),
        ("harbour notes", ["Harbour notes, no. 162", "Harbour notes, no. 6", "Harbour notes, no. 62"]),
        ("strike notes", ["Notes on a strike in the harbour"]),
        ('"on a strike"', ["Notes on a strike in the harbour"]),
        ("[6", []),
        ('"', []),
        ('"" 6"', []),
    ],
)
def test_articles(words: str, found: list[str], me: User) -> None:
    for number in (6, 62, 162):
        make.article(headline=f"Harbour notes, no. {number}")
    make.article(headline="Notes on a strike in the harbour")
    assert listed(me, "article", words) == found


def test_an_article_whose_revisions_all_match_is_listed_once(me: User) -> None:
    article = make.article("A text.", headline="Harbour notes, no. 6")
    make.articles.revise_article(
        article=article, headline="Harbour notes, no. 6", text="Another text.", by=make.user("editor")
    )
    assert listed(me, "article", "no. 6") == ["Harbour notes, no. 6"]


def test_claims_by_number_and_by_their_id(me: User) -> None:
    six, _ = make.claim("The plant will make 6 ships."), make.claim("The plant will make 60 ships.")
    assert listed(me, "claim", "make 6") == ["The plant will make 6 ships."]
    assert listed(me, "claim", six.pk) == ["The plant will make 6 ships."]


def test_what_is_typed_in_a_form_is_forgiven_for_letters_and_not_for_numbers(me: User) -> None:
    make.claim("The harbour will close berth 17.")
    make.claim("The harbour will close berth 62.")

    def found(words: str) -> list[str]:
        address = reverse("admin:annotate_article_find", args=("claim",))
        answer = desk.client_of(me).get(address, {"q": words}).json()
        return [claim["label"] for claim in answer["results"]]

    assert found("harbuor close berth 62") == ["The harbour will close berth 62."]
    assert found("berth 9") == []
