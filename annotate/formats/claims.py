"""A claim as it is told: its particulars, its credibility, and beside that its outcome.

`ROW` are the columns that a query fetches, in one go with score, question, outcome and topics; `claim` and
`figures` turn such a row into dictionaries. No model instances: these run for every row of every answer.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Func, OuterRef, Q, QuerySet, Subquery

from annotate.formats.names import Names
from annotate.formats.scales import misp_credibility, stix_confidence
from annotate.models import Claim, ScoreHistory, State

Row = Mapping[str, Any]

FIGURES = (
    "probability", "low", "high", "admiralty", "icd203", "cannot_be_judged", "resolved_claims", "calibration",
    "independent_roots", "effective_roots", "reports", "denials", "silences", "input_erased", "run_id",
    "as_of_change", "computed_at",
)  # fmt: skip
PARTICULARS = (
    "id", "state", "wording", "language", "subject", "about_from", "about_to", "figure", "unit", "tolerance",
    "published_at", "updated_at", "embargo_until", "withdrawn_reason", "merged_into_id", "erased_at", "newsroom_id",
    "question_id", "question__wording", "dispute",
)  # fmt: skip
OUTCOME = (
    "id", "verdict", "why_checked", "certainty", "evidence_url", "evidence_quote", "came_about_on", "decided_at",
)  # fmt: skip
SEPARATOR = "\x1f"


class Joined(Func):
    """The values of a column as one text; Django has this for PostgreSQL alone."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, chr(31))"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            function="group_concat",
            template="%(function)s(%(expressions)s, char(31))",
            **context,
        )


def rows(claims: QuerySet[Claim], *, working: Sequence[str] = ()) -> QuerySet[Claim, dict[str, Any]]:
    """The rows that `claim` reads, one query. ``working``: contributions, components or both."""
    through = Claim.topics.through.objects.filter(claim=OuterRef("pk")).values("claim")
    topics = through.annotate(joined=Joined(F("topic__name"))).values("joined")  # type: ignore[misc]
    columns = [*PARTICULARS, *(f"score__{name}" for name in (*FIGURES, *working))]
    return claims.annotate(
        agreed=FilteredRelation("outcomes", condition=Q(outcomes__state="agreed")), topic_names=Subquery(topics)
    ).values(*columns, *(f"agreed__{name}" for name in OUTCOME), "topic_names")  # fmt: skip


def claim(row: Row, named: Names | None = None, *, newsroom: str | None) -> dict[str, Any]:
    """A claim. Withdrawn, it answers with its state and the reason and without score; merged, with the id it became.

    ``named``: the names of the roots in its working; without it the credibility comes without contributions.
    """
    stands = row["state"] != State.WITHDRAWN and not row["merged_into_id"]
    scored = stands and row["score__run_id"] is not None
    return {
        "object": "claim",
        "id": row["id"],
        "state": row["state"],
        "wording": row["wording"],
        "language": row["language"],
        "subject": row["subject"],
        "question": {"id": row["question_id"], "wording": row["question__wording"]}
        if row["question_id"]
        else None,
        "topics": sorted((row["topic_names"] or "").split(SEPARATOR)) if row["topic_names"] else [],
        "about": {"from": _day(row["about_from"]), "to": _day(row["about_to"])},
        "figure": _figure(row),
        "published_at": instant(row["published_at"]),
        "embargo_until": instant(row["embargo_until"]),
        "updated_at": instant(row["updated_at"]),
        "withdrawn_reason": row["withdrawn_reason"] or None,
        "merged_into": row["merged_into_id"],
        "is_own_submission": newsroom is not None and row["newsroom_id"] == newsroom,
        "dispute": row["dispute"] if stands else None,
        "credibility": credibility(row, named) if scored else None,
        "outcome": outcome(row) if stands and row["agreed__id"] else None,
    }


def credibility(row: Row, named: Names | None = None) -> dict[str, Any]:
    """A score: its figures and, with ``named``, the lines that add up to it."""
    told = figures({name: row[f"score__{name}"] for name in FIGURES})
    if named is not None:
        told["contributions"] = [contribution(line, named) for line in row["score__contributions"] or ()]
    return told


def as_of(found: Sequence[Row], at: dt.datetime, *, newsroom: str | None) -> list[dict[str, Any]]:
    """Claims with the figures that stood at a time, and only an outcome that was agreed by then. One query.

    Only figures are kept of the past: its contributions are null.
    """
    newest = (
        ScoreHistory.objects.filter(claim=OuterRef("claim"), computed_at__lte=at)
        .order_by("-id")
        .values("id")[:1]
    )
    history = ScoreHistory.objects.filter(claim__in=[row["id"] for row in found], id=Subquery(newest))
    past = {
        row["claim_id"]: figures(row) | {"contributions": None}
        for row in history.values("claim_id", *FIGURES)
    }
    told = []
    for row in found:
        now = claim(row, newsroom=newsroom)
        decided = row["agreed__decided_at"]
        shown = {
            "credibility": past.get(row["id"]) if row["state"] != State.WITHDRAWN else None,
            "dispute": _disputed_then(now["dispute"], instant(at) or ""),
        }
        told.append(now | shown | ({} if decided and decided <= at else {"outcome": None}))
    return told


