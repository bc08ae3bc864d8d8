"""The feed: everything that changed in the record, in order, complete, to be resumed by number.

A reader that has seen number n has missed nothing below it: see `annotate.models.change`.
"""

import time
from typing import Any

from django.db import connection
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotate.formats import articles, claims
from annotate.formats.telling import Ready
from annotate.models import Article, Change, Outcome
from api.answers.changes import ChangeFeed
from api.claims import told_by_id
from api.parameters import Parameter, whole
from api.views import ReadView

TYPES = ("article", "claim", "outcome")
SIZE, MOST = 100, 500
LONGEST_WAIT = 25
NAP = 0.5


class Changes(ReadView):
    """What changed after a number: articles, claims and outcomes, each as this key may read it now."""

    operation, summary = "changes_list", "What changed since I last asked?"
    parameters = (
        Parameter(
            "after", "The last number that you have seen; 0 to begin.", whole(0, 2**62),
            {"type": "integer", "minimum": 0, "maximum": 2**62, "default": 0}, 0,
        ),
        Parameter(
            "page_size", f"How many at most, up to {MOST}.", whole(1, MOST),
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}, SIZE,
        ),
        Parameter(
            "wait", f"Where nothing changed yet, wait up to so many seconds for it, at most {LONGEST_WAIT}.",
            whole(0, LONGEST_WAIT), {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0}, 0,
        ),
    )  # fmt: skip
    answer = ChangeFeed

    def read(self) -> dict[str, Any]:
        after, size = self.given["after"], self.given["page_size"]
        found = wait_for(after, size + 1, self.newsroom, self.given["wait"])
        results = told(found[:size], self.newsroom, plain=self.is_plain)
        last = results[-1]["number"] if results else after
        return {"results": results, "after": last, "has_more": len(found) > size}


def wait_for(after: int, most: int, newsroom: str, seconds: int) -> list[dict[str, Any]]:
    """What changed, as soon as something did; nothing after so many seconds. Holds no connection while it sleeps."""
    until = time.monotonic() + seconds
    while not (found := changes_after(after, most, newsroom)) and time.monotonic() < until:
        if not connection.in_atomic_block:
            connection.close()
        time.sleep(NAP)
    return found


def changes_after(after: int, most: int, newsroom: str) -> list[dict[str, Any]]:
    """The next rows of the log that this newsroom may know of. One query."""
    outcome = Outcome.objects.filter(pk=OuterRef("object_id")).values("claim")[:1]
    return list(
        Change.objects.visible_to(newsroom)
        .filter(number__gt=after, object_type__in=TYPES)
        .order_by("number")
        .annotate(subject=Coalesce(Subquery(outcome), F("object_id"), output_field=CharField()))
        .values("number", "at", "verb", "object_type", "object_id", "key__newsroom", "subject", "detail__before",
                "detail__after")[:most]
    )  # fmt: skip


def told(rows: list[dict[str, Any]], newsroom: str, *, plain: bool = False) -> list[dict[str, Any]]:
    """Changes with what they are about. Of what was erased nothing is told but that it was."""
    claims_meant = {r["subject"] for r in rows if r["object_type"] != "article"}
    about = told_by_id(claims_meant, newsroom, plain=plain)
    about |= _articles([r["subject"] for r in rows if r["object_type"] == "article"], newsroom)
    return [_change(row, about.get(row["subject"]), newsroom) for row in rows]


def _change(row: dict[str, Any], data: Any, newsroom: str) -> dict[str, Any]:
    return {
        "number": row["number"],
        "at": claims.instant(row["at"]),
        "verb": row["verb"],
        "object": {"type": row["object_type"], "id": row["object_id"]},
        "actor": "newsroom" if row["key__newsroom"] == newsroom else "desk",
        "figures": _figures(row, data),
        "data": data,
    }


def _is_scored(data: Any) -> bool:
    return data.is_scored if isinstance(data, Ready) else data["credibility"] is not None


def _figures(row: dict[str, Any], data: Any) -> dict[str, Any] | None:
    """Of a changed score what it was and what it became; of a claim that no longer has one, nothing."""
    if row["verb"] != "claim.score_changed" or data is None or not _is_scored(data):
        return None
    return {
        "before": claims.announced(row["detail__before"]),
        "after": claims.announced(row["detail__after"]),
    }


def _articles(ids: list[str], newsroom: str) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    found = Article.objects.visible_to(newsroom).filter(pk__in=ids, erased_at=None)
    return {row["id"]: articles.article(row, newsroom=newsroom) for row in articles.rows(found)}
