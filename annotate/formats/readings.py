"""A newsroom's own reviews and readings as they are told to it: what it read, where, and what became of that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from annotate.formats.claims import instant
from annotate.models import ChainNode, Reading, Review
from annotate.vocabulary import FACETS

Row = Mapping[str, Any]

REVIEW = ("id", "revision_id", "revision__article_id", "revision__number", "started_at", "submitted_at")
SPANS = ("content", "cue", "source")
DETAILS = (
    "polarity", "speaks_for", "is_described", "stated_count", "count_floor", "anonymity_reason",
    "anonymity_reason_words", "motive", "motive_words", "is_self_interested", "note",
)  # fmt: skip
READING = (
    "id", "review_id", "review__revision__article_id", "attribution__claim_id", "source_id", "source__name",
    "superseded_by__id", "created_at", "attribution__passage__revision__text",
    *FACETS, *DETAILS, *(f"{name}_{edge}" for name in SPANS for edge in ("start", "end")),
)  # fmt: skip


def reviews(found: QuerySet[Review]) -> list[dict[str, Any]]:
    """Reviews with their current readings, three queries."""
    rows = list(found.values(*REVIEW))
    current = (
        Reading.objects.current().filter(review__in=[row["id"] for row in rows]).order_by("created_at", "id")
    )
    by_review: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for told in readings(current):
        by_review[told["review"]].append(told)
    return [_review(row, by_review[row["id"]]) for row in rows]


def readings(found: QuerySet[Reading]) -> list[dict[str, Any]]:
    """Readings with their chains, two queries."""
    rows = list(found.values(*READING))
    nodes = ChainNode.objects.filter(reading__in=[row["id"] for row in rows]).order_by("reading", "position")
    chains: dict[str, list[Row]] = defaultdict(list)
    for node in nodes.values("reading_id", "outlet_id", "source_id"):
        chains[node["reading_id"]].append(node)
    return [_reading(row, chains[row["id"]]) for row in rows]


def _review(row: Row, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "object": "review",
        "id": row["id"],
        "article": row["revision__article_id"],
        "revision": {"id": row["revision_id"], "number": row["revision__number"]},
        "started_at": instant(row["started_at"]),
        "submitted_at": instant(row["submitted_at"]),
        "readings": told,
    }


def _reading(row: Row, chain: Iterable[Row]) -> dict[str, Any]:
    text = row["attribution__passage__revision__text"]
    relays = [node["outlet_id"] or node["source_id"] for node in chain]
    relays = [each for each in relays if each and each != row["source_id"]]
    return {
        "object": "reading",
        "id": row["id"],
        "review": row["review_id"],
        "article": row["review__revision__article_id"],
        "claim": row["attribution__claim_id"],
        "content": _span(row, "content", text),
        "cue": _span(row, "cue", text),
        "source_words": _span(row, "source", text),
        "facets": {name: row[name] for name in FACETS},
        "source": {"id": row["source_id"], "name": row["source__name"]} if row["source_id"] else None,
        "relays": relays,
        **{name: row[name] for name in DETAILS},
        "superseded_by": row["superseded_by__id"],
        "created_at": instant(row["created_at"]),
    }


def _span(row: Row, name: str, text: str) -> dict[str, Any] | None:
    """Where the words stand. The words come from the text, so that what was erased is not told here either."""
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else {"exact": text[start:end], "start": start, "end": end}