def _disputed_then(dispute: dict[str, Any] | None, at: str) -> dict[str, Any] | None:
    """What was known of the dispute at that time."""
    if dispute is None or dispute["opened_at"] > at:
        return None
    if dispute["decided_at"] and dispute["decided_at"] > at:
        return dispute | {"state": "open", "decided_at": None, "note": None}
    return dispute


def figures(row: Row) -> dict[str, Any]:
    """A score's figures. Where it cannot be judged, probability, interval and words are null, never a number."""
    judged = row["probability"] is not None
    return {
        "probability": row["probability"],
        "interval": [row["low"], row["high"]] if judged else None,
        "admiralty": row["admiralty"],
        "icd203": row["icd203"],
        "cannot_be_judged": not judged,
        "reason": row["cannot_be_judged"] or None,
        "calibration": {"resolved_claims": row["resolved_claims"], "status": row["calibration"]},
        "independent_roots": row["independent_roots"],
        "effective_roots": row["effective_roots"],
        "reports": row["reports"],
        "denials": row["denials"],
        "silences": row["silences"],
        "input_erased": row["input_erased"],
        "misp": misp_credibility(row["admiralty"]),
        "stix_confidence": stix_confidence(row["admiralty"]),
        "scoring_run": row["run_id"],
        "computed_at": instant(row["computed_at"]),
        "as_of_change": row["as_of_change"],
    }


def announced(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The figures that a changed score was announced with, or what it was before; None: there was none."""
    if values is None:
        return None
    judged = values["probability"] is not None
    return {
        "probability": values["probability"],
        "interval": [values.get("low"), values.get("high")] if judged else None,
        "admiralty": values.get("admiralty"),
        "icd203": values.get("icd203"),
        "cannot_be_judged": not judged,
        "reason": values.get("cannot_be_judged") or None,
        "independent_roots": values.get("independent_roots"),
        "reports": values.get("reports"),
        "denials": values.get("denials"),
        "silences": values.get("silences"),
    }


def contribution(line: Mapping[str, Any], named: Names) -> dict[str, Any]:
    """One line of the working, in log-odds, with the name of the root that it is about."""
    root = line.get("root")
    return {
        "kind": line.get("kind"),
        "label": line.get("label"),
        "log_odds": line.get("log_odds"),
        "root": root,
        "name": named.get(root or ""),
        "of_kind": line.get("of_kind"),
        "of_record": line.get("of_record"),
        "evidence": list(line.get("evidence") or ()),
    }


def root(component: Mapping[str, Any], named: Names) -> dict[str, Any]:
    """One independent root and the reports that lead back to it."""
    return {
        "key": component["key"],
        "name": named.get(component["key"]),
        "is_on_both_sides": component["is_on_both_sides"],
        "has_merged_pools": component["has_merged_pools"],
        "reports": [
            {name: report[name] for name in ("attribution", "article", "outlet", "root", "side", "is_origin", "is_erased")}
            for report in component["reports"]
        ],
    }  # fmt: skip


def members(row: Row, named: Names, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a claim's own address has beside the claim: its roots and its attributions."""
    return {
        "roots": [root(component, named) for component in row["score__components"] or ()],
        "attributions": found,
    }


def roots(found: Iterable[Row]) -> set[str]:
    """The keys of all roots that these rows' working names."""
    found = list(found)
    return {
        line["root"] for row in found for line in row["score__contributions"] or () if line.get("root")
    } | {component["key"] for row in found for component in row.get("score__components") or ()}


def outcome(row: Row) -> dict[str, Any]:
    """What became of the claim, agreed by two people."""
    told = {name: row[f"agreed__{name}"] for name in OUTCOME}
    return told | {"came_about_on": _day(told["came_about_on"]), "decided_at": instant(told["decided_at"])}


def instant(at: dt.datetime | None) -> str | None:
    """UTC, with its offset."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _figure(row: Row) -> dict[str, Any] | None:
    if row["figure"] is None:
        return None
    return {"value": _exact(row["figure"]), "unit": row["unit"], "tolerance": _exact(row["tolerance"])}


def _exact(number: Decimal | None) -> str | None:
    """As text, so that no reader's binary floats change it."""
    return None if number is None else format(number.normalize(), "f")
