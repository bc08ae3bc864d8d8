"""Saving a reading is what a reviewer waits for a hundred times a day: what it asks the database is counted."""

import json
from typing import Any

import pytest
from django.urls import reverse

from annotate.models import ChainNode, Change, Reading
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


def test_a_correction_asks_little_however_much_was_read(django_assert_max_num_queries: Any) -> None:
    me = make.user("reviewer")
    article = make.article(
        "Officials said that the plant will close. " + " ".join(f"And {n} more." for n in range(40))
    )
    claim = make.claim("The plant will close.")
    for n in range(40):
        make.read(article, claim, by=me, submitted=False, content=make.span(article, f"And {n} more"))
    reading = make.read(
        article, claim, by=me, submitted=False, content=make.span(article, "the plant will close")
    )
    client, here = desk.client_of(me), article.latest.pk
    shown = client.get(reverse("admin:annotate_article_readings", args=(here,))).json()["readings"]
    (mine,) = [each for each in shown if each["id"] == reading.pk]
    body = {
        "claim": claim.pk, "facets": mine["facets"], "details": mine["details"] | {"note": "Looked at again."},
        "spans": mine["spans"], "source": mine["source"] and mine["source"]["id"], "relays": [], "supersedes": reading.pk,
    }  # fmt: skip
    with django_assert_max_num_queries(34):
        answer = client.post(
            reverse("admin:annotate_article_save", args=(here,)),
            json.dumps(body),
            content_type="application/json",
        )
    (changed,) = answer.json()["changed"]
    assert changed["replaces"] == reading.pk
    assert changed["details"]["note"] == "Looked at again."
    saved = Reading.objects.get(pk=changed["id"])
    chain = [{k: v for k, v in each.items() if v} for each in _nodes(saved)]
    assert Change.objects.latest("number").detail.after["chain"] == chain


def _nodes(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"outlet": n.outlet_id, "source": n.source_id, "pool": n.pool_affiliation, "role": n.pool_role}
        for n in ChainNode.objects.filter(reading=reading).order_by("position")
    ]
