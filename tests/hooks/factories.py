"""Hooks on real servers, and the hands of a worker."""

import datetime as dt
import json
from typing import Any

from annotate.actions import hooks
from annotate.models import Claim, Event, Hook, Message, Newsroom
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.receiver import Receiver, Said
from workers.hooks import reading, sending

NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
SECRETS: dict[str, str] = {}


def hook(
    receiver: Receiver | None = None, *events: str, newsroom: Newsroom | None = None, **values: Any
) -> Hook:
    """A hook of every event, told of every movement, unless told otherwise."""
    given = {"name": "CMS", "url": receiver.url if receiver else "https://hooks.example/in", "threshold": 0.0}
    made, secret = hooks.create_hook(
        newsroom=newsroom or make.newsroom(), events=events or Event.values, by=SETUP, **given | values
    )
    SECRETS[made.pk] = secret
    return made


def told(hook: Hook) -> list[tuple[str, dict[str, Any]]]:
    """(event, data) of each message of a hook, in order."""
    return [(m.event, json.loads(m.body)["data"]) for m in hook.messages.order_by("number")]


def read(at: dt.datetime = NOW) -> int:
    return reading.read_for_all(at)


def send(hook: Hook, at: dt.datetime = NOW) -> int:
    return sending.send_due(hook.pk, at)


def score(claim: Claim, probability: float | None, as_of: int = 1, **figures: Any) -> None:
    """A stored score, announced as the worker's are."""
    judged = {"probability": probability, "low": None, "high": None}
    if probability is not None:
        judged |= {"low": max(0, probability - 0.1), "high": min(1, probability + 0.1)}
    rows.score(claim, as_of_change=as_of, **(rows.NOT_JUDGED if probability is None else judged) | figures)


def message(hook: Hook, subject: str = "clm_1", **values: Any) -> Message:
    given = {
        "event": "claim.published",
        "body": json.dumps({"n": subject}),
        "created_at": NOW,
        "not_before": NOW,
    }
    return Message.objects.create(hook=hook, subject=subject, **given | values)


def bodies(heard: list[Said]) -> list[str]:
    return [json.loads(said.body)["n"] for said in heard]
