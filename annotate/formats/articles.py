"""Articles as they are told: particulars of the newest revision, never the text to whom it does not belong."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from annotate.formats.claims import instant
from annotate.models import Article, Revision, State

Row = Mapping[str, Any]

COLUMNS = (
    "id", "state", "url", "canonical_url", "outlet_id", "outlet__name", "outlet__merged_into_id",
    "outlet__merged_into__name", "syndicated_from_id", "syndicated_from__state", "syndicated_from__newsroom_id",
    "published_at", "updated_at", "embargo_until", "withdrawn_reason", "erased_at", "newsroom_id",
)  # fmt: skip
REVISION = (
    "id",
    "number",
    "headline",
    "byline",
    "credit_line",
    "language",
    "published_at",
    "precision",
    "time_zone",
)


def rows(articles: QuerySet[Article]) -> QuerySet[Article, dict[str, Any]]:
    """The rows that `article` reads, each with its newest revision, one query.

    That is the one of which there is none newer: asked for by its id, PostgreSQL takes it that hardly a row is left, and
    reads a whole table for each page.
    """
    newer = Revision.objects.filter(article=OuterRef("pk"), number__gt=OuterRef("revisions__number"))
    found = articles.filter(~Exists(newer), revisions__isnull=False)
    return found.values(*COLUMNS, *(f"revisions__{name}" for name in REVISION))


def article(row: Row, *, newsroom: str | None) -> dict[str, Any]:
    """An article as ``newsroom`` may read it. Withdrawn, it answers with its state and the reason."""
    told = {name: row[f"revisions__{name}"] for name in REVISION}
    return {
        "object": "article",
        "id": row["id"],
        "state": row["state"],
        "url": row["url"],
        "outlet": {
            "id": row["outlet__merged_into_id"] or row["outlet_id"],
            "name": row["outlet__merged_into__name"] or row["outlet__name"],
        },
        "revision": {"id": told["id"], "number": told["number"]},
        "headline": told["headline"],
        "byline": told["byline"],
        "credit_line": told["credit_line"],
        "language": told["language"],
        "published_at": instant(told["published_at"]),
        "precision": told["precision"],
        "time_zone": told["time_zone"],
        "syndicated_from": _origin(row, newsroom),
        "recorded_at": instant(row["published_at"]),
        "embargo_until": instant(row["embargo_until"]),
        "updated_at": instant(row["updated_at"]),
        "withdrawn_reason": row["withdrawn_reason"] or None,
        "is_own_submission": newsroom is not None and row["newsroom_id"] == newsroom,
    }


def _origin(row: Row, newsroom: str | None) -> str | None:
    told = row["syndicated_from__state"] == State.PUBLISHED or (
        newsroom is not None and row["syndicated_from__newsroom_id"] == newsroom
    )
    return row["syndicated_from_id"] if told else None
