"""Loading the example, part by part: people, archive, story."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotate.actions import adjudication, assigning, outcomes, queue
from annotate.bell import ring
from annotate.example import archive, cast, story
from annotate.example.logins import NEWSROOM, PEOPLE, Login, sign_ups
from annotate.example.said import SAID
from annotate.example.shapes import Became
from annotate.example.writing import (
    Desk,
    write_archive,
    write_articles,
    write_claims,
    write_outlets,
    write_readings,
    write_sources,
)
from annotate.models import Claim, Newsroom, Outlet, Source, User
from annotate.roles import SETUP


class ExampleError(RuntimeError):
    """The example is not for this database; the message says why."""


@dataclass(frozen=True)
class Example:
    """What to show: who can sign in, and the key for the API."""

    logins: list[Login]
    api_key: str


def load(*, with_debug_off: bool = False) -> Example:
    """Write what is missing of the example. Raises `ExampleError` where it does not belong.

    Each part is one transaction. With ``DEBUG`` off it takes saying so: its people have logins.
    """
    _refuse(with_debug_off)
    with transaction.atomic():
        logins, key = sign_ups()
    desk = Desk(User.objects.in_bulk(PEOPLE, field_name="username"), _midnight())
    if any([_part(desk, archive.TOPIC, _write_archive), _part(desk, story.TOPICS[0], _write_story)]):
        ring("workers.fit")  # many outcomes at once: a new run now, not only at night
    return Example(logins, key)


def _part(desk: Desk, topic: str, write: Callable[[Desk], None]) -> bool:
    """Write a part, known by its claims' topic, unless it is there already; whether it was written."""
    with transaction.atomic():
        if Claim.objects.filter(topics__name=topic).exists():
            return False
        write(desk)
    return True


def _refuse(with_debug_off: bool) -> None:
    if not settings.DEBUG and not with_debug_off:
        raise ExampleError(
            "DEBUG is off: the worked example is for a machine of one's own, not for production."
        )
    ours = Newsroom.objects.filter(name=NEWSROOM).exists()
    if not ours and (User.objects.exists() or Claim.objects.exists() or Newsroom.objects.exists()):
        raise ExampleError("This database has somebody's work in it. Give the worked example an empty one.")


def _midnight() -> dt.datetime:
    return timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _write_archive(desk: Desk) -> None:
    write_outlets(desk)
    write_sources(desk)
    write_archive(desk, archive.generate())


def _write_story(desk: Desk) -> None:
    _find_cast(desk)
    write_articles(desk, story.PIECES)
    write_claims(desk, story.CLAIMS)
    write_readings(desk, story.PIECES, SAID)
    _assign(desk)
    _decide(desk)
    for became in story.OUTCOMES:
        _resolve(desk, became)


def _find_cast(desk: Desk) -> None:
    """By name: the archive's part, written before or at an earlier start, has made them."""
    outlets = {outlet.name: outlet for outlet in Outlet.objects.all()}
    sources = {source.name: source for source in Source.objects.all()}
    desk.outlets = {key: outlets[name] for key, (name, *_) in cast.OUTLETS.items()}
    desk.sources = {key: sources[name] for key, (name, *_) in cast.SOURCES.items()}


def _assign(desk: Desk) -> None:
    """The piece that nobody has read, due first, and one reading more of a piece that everybody else has read."""
    soon = desk.midnight.date() + dt.timedelta(days=7)
    for name, piece in story.TO_READ.items():
        for key, due in ((story.UNREAD, soon), (piece, None)):
            revision = desk.articles[key].latest
            queue.ask_readings(revision=revision, wanted=len(story.READERS), by=SETUP)
            assigning.assign_text(revision=revision, to=desk.people[name], by=desk.people["edda"], due_on=due)


def _decide(desk: Desk) -> None:
    claim, piece, reason = story.NOT_THERE
    adjudication.adjudicate(
        attribution=desk.read[piece, claim], exists=False, reason=reason, by=desk.people["ruth"]
    )
    denial, denied = (desk.read[place] for place in story.DENIES)
    adjudication.link_denial(denial=denial, denied=denied, by=desk.people["ruth"])


def _resolve(desk: Desk, became: Became) -> None:
    outcome = outcomes.propose_outcome(
        claim=desk.claims[became.claim], verdict=became.verdict, why_checked=became.why_checked,
        certainty=became.certainty, evidence_url=became.evidence_url, evidence_quote=became.evidence_quote,
        came_about_on=(desk.midnight - became.at).date(), by=desk.people["edda"],
    )  # fmt: skip
    outcomes.agree_outcome(outcome=outcome, by=desk.people["ruth"])
