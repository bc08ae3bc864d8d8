"""Which rows of the record somebody may take out, whole or in part.

The record is what finished reviews rest on and say: drafts and readings of unfinished reviews are their maker's alone, and
what a newsroom submitted for itself is the newsroom's. A reviewer gets the texts whose reviews he or she has finished,
and nothing that tells how others read the rest.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotate.blind import is_blind, opened_revisions
from annotate.formats.record import KINDS, Row, told
from annotate.models import (
    Adjudication,
    Article,
    Attribution,
    ChainNode,
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
        found = Article.objects.filter(newsroom=None)
        if self.outlet:
            found = found.filter(Q(outlet=self.outlet) | Q(outlet__merged_into=self.outlet))
        if self.topic:
            claims = Claim.objects.filter(topics=self.topic)
            found = found.filter(revisions__passages__attributions__claim__in=claims)
        days = {"date__gte": self.since, "date__lte": self.until}
        if within := {f"revisions__published_at__{name}": day for name, day in days.items() if day}:
            found = found.filter(**within)
        return Article.objects.filter(pk__in=found.values("pk"))


def rows_for(user: User, part: Part) -> Rows:
    """The rows of each kind that ``user`` may take out."""
    articles = part.articles()
    revisions = Revision.objects.filter(article__in=articles.values("pk"))
    texts = revisions.filter(pk__in=opened_revisions(user).values("pk")) if is_blind(user) else revisions
    reviews = Review.objects.filter(revision__in=texts.values("pk"), submitted_at__isnull=False)
    readings = Reading.objects.filter(review__in=reviews.values("pk"), attribution__claim__newsroom=None)
    attributions = Attribution.objects.filter(pk__in=readings.values("attribution"))
    passages = _passages(texts, attributions, is_blind(user))
    within = attributions.values("pk")
    rows: dict[str, QuerySet] = {
        "article": articles, "revision": revisions, "review": reviews, "passage": passages, "attribution": attributions,
        "reading": readings, "link": _links(passages, attributions),
        "orphan": Orphan.objects.filter(revision__in=texts.values("pk"), passage__in=passages.values("pk")).filter(
            Q(placed=None) | Q(placed__in=passages.values("pk"))
        ),
        "denial": DeniedBy.objects.filter(denial__in=within, denied__in=within),
        "adjudication": Adjudication.objects.filter(attribution__in=within),
    }  # fmt: skip
    return (
        rows | (_everything() if part.is_all else _rested_on(rows)) | {"example": DeskExample.objects.all()}
    )


def _passages(texts: QuerySet, attributions: QuerySet, blind: bool) -> QuerySet[Passage]:
    """Without those that only a reading which is not finished has marked."""
    there = Passage.objects.filter(revision__in=texts.values("pk"))
    read = Exists(attributions.filter(passage=OuterRef("pk")))
    if blind:
        return there.filter(read)
    return there.filter(read | ~Exists(Attribution.objects.filter(passage=OuterRef("pk"))))


def _links(passages: QuerySet, attributions: QuerySet) -> QuerySet[ClaimPassage]:
    here = {"passage": OuterRef("passage"), "claim": OuterRef("claim")}
    told = Exists(attributions.filter(**here)) | ~Exists(Attribution.objects.filter(**here))
    return ClaimPassage.objects.filter(passage__in=passages.values("pk"), claim__newsroom=None).filter(told)


def _everything() -> dict[str, QuerySet]:
    claims = Claim.objects.filter(newsroom=None)
    return {
        "outlet": Outlet.objects.filter(private_to=None), "source": Source.objects.filter(private_to=None),
        "question": Question.objects.filter(Q(claims=None) | Q(claims__newsroom=None)).distinct(), **_of_claims(claims),
    }  # fmt: skip


def _rested_on(rows: Rows) -> dict[str, QuerySet]:
    """What the articles of a part rest on: their claims, and who publishes and speaks in them."""
    about = Q(pk__in=rows["attribution"].values("claim")) | Q(pk__in=rows["link"].values("claim"))
    claims = _with_kept(Claim.objects.filter(about))
    found = _of_claims(claims)
    nodes = ChainNode.objects.filter(reading__in=rows["reading"].values("pk"))
    publishes = Q(pk__in=rows["article"].values("outlet")) | _named("outlet", nodes, found["dispute"])
    return found | {
        "outlet": _with_kept(Outlet.objects.filter(publishes, private_to=None)),
        "source": _with_kept(
            Source.objects.filter(_named("source", nodes, rows["reading"], found["dispute"]), private_to=None)
        ),
        "question": Question.objects.filter(claims__in=claims.values("pk")).distinct(),
    }


def _named(column: str, *by: QuerySet) -> Q:
    """Those that some of these rows name. (A NULL among the ids would make IN neither true nor false.)"""
    found = Q()
    for rows in by:
        found |= Q(pk__in=rows.filter(**{f"{column}__isnull": False}).values(column))
    return found


def _of_claims(claims: QuerySet[Claim]) -> dict[str, QuerySet]:
    within = claims.values("pk")
    return {
        "claim": claims, "wording": Wording.objects.filter(claim__in=within), "outcome": Outcome.objects.filter(claim__in=within),
        "dispute": Dispute.objects.filter(claim__in=within),
    }  # fmt: skip


def _with_kept(found: QuerySet) -> QuerySet:
    """And those that they were merged into, to the last. There are few: their ids are held."""
    more: set[str] = set()
    new = {*found.filter(merged_into__isnull=False).values_list("merged_into", flat=True)}
    while new := new - more:
        more |= new
        merged = found.model.objects.filter(pk__in=new, merged_into__isnull=False)
        new = {*merged.values_list("merged_into", flat=True)}
    return found.model.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=more))


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
