"""Invariants of hooks, their messages and feed addresses are the database's own."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from annotate.models import Attempt, FeedAddress, ScoreTold
from tests.hooks import factories as make
from tests.hooks.factories import NOW
from tests.hooks.factories import make as rows_of

pytestmark = pytest.mark.django_db
TABLES = ("hook", "message", "attempt", "scoretold", "feedaddress")
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "hook_threshold_is_a_probability": ("hook", {"threshold": 1.01}),
    "hook_quiet_for_a_week_at_most": ("hook", {"quiet_minutes": 10_081}),
    "hook_has_an_address": ("hook", {"url": ""}),
    "hook_has_a_secret": ("hook", {"secret": ""}),
    "hook_off_says_why": ("hook", {"disabled_at": NOW}),
    "hook_second_secret_ends": ("hook", {"secret_before": "x"}),
    "message_state_is_known": ("message", {"state": "lost"}),
    "message_has_a_body_until_erased": ("message", {"body": ""}),
    "message_ended_has_a_time": ("message", {"state": "delivered"}),
    "attempt_answered_or_says_why": ("attempt", {"status": None}),
    "score_held_is_due": ("scoretold", {"held_change": 4}),
    "feed_digest_is_sha256": ("feedaddress", {"digest": "token"}),
    "feed_revoked_after_it_was_made": ("feedaddress", {"revoked_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}),
}
TWICE = {"message_once": "message", "score_told_once": "scoretold"}


@pytest.fixture
def rows() -> dict[str, models.Model]:
    hook = make.hook()
    message = make.message(hook, change=1)
    made = [
        hook,
        message,
        Attempt.objects.create(message=message, number=1, at=NOW, url=hook.url, status=200),
        ScoreTold.objects.create(hook=hook, claim=rows_of.claim()),
        FeedAddress.objects.create(newsroom=hook.newsroom, digest="0" * 64),
    ]
    return {row._meta.model_name or "": row for row in made}


def test_every_constraint_has_a_case() -> None:
    there = {c.name for name in TABLES for c in apps.get_model("annotate", name)._meta.constraints}
    assert there == {*REFUSED, *TWICE}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_the_value(name: str, rows: dict[str, models.Model]) -> None:
    table, values = REFUSED[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(rows[table])._base_manager.filter(pk=rows[table].pk).update(**values)


@pytest.mark.parametrize("name", TWICE)
def test_the_database_refuses_a_second(name: str, rows: dict[str, models.Model]) -> None:
    row: Any = rows[TWICE[name]]
    row.pk, row.id = None, "msg_other" if TWICE[name] == "message" else None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
