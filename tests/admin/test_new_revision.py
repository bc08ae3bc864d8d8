"""A new revision at the desk: readings that still fit are carried over, the rest is placed again; denials are linked."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotate.actions import adjudication, articles
from annotate.models import Article, Claim, DeniedBy, Orphan, Reading, Revision, User
from annotate.roles import SETUP
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db

TEXT = "It rained. The plant closes in May, officials said. The ministry denied that the plant closes."


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


@pytest.fixture
def claim() -> Claim:
    return make.claim()


def post(client: Client, name: str, pk: Any, body: Any) -> Any:
    address = reverse(f"admin:annotate_article_{name}", args=(pk,))
    return client.post(address, json.dumps(body), content_type="application/json")


def page(client: Client, article: Article) -> dict[str, Any]:
    answer = client.get(reverse("admin:annotate_article_change", args=(article.pk,)))
    return answer.context["page_data"]  # type: ignore[no-any-return]


def read(article: Article, claim: Claim, me: User, words: str, **values: Any) -> Reading:
    return make.read(article, claim, by=me, submitted=False, content=make.span(article, words), **values)


def revised(article: Article, text: str) -> Revision:
    articles.revise_article(article=article, text=text, by=SETUP)
    return Article.objects.get(pk=article.pk).latest


def test_what_still_stands_is_carried_over_by_one_press_and_once(
    me: User, article: Article, claim: Claim
) -> None:
    old = read(article, claim, me, "The plant closes in May", cue=make.span(article, "said"))
    text = revised(article, "🚢 " + TEXT)
    client = desk.client_of(me)
    (carried,) = page(client, article)["before"]["carried"]
    assert carried["spans"]["content"]["start"] == old.span("content")[0] + 2  # type: ignore[index]
    answer = post(client, "carry", text.pk, {"readings": [old.pk]}).json()
    new = Reading.objects.get(pk=answer["saved"][0])
    assert [text.text[slice(*new.span(n))] for n in ("content", "cue")] == ["The plant closes in May", "said"]  # type: ignore[misc]
    assert (new.carried_from, new.review.revision) == (old, text)
    assert answer["before"] == {"carried": [], "orphans": []}
    assert post(client, "carry", text.pk, {"readings": [old.pk]}).json()["saved"] == []


def test_what_no_longer_stands_is_an_orphan_placed_by_reading_it_again(
    me: User, article: Article, claim: Claim
) -> None:
    old = read(article, claim, me, "The plant closes in May")
    text = revised(article, TEXT.replace("closes in May", "may close in June"))
    client = desk.client_of(me)
    before = page(client, article)["before"]
    assert (before["carried"], before["orphans"][0]["readings"][0]["id"]) == ([], old.pk)
    start = text.text.index("The plant may close")
    body = {
        "claim": claim.pk, "facets": make.UNNAMED, "spans": {"content": {"start": start, "end": start + 23}},
        "carried_from": old.pk, "orphan": before["orphans"][0]["id"],
    }  # fmt: skip
    assert post(client, "save", text.pk, body).status_code == 200
    assert Orphan.objects.get().placed.exact == text.text[start : start + 23]  # type: ignore[union-attr]
    assert page(client, article)["before"]["orphans"] == []


def test_an_orphan_that_is_gone_can_be_brought_back(me: User, article: Article, claim: Claim) -> None:
    read(article, claim, me, "The plant closes in May")
    revised(article, "Something else altogether.")
    client, orphan = desk.client_of(me), Orphan.objects.get()
    assert post(client, "place", orphan.pk, {"drop": True}).json()["before"]["orphans"][0]["dropped"]
    assert post(client, "place", orphan.pk, {"drop": True}).status_code == 409
    assert not post(client, "reopen", orphan.pk, {}).json()["before"]["orphans"][0]["dropped"]


def test_nobody_sees_or_carries_what_another_read(me: User, article: Article, claim: Claim) -> None:
    old = read(article, claim, me, "The plant closes in May")
    text = revised(article, "Something else altogether.")
    other = desk.client("reviewer")
    assert page(other, article)["before"] == {"carried": [], "orphans": []}
    assert post(other, "carry", text.pk, {"readings": [old.pk]}).json()["saved"] == []
    assert post(other, "place", Orphan.objects.get().pk, {"drop": True}).status_code == 400
    body = {
        "claim": claim.pk,
        "facets": make.UNNAMED,
        "spans": {"content": {"start": 0, "end": 9}},
        "carried_from": old.pk,
    }
    assert "carried_from" in post(other, "save", text.pk, body).json()["errors"]


def test_a_denial_is_linked_with_what_it_denies_and_the_link_taken_away(
    me: User, article: Article, claim: Claim
) -> None:
    said = read(article, claim, me, "The plant closes in May")
    denial = read(article, claim, me, "the plant closes", facets=make.UNNAMED | {"stance": "denies"})
    client = desk.client_of(me)
    address = reverse("admin:annotate_article_deniable", args=(denial.attribution_id,))
    assert [r["id"] for r in client.get(address).json()["results"]] == [said.attribution_id]
    linked = post(
        client, "deny", denial.attribution_id, {"denied": said.attribution_id, "linked": True}
    ).json()
    assert [d["id"] for d in linked["denies"]] == [said.attribution_id]
    gone = post(
        client, "deny", denial.attribution_id, {"denied": said.attribution_id, "linked": False}
    ).json()
    assert (gone["denies"], DeniedBy.objects.count()) == ([], 2)
    refused = post(client, "deny", said.attribution_id, {"denied": denial.attribution_id, "linked": True})
    assert "denial" in refused.json()["errors"]


def test_what_this_article_says_of_the_same_claim_comes_first_to_be_denied(
    me: User, article: Article, claim: Claim
) -> None:
    earlier = make.article(
        "The plant closes.", published_at=article.latest.published_at - dt.timedelta(days=3)
    )
    elsewhere = make.read(earlier, claim, by=me, content=(0, 16))
    other = read(article, make.claim(), me, "The plant closes in May")
    said = read(article, claim, me, "The plant closes in May")
    denial = read(article, claim, me, "the plant closes", facets=make.UNNAMED | {"stance": "denies"})
    address = reverse("admin:annotate_article_deniable", args=(denial.attribution_id,))
    found = desk.client_of(me).get(address).json()["results"]
    assert [r["id"] for r in found] == [said.attribution_id, elsewhere.attribution_id, other.attribution_id]
    assert found[0]["hint"].startswith("this article: ")


def test_a_link_by_somebody_else_stays_hidden_from_whoever_is_still_blind(
    me: User, article: Article, claim: Claim
) -> None:
    said = read(article, claim, me, "The plant closes in May")
    denial = read(article, claim, me, "the plant closes", facets=make.UNNAMED | {"stance": "denies"})
    adjudication.link_denial(denial=denial.attribution, denied=said.attribution, by=make.user("editor"))
    shown = page(desk.client_of(me), article)["readings"]
    assert [r["denies"] for r in shown] == [[], []]
    stranger = desk.client("reviewer")
    address = reverse("admin:annotate_article_deniable", args=(denial.attribution_id,))
    assert stranger.get(address).status_code == 400


def test_what_is_known_of_the_words_is_filled_in(me: User, claim: Claim) -> None:
    make.source("Ines Calder")
    make.outlet("Meridian Wire", kind="wire")
    article = make.article("“The plant closes,” Ines Calder told the Meridian Wire. It rained.")
    start, end = make.span(article, "The plant closes")
    address = reverse("admin:annotate_article_derive", args=(article.latest.pk,))
    found = desk.client_of(me).get(f"{address}?start={start}&end={end}").json()
    assert (found["party"]["label"], [r["label"] for r in found["relays"]]) == (
        "Ines Calder",
        ["Meridian Wire"],
    )
    assert desk.client_of(me).get(f"{address}?start=5&end=4").status_code == 400
