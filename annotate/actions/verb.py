"""How every verb writes: one transaction, validated first, logged in the same transaction as its rows.

    with verb("claim.reword", by=by) as log:
        …write rows…
        log.add(claim, before=before, after=snapshot(claim))
        log.touch(claim)

The log is written last, so that the lock on the change number is held for as short a time as can be.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotate import text as texts
from annotate.bell import ring
from annotate.models import (
    ApiKey,
    Article,
    Audience,
    Change,
    ChangeDetail,
    ChangeHead,
    Claim,
    Newsroom,
    Outlet,
    Source,
    ToldClaim,
    User,
)
from annotate.roles import Actor, System, require
from annotate.statements import ask, execute, put

#: Told apart from other bad input: what was to be changed is no longer as the writer saw it.
CONFLICT = "conflict"
#: PostgreSQL's word for two transactions that wait for each other; it has undone one of them.
DEADLOCK = "40P01"


@dataclass
class Entry:
    thing: models.Model
    verb: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    audience: Audience
    newsroom: Newsroom | None


@dataclass
class Log:
    """What one verb did, gathered until the end of its transaction."""

    verb: str
    by: Actor
    reason: str = ""
    entries: list[Entry] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    bells: set[str] = field(default_factory=set)
    at: dt.datetime = field(default_factory=timezone.now)
    first: int | None = None
    reserved: int = 0

    def add(
        self,
        thing: models.Model,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        verb: str = "",
        public: bool | None = None,
        seen_as: models.Model | None = None,
    ) -> None:
        """``public``: whether everybody may see that it happened; ``seen_as``: those may who may see this one."""
        audience, newsroom = audience_of(seen_as or thing, public)
        self.entries.append(Entry(thing, verb or self.verb, before, after, audience, newsroom))

    def touch(self, claims: Iterable[Claim | None]) -> None:
        """These claims' scores are to be made again (of merged ones: those they were merged into)."""
        self.touched |= {claim.kept.pk for claim in claims if claim is not None}

    def hold(self, claims: Iterable[str]) -> dict[str, Claim]:
        """As `hold`; these are not asked for again when the log is written."""
        found = hold(claims)
        self.held |= found.keys()
        return found

    def ring(self, bell: str) -> None:
        """Ring a worker after the commit, also where nothing is logged."""
        transaction.on_commit(partial(ring, bell), robust=True)

    def retell(self, claims: Iterable[str]) -> None:
        """What is told of these claims (ids) changes, though not what their scores are made of."""
        self.told |= {*claims}

    def reserve(self) -> int:
        """Draw the numbers now; returns the first. For rows that name the change that announces them."""
        if self.first is None:
            self.reserved = len(self.entries)
            execute('UPDATE "annotate_changehead" SET last = last + %s WHERE id = 1', [self.reserved])
            self.first = newest_change() - self.reserved + 1
        return self.first

    def write(self) -> None:
        """Number the entries and write them, and ring a worker for the claims touched."""
        retold = self.touched | self.told | {e.thing.pk for e in self.entries if isinstance(e.thing, Claim)}
        # Claims before the number, always: whoever holds a claim may be waiting for the number.
        hold(retold - self.held)
        _blank(retold)
        if not self.entries:
            return
        _note_submissions(self.entries)
        first = self.reserve()
        if self.reserved != len(self.entries):
            raise RuntimeError("entries were added after their numbers were drawn")
        numbered = [*enumerate(self.entries, first)]
        put(Change, [self._row(n, entry) for n, entry in numbered])
        put(ChangeDetail, [
            {"change_id": n, "before": entry.before, "after": entry.after, "reason": self.reason}
            for n, entry in numbered
        ])  # fmt: skip
        if retold - self.touched:
            self.bells.add("workers.tell")
        if self.touched:
            Claim.objects.filter(pk__in=self.touched).update(touched_change=first + len(self.entries) - 1)
            self.bells.add("workers.rescore")
        if any(entry.audience != Audience.DESK for entry in self.entries):
            self.bells.add("workers.announce")
        for bell in sorted(self.bells):
            transaction.on_commit(partial(ring, bell), robust=True)

    def _row(self, number: int, entry: Entry) -> dict[str, Any]:
        return {
            "number": number,
            "at": self.at,
            "actor_id": self.by.pk if isinstance(self.by, User) else None,
            "key_id": self.by.pk if isinstance(self.by, ApiKey) else None,
            "verb": entry.verb,
            "object_type": entry.thing._meta.model_name or "",
            "object_id": str(entry.thing.pk),
            "audience": entry.audience,
            "newsroom_id": entry.newsroom.pk if entry.newsroom else None,
        }


