"""Drafts on the server: one's own, by compare-and-set, gone with what is erased."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from annotate.actions import drafts, erasure
from annotate.models import Article, Change, Draft, User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article()


def send(client: Client, article: Article, body: Any, seen: int = 0) -> HttpResponse:
    address = reverse("admin:annotate_article_draft", args=(article.latest.pk,))
    sent = json.dumps({"body": body, "seen": seen})
    return client.post(address, sent, content_type="application/json")  # type: ignore[return-value]


def test_a_draft_is_kept_changed_and_dropped_without_a_change_in_the_log(me: User, article: Article) -> None:
    client, before = desk.client_of(me), Change.objects.count()
    assert json.loads(send(client, article, {"note": "a"}).content) == {"version": 1}
    assert json.loads(send(client, article, {"note": "b"}, seen=1).content) == {"version": 2}
    assert Draft.objects.get().body == {"note": "b"}
    assert send(client, article, None).status_code == 200
    assert (Draft.objects.count(), Change.objects.count()) == (0, before)


def test_a_second_tab_is_shown_the_first_ones_draft(me: User, article: Article) -> None:
    client = desk.client_of(me)
    send(client, article, {"note": "a"})
    answer = send(client, article, {"note": "b"})
    assert answer.status_code == 409
    assert json.loads(answer.content)["current"] == {"body": {"note": "a"}, "version": 1}
    assert send(client, article, {"note": "a"}).status_code == 200  # a retry of what had arrived


def test_one_persons_draft_is_not_anothers(me: User, article: Article) -> None:
    send(desk.client_of(me), article, {"note": "a"})
    other = desk.client("reviewer")
    assert (
        b'"note": "a"' not in other.get(reverse("admin:annotate_article_change", args=(article.pk,))).content
    )
    assert send(other, article, {"note": "b"}).status_code == 200
    assert send(desk.client("editor"), article, {}).status_code == 403


def test_a_page_of_somebody_who_has_signed_out_sends_nothing_as_the_next_one(
    me: User, article: Article
) -> None:
    address = reverse("admin:annotate_article_draft", args=(article.latest.pk,))
    answer = desk.client_of(me).post(
        address, '{"body": {}, "seen": 0}', content_type="application/json", headers={"X-Desk-User": "999999"}
    )
    assert answer.status_code == 401
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "body", [{"note": "a\x00b"}, {"note": "x" * 100_001}, {"note": "\ud800"}, ["a"], "a"]
)
def test_a_draft_that_cannot_be_kept_is_refused(body: Any, me: User, article: Article) -> None:
    answer = send(desk.client_of(me), article, body)
    assert answer.status_code == 400
    assert "body" in json.loads(answer.content)["errors"]
    assert not Draft.objects.exists()


def test_erasing_takes_the_drafts_on_it_and_those_that_name_it(me: User, article: Article) -> None:
    source, other = make.source(), make.article()
    drafts.keep_draft(revision=article.latest, body={"note": "a"}, seen=0, by=me)
    drafts.keep_draft(
        revision=other.latest, body={"source": {"id": source.pk, "label": source.name}}, seen=0, by=me
    )
    for thing in (article, source):
        request = erasure.request_erasure(thing=thing, reason="A court.", by=make.user("editor"))
        erasure.carry_out_erasure(request=request, by=make.user("editor"))
    assert not Draft.objects.exists()


def test_the_database_knows_its_rules(me: User, article: Article) -> None:
    draft = drafts.keep_draft(revision=article.latest, body={}, seen=0, by=me)
    with pytest.raises(IntegrityError, match="draft_versions_from_one"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(version=0)
    with pytest.raises(IntegrityError, match="(?i)unique"), transaction.atomic():
        Draft.objects.create(revision=article.latest, reviewer=me, body={})
