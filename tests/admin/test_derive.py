"""What is filled in for words that were selected at the desk."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.models import Article, User
from tests import factories as make
from tests.admin import desk
from workers import suggestions

pytestmark = pytest.mark.django_db

TEXT = (
    "The ministry will close the plant in May, two officials told the union. "
    "“It is not true,” said Ines Calder, a spokeswoman for the port. "
    "The ministry declined to comment. Nobody was at the gate."
)


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    made = make.article(TEXT)
    suggestions.suggest_for_new_texts()
    return made


def derived(me: User, article: Article, words: str) -> dict[str, Any]:
    text = article.latest.text
    start = text.index(words)
    address = reverse("admin:annotate_article_derive", args=(article.latest.pk,))
    answer = desk.client_of(me).get(address, {"start": start, "end": start + len(words)}).json()
    spans = ("content", "cue", "source")
    return answer | {n: text[answer[n]["start"] : answer[n]["end"]] for n in spans if n in answer}


@pytest.mark.parametrize(
    ("selected", "said"),
    [
        (
            "The ministry will close the plant in May, two officials told the union.",
            "The ministry will close the plant in May",
        ),
        ("“It is not true,” said Ines Calder, a spokeswoman for the port.", "“It is not true,”"),
        ("“It is not true,” said", "“It is not true,”"),
    ],
)
def test_of_a_whole_sentence_the_content_is_what_is_said(
    selected: str, said: str, article: Article, me: User
) -> None:
    found = derived(me, article, selected)
    assert found["content"] == said
    assert found["cue"] in selected
    assert found["source"] not in said


@pytest.mark.parametrize(
    "selected",
    [
        "The ministry will close the plant in May",  # what is said already
        "the plant in May",  # a part of it
        "Nobody was at the gate.",  # nobody speaks
        "The ministry declined to comment.",  # nothing is said
        TEXT,  # several speak
    ],
)
def test_other_words_stay_as_they_were_selected(selected: str, article: Article, me: User) -> None:
    assert "content" not in derived(me, article, selected)