@contextmanager
def verb(name: str, *, by: Actor, reason: str = "", allowed_as: str = "") -> Iterator[Log]:
    """Check the right, open the transaction, hand out the log, write it at the end.

    ``allowed_as`` asks for the right to another verb (restoring is allowed as merging is). A constraint that
    the checks before it did not foresee (two people at the same moment) comes out as a `ValidationError`.
    """
    require(by, allowed_as or name)
    reason = texts.clean(reason, field="reason", limit=5000) if reason else ""
    try:
        with transaction.atomic():
            log = Log(name, by, reason)
            yield log
            log.write()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
            raise
        raise ValidationError(
            "Somebody else changed this at the same moment. Try again.", code=CONFLICT
        ) from error
    except IntegrityError as error:
        raise ValidationError(
            f"Somebody else changed this at the same moment ({constraint_of(error)}). Load it again.",
            code=CONFLICT,
        ) from error


def constraint_of(error: IntegrityError) -> str:
    diagnostic = getattr(error.__cause__, "diag", None)
    return getattr(diagnostic, "constraint_name", None) or str(error).removeprefix(
        "CHECK constraint failed: "
    )


def audience_of(thing: models.Model, public: bool | None = None) -> tuple[Audience, Newsroom | None]:
    """Who may see that ``thing`` changed: the public once it was published, else its newsroom, else the desk."""
    newsroom = (
        thing
        if isinstance(thing, Newsroom)
        else getattr(thing, "newsroom", None) or getattr(thing, "private_to", None)
    )
    if public is None:
        public = isinstance(thing, Article | Claim) and thing.published_at is not None
    if public:
        return Audience.PUBLIC, None
    return (Audience.NEWSROOM, newsroom) if newsroom else (Audience.DESK, None)


def _note_submissions(entries: Iterable[Entry]) -> None:
    """A newsroom with something of its own is from then on answered apart from everybody else."""
    brought = (Article, Claim, Outlet, Source)
    owners = {e.newsroom.pk for e in entries if e.newsroom is not None and isinstance(e.thing, brought)}
    if owners:
        Newsroom.objects.filter(pk__in=owners, has_submitted=False).update(has_submitted=True)


def _blank(claims: set[str]) -> None:
    """Their answers no longer stand ready, and no word of them is left. The claims are held: see `ToldClaim`."""
    blank = {"answer": "", "more": "", "is_ready": False, "run_id": None}
    put(ToldClaim, [{"claim_id": pk} | blank for pk in sorted(claims)], over=["claim_id"])


def snapshot(thing: models.Model, *, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """A row as JSON values, for before and after."""
    hidden = {
        *leave_out, "touched_change", "scored_change", "digest", "password", "dispute", "secret", "secret_before",
    }  # fmt: skip
    return {
        f.attname: _plain(getattr(thing, f.attname))
        for f in thing._meta.concrete_fields
        if f.attname not in hidden
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def person_of(by: Actor) -> User:
    """Who answers for a reading or an outcome: the person, or the one voice that a newsroom's keys have."""
    if isinstance(by, ApiKey):
        if by.newsroom.voice is None:
            raise PermissionDenied("This newsroom has no voice of its own yet. Ask for a key made for this.")
        return by.newsroom.voice
    if isinstance(by, System):
        raise PermissionDenied("The service itself reads and resolves nothing.")
    return by


def hold(claims: Iterable[str]) -> dict[str, Claim]:
    """These claims' rows, locked in one order, so that nobody waits in a circle.

    Without their keys: whoever adds a row that refers to a claim holds its key, and may lock the claim next.
    """
    wanted = {*claims}
    found = ask(_held, wanted) if wanted else []
    return {row[_ID]: Claim.from_db(connection.alias, _COLUMNS, row) for row in found}


_COLUMNS = [f.attname for f in Claim._meta.concrete_fields]
_ID = _COLUMNS.index("id")


def _held(claims: Collection[str]) -> QuerySet[Any, Any]:
    rows = Claim.objects.select_for_update(no_key=True).filter(pk__in=claims).order_by("pk")
    return rows.values_list(*_COLUMNS)


def newest_change() -> int:
    """The last number given out."""
    return ask(head_row)[0][0]


def head_row() -> QuerySet[Any, Any]:
    return ChangeHead.objects.filter(pk=1).values_list("last")


def lock(thing: Any) -> Any:
    """The row as it is now, held until the transaction ends. (SQLite's IMMEDIATE holds the whole file.)"""
    # Its model, not its type: the signed-in user comes as a lazy object.
    return thing._meta.model._base_manager.select_for_update(no_key=True).get(pk=thing.pk)


def change(thing: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Set ``values``, validate, save; return the fields that differ as (before, after), or None."""
    before = snapshot(thing)
    for name, value in values.items():
        setattr(thing, name, value)
    thing.full_clean()
    after = snapshot(thing)
    if after == before:
        return None
    thing.save()
    differ = {k for k in after if after[k] != before[k]}
    return {k: before[k] for k in differ}, {k: after[k] for k in differ}
