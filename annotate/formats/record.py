"""The desk's record as rows of plain values, kind by kind: what an export holds and an import reads again.

A row is a row of a table, by the names of its columns. References are ids, people are their user names, times are UTC to the
microsecond. What follows from other columns (hashes, canonical addresses, the words around a passage) is not told: an
import makes it again. `KINDS` stand in an order in which each refers to earlier ones, or to its own.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from annotate.formats.claims import instant
from annotate.models import (
    Adjudication,
    AdjudicationCase,
    Article,
    ArticleAddress,
    Attribution,
    ChainNode,
    Claim,
    ClaimPassage,
    DeniedBy,
    DeskExample,
    Dispute,
    ExternalId,
    Orphan,
    Outcome,
    Outlet,
    Passage,
    Question,
    QueuedText,
    Reading,
    Review,
    Revision,
    Source,
    User,
    Wording,
)
from annotate.vocabulary import FACETS

FORMAT = 1
CHUNK = 500
Row = dict[str, Any]

_SPANS = tuple(f"{name}_{edge}" for name in ("content", "cue", "source") for edge in ("start", "end"))
_STATE = ("state", "published_at", "embargo_until", "withdrawn_reason", "erased_at", "created_at")
_PARTY = ("external_ids", "merged_into", "created_at")


@dataclass(frozen=True)
class Kind:
    """One table. ``more``: columns that stand in a table beside it, each a list or a number."""

    name: str
    model: Any
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    more: tuple[str, ...] = ()
    fields: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.fields.update(
            {name: self.model._meta.get_field(name) for name in self.columns if name not in self.more}
        )

    @property
    def plural(self) -> str:
        return f"{self.name}s"

    def key_of(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.key)

    def references(self) -> Iterator[tuple[str, str]]:
        """(column, kind) of each column that names a row of another kind."""
        for name, found in self.fields.items():
            if found.is_relation and found.related_model in _BY_MODEL:
                yield name, _BY_MODEL[found.related_model]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("example", DeskExample, ("number", "term", "text", "retires", "created_by", "created_at"), ("number",)),
        Kind("outlet", Outlet, ("id", "name", "domain", "kind", "looks_like", *_PARTY), more=("external_ids",)),
        Kind("source", Source, ("id", "name", "identification", "affiliation", "description", "has_public_role", *_PARTY),
             more=("external_ids",)),
        Kind("question", Question, ("id", "wording", "created_at")),
        Kind("claim", Claim, ("id", "wording", "language", "subject", "question", "about_from", "about_to", "figure", "unit",
             "tolerance", "topics", "merged_into", "inputs_erased", *_STATE), more=("topics",)),
        Kind("wording", Wording, ("claim", "number", "text", "language", "created_by", "created_at"), ("claim", "number")),
        Kind("article", Article, ("id", "outlet", "url", "syndicated_from", "addresses", *_STATE), more=("addresses",)),
        Kind("revision", Revision, ("id", "article", "number", "headline", "text", "byline", "credit_line", "language",
             "published_at", "precision", "time_zone", "extractor", "wanted", "created_at"), more=("wanted",)),
        Kind("review", Review, ("id", "revision", "reviewer", "started_at", "submitted_at")),
        Kind("passage", Passage, ("id", "revision", "start", "end", "exact", "carried_from", "created_by", "created_at")),
        Kind("orphan", Orphan, ("passage", "revision", "placed", "dropped"), ("passage", "revision")),
        Kind("attribution", Attribution, ("id", "passage", "claim", "case", "created_at"), more=("case",)),
        Kind("reading", Reading, ("id", "attribution", "review", "reviewer", *FACETS, *_SPANS, "source", "chain", "polarity",
             "speaks_for", "is_described", "stated_count", "count_floor", "anonymity_reason", "anonymity_reason_words",
             "motive", "motive_words", "is_self_interested", "note", "supersedes", "superseded_at", "carried_from",
             "is_withdrawal", "vocabulary_version", "guideline_version", "created_at"), more=("chain",)),
        Kind("denial", DeniedBy, ("denial", "denied", "linked", "created_by", "created_at"), ("denial", "denied", "created_at")),
        Kind("link", ClaimPassage, ("claim", "passage", "polarity", "linked", "created_by", "created_at"),
             ("claim", "passage", "created_at")),
        Kind("adjudication", Adjudication, ("id", "attribution", "adjudicator", "chosen", "facets", "exists", "was_random",
             "reason", "superseded_at", "created_at")),
        Kind("outcome", Outcome, ("id", "claim", "verdict", "why_checked", "certainty", "evidence_url", "evidence_quote",
             "came_about_on", "state", "proposed_by", "proposed_at", "decided_by", "decided_at", "probability_before",
             "imported")),
        Kind("dispute", Dispute, ("id", "claim", "source", "outlet", "contested", "state", "owner", "due_on", "opened_by",
             "opened_at", "decision", "public_note", "decided_by", "decided_at")),
    )
}  # fmt: skip
_BY_MODEL = {kind.model: kind.name for kind in KINDS.values()}


def told(kind: Kind, found: QuerySet) -> Iterator[list[Row]]:
    """The rows in chunks, in the order in which they were made; by keyset, so that no chunk is slower than the first."""
    paths = {name: _path(found) for name, found in kind.fields.items()}
    last: Any = None
    while True:
        ordered = found.order_by("pk")
        rows = list(
            (ordered if last is None else ordered.filter(pk__gt=last)).values("pk", *paths.values())[:CHUNK]
        )
        if not rows:
            return
        more = {name: _MORE[name](kind, [row["pk"] for row in rows]) for name in kind.more}
        yield [
            {
                name: more[name].get(row["pk"], empty(name)) if name in more else plain(row[paths[name]])
                for name in kind.columns
            }
            for row in rows
        ]
        last = rows[-1]["pk"]


def _path(found: Any) -> str:
    """People by their name, guidelines by their number, the rest by id."""
    if found.related_model is User:
        return f"{found.name}__username"
    if found.related_model is DeskExample:
        return f"{found.name}__number"
    return str(found.attname)


def plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def empty(name: str) -> Any:
    return None if name in ("wanted", "case") else []


def _external_ids(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    found = ExternalId.objects.filter(**{f"{kind.name}__in": ids}).order_by("scheme", "value")
    return _lists(
        (pk, f"{scheme}:{value}") for pk, scheme, value in found.values_list(kind.name, "scheme", "value")
    )


def _topics(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    through = Claim.topics.through.objects.filter(claim__in=ids).order_by("topic__name")
    return _lists(through.values_list("claim", "topic__name"))


def _addresses(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    found = ArticleAddress.objects.filter(article__in=ids).order_by("canonical_url")
    return _lists(found.values_list("article", "canonical_url"))


def _wanted(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    return dict(QueuedText.objects.filter(revision__in=ids).values_list("revision", "wanted"))


def _case(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    """Why it was, or is, to be adjudicated, with what chance, and since when."""
    found = AdjudicationCase.objects.filter(attribution__in=ids)
    return {c.pk: [c.why, c.probability, instant(c.opened_at)] for c in found}


def _chain(kind: Kind, ids: Sequence[Any]) -> Mapping[Any, Any]:
    """From the reader's side to the origin: ids of outlets and sources, or ``pool:affiliation:role``."""
    columns = ("reading", "outlet", "source", "pool_affiliation", "pool_role")
    nodes = ChainNode.objects.filter(reading__in=ids).order_by("reading", "position").values_list(*columns)
    return _lists((pk, outlet or source or f"pool:{of}:{role}") for pk, outlet, source, of, role in nodes)


def _lists(pairs: Iterable[tuple[Any, Any]]) -> Mapping[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    return found


_MORE = {
    "external_ids": _external_ids, "topics": _topics, "addresses": _addresses, "wanted": _wanted, "case": _case,
    "chain": _chain,
}  # fmt: skip
