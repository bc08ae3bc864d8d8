"""A text that has its reviews: its page offers nothing, and its endpoints refuse the same; whoever has begun goes on."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.actions.drafts import keep_draft
from annotate.actions.queue import ask_readings, release_task
from annotate.models import Article, Draft, Reading, Review, Suggestion
from tests import factories as make
from tests.admin import desk
from tests.admin.test_bad_input import body
from workers import suggestions

pytestmark = pytest.mark.django_db
NEEDED = "This text has the 2 reviews it needs. Nothing can be added; an editor can ask for one review more."


@pytest.fixture
def full() -> Article:
    article, claim = (
        make.article("The plant will close in May, two officials said, and it was late."),
        make.claim(),
    )
    suggestions.suggest_for_new_texts()
    for _ in range(2):
        make.read(article, claim)
    return article


def post(client: Any, what: str, pk: str, sent: dict[str, Any]) -> Any:
    return client.post(reverse(f"admin:annotate_article_{what}", args=(pk,)), sent, "application/json")


def page_offers(client: Any, article: Article) -> bool:
    page = client.get(reverse("admin:annotate_article_change", args=(article.pk,))).content.decode()
    return 'id="reading"' in page


def test_nothing_is_begun(full: Article) -> None:
    client, revision, claim = desk.client("reviewer"), full.latest.pk, make.claim()
    suggestion = Suggestion.objects.first()
    for what, pk, sent in (
        ("save", revision, body(claim)),
        ("draft", revision, {"body": {"claim": None}, "seen": 0}),
        ("accept", suggestion.pk, {"claim": claim.pk}),
        ("submit", revision, {}),
    ):
        answer = post(client, what, pk, sent)
        assert (answer.status_code, answer.json()["errors"]) == (409, {"__all__": [NEEDED]}), what
    assert not page_offers(client, full)
    assert (Review.objects.count(), Reading.objects.count(), Draft.objects.count()) == (2, 2, 0)


def test_who_has_a_draft_or_a_reading_of_it_goes_on(full: Article) -> None:
    late, typing = make.user("reviewer"), make.user("reviewer")
    ask_readings(revision=full.latest, wanted=3, by=make.user("editor"))
    make.read(full, make.claim(), by=late, submitted=False)
    release_task(revision=full.latest, by=late)
    keep_draft(revision=full.latest, body={"claim": None}, seen=0, by=typing)
    make.read(full, make.claim())
    for who in (late, typing):
        client = desk.client_of(who)
        assert page_offers(client, full)
        assert post(client, "save", full.latest.pk, body(make.claim())).status_code == 200
        answer = post(client, "submit", full.latest.pk, {})
        assert answer.status_code == 400
        assert "are kept and do not count" in answer.json()["errors"]["__all__"][0]


def test_one_review_more_opens_it_again(full: Article) -> None:
    ask_readings(revision=full.latest, wanted=3, by=make.user("editor"))
    client = desk.client("reviewer")
    assert page_offers(client, full)
    assert post(client, "save", full.latest.pk, body(make.claim())).status_code == 200
