"""Which rows of the record somebody may take out, whole or in part.

The record is what finished reviews rest on and say: drafts and readings of unfinished reviews are their maker's alone, and
what a newsroom submitted for itself is the newsroom's. A reviewer gets the texts whose reviews he or she has finished,
and nothing that tells how others read the rest.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotate.blind import is_blind, opened_revisions
from annotate.formats.record import KINDS, Row, told
from annotate.models import (
    Adjudication,
    Article,
    Attribution,
    Claim,
    ClaimPassage,
    DeniedBy,
    DeskExample,
    Dispute,
    Orphan,
    Outcome,
    Outlet,
    Passage,
    Question,
    Reading,
    Review,
    Revision,
    Source,
    Topic,
    User,
    Wording,
)
from annotate.roles import may

Rows = Mapping[str, QuerySet]

#: What would tell a reviewer how others read what he or she is still to read, or which cases were drawn.
_BLIND = {
    "revision": {"wanted"}, "attribution": {"case"}, "adjudication": {"was_random"}, "passage": {"carried_from"},
    "reading": {"carried_from"}, "outcome": {"probability_before"},
}  # fmt: skip
_UNTOLD = {
    "wanted": None,
    "case": None,
    "was_random": False,
    "carried_from": None,
    "probability_before": None,
}


@dataclass(frozen=True)
class Part:
    """What is asked for; nothing: everything."""

    outlet: Outlet | None = None
    topic: Topic | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_all(self) -> bool:
        return self == Part()

    def articles(self) -> QuerySet[Article]:
        """Maybe more than once each: for IN."""
        found = Article.objects.filter(newsroom=None)
        if self.outlet:
            found = found.filter(Q(outlet=self.outlet) | Q(outlet__merged_into=self.outlet))
        if self.topic:
            found = found.filter(revisions__passages__attributions__claim__topics=self.topic)
        days = {"date__gte": self.since, "date__lte": self.until}
        if within := {f"revisions__published_at__{name}": day for name, day in days.items() if day}:
            found = found.filter(**within)
        return found.order_by()


def rows_for(user: User, part: Part) -> Rows:
    """The rows of each kind that ``user`` may take out.

    Each is one question of few storeys: SQLite does not take a subquery in a subquery for ever.
    """
    articles = part.articles().values("pk")
    texts = Q(revision__article__in=articles)
    if is_blind(user):
        texts &= Q(revision__in=opened_revisions(user).values("pk"))
    reviews = Review.objects.filter(texts, submitted_at__isnull=False)
    readings = Reading.objects.filter(
        _at("review", texts), review__submitted_at__isnull=False, attribution__claim__newsroom=None
    )
    is_part = is_blind(user) or not part.is_all

    def read(**of: str) -> Exists:
        return Exists(readings.filter(**{path: OuterRef(column) for path, column in of.items()}))

    def told(passage: str) -> Any:
        """Not what only a reading that is not finished has marked."""
        marked = Exists(Attribution.objects.filter(passage=OuterRef(passage)))
        return (
            read(attribution__passage=passage) if is_part else read(attribution__passage=passage) | ~Q(marked)
        )

    pair = {"attribution__passage": "passage", "attribution__claim": "claim"}
    pending = Exists(Attribution.objects.filter(passage=OuterRef("passage"), claim=OuterRef("claim")))
    linked = ClaimPassage.objects.filter(_at("passage", texts), told("passage"), claim__newsroom=None)
    rows: dict[str, QuerySet] = {
        "example": DeskExample.objects.all(),
        "article": Article.objects.filter(pk__in=articles),
        "revision": Revision.objects.filter(article__in=articles),
        "review": reviews, "passage": Passage.objects.filter(texts).filter(told("pk")),
        "orphan": Orphan.objects.filter(texts, told("passage")).filter(Q(placed=None) | Q(told("placed"))),
        "attribution": Attribution.objects.filter(pk__in=readings.values("attribution")), "reading": readings,
        "denial": DeniedBy.objects.filter(read(attribution="denial"), read(attribution="denied")),
        "link": linked.filter(read(**pair) if is_part else read(**pair) | ~Q(pending)),
        "adjudication": Adjudication.objects.filter(read(attribution="attribution")),
    }  # fmt: skip
    return rows | (_everything() if part.is_all else _rested_on(articles, readings))


def _at(path: str, condition: Q) -> Q:
    """The same condition, seen from further away."""
    children: Any = condition.children
    seen = [_at(path, c) if isinstance(c, Q) else (f"{path}__{c[0]}", c[1]) for c in children]
    return Q(*seen, _connector=condition.connector)


def _everything() -> dict[str, QuerySet]:
    return _of_claims(Q(newsroom=None), Q(claim__newsroom=None)) | {
        "outlet": Outlet.objects.filter(private_to=None), "source": Source.objects.filter(private_to=None),
        "question": Question.objects.filter(Q(claims=None) | Q(claims__newsroom=None)).distinct(),
    }  # fmt: skip


def _rested_on(articles: QuerySet, readings: QuerySet[Reading]) -> dict[str, QuerySet]:
    """What the articles of a part rest on: their claims, and who publishes and speaks in them."""
    about = readings.values("attribution__claim")
    kept = _merged_into(Claim, Q(pk__in=about))
    disputes = Dispute.objects.filter(claim__in=about)
    outlets = Q(pk__in=Article.objects.filter(pk__in=articles).values("outlet"))
    outlets |= _named("chain__outlet", readings) | _named("outlet", disputes)
    sources = _named("source", readings) | _named("chain__source", readings) | _named("source", disputes)
    found = _of_claims(Q(pk__in=about) | Q(pk__in=kept), Q(claim__in=about) | Q(claim__in=kept))
    for name, model, these in (("outlet", Outlet, outlets), ("source", Source, sources)):
        public = model.objects.filter(private_to=None)
        found[name] = public.filter(these | Q(pk__in=_merged_into(model, these)))
    asked = Q(claims__in=about) | Q(claims__in=kept)
    return found | {"question": Question.objects.filter(asked).distinct()}


def _named(column: str, rows: QuerySet) -> Q:
    """Those that some of these rows name. (A NULL among the ids would make IN neither true nor false.)"""
    return Q(pk__in=rows.filter(**{f"{column}__isnull": False}).values(column))


def _of_claims(claims: Q, of_claims: Q) -> dict[str, QuerySet]:
    return {
        "claim": Claim.objects.filter(claims), "wording": Wording.objects.filter(of_claims),
        "outcome": Outcome.objects.filter(of_claims), "dispute": Dispute.objects.filter(of_claims),
    }  # fmt: skip


def _merged_into(model: Any, these: Q) -> set[str]:
    """What these were merged into, to the last. They are few: their ids are held."""
    more: set[str] = set()
    new = {*model.objects.filter(these, merged_into__isnull=False).values_list("merged_into", flat=True)}
    while new := new - more:
        more |= new
        merged = model.objects.filter(pk__in=new, merged_into__isnull=False)
        new = {*merged.values_list("merged_into", flat=True)}
    return more


def counts(rows: Rows) -> dict[str, int]:
    return {name: rows[name].count() for name in KINDS}


def record(user: User, part: Part) -> Iterator[tuple[str, list[Row]]]:
    """(kind, rows) in chunks, kind by kind, as they stood at one moment, in constant memory."""
    with one_moment():
        rows = rows_for(user, part)
        untold = _untold(user)
        inside = None if part.is_all else {*rows["article"].values_list("pk", flat=True)}
        outlets = None if part.is_all else {*rows["outlet"].values_list("pk", flat=True)}
        for name, kind in KINDS.items():
            for chunk in told(kind, rows[name]):
                for row in chunk:
                    row.update({column: _UNTOLD[column] for column in untold.get(name, ())})
                    if inside is not None and name == "article" and row["syndicated_from"] not in inside:
                        row["syndicated_from"] = None
                    if outlets is not None and name == "outlet" and row["looks_like"] not in outlets:
                        row["looks_like"] = None
                yield name, chunk


def _untold(user: User) -> dict[str, set[str]]:
    if is_blind(user):
        return _BLIND
    return {"outcome": {"probability_before"}} if may(user, "score.see") else {}


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything that is read here is of one moment, and no writer waits: a correction that comes between is not half told."""
    if connection.in_atomic_block:
        yield
        return
    begin = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
