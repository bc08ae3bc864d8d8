"""What happened, in JSON as Standard Webhooks has it, and as its newsroom may read it now.

A batch asks for what it is about in one query a kind. What may not be read any more (withdrawn since, merged, erased)
is not told; that it was withdrawn or erased is another event. All words stand beside the id of what they belong to, so
that an erasure finds them.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from annotate.formats import attributions, claims, parties
from annotate.formats.names import names
from annotate.models import Attribution, Change, Claim, Event, Outcome, Outlet, Report, Source

Told = dict[str, Any]
_BECAUSE = ("reports", "independent_roots", "denials", "silences", "input_erased", "calibration")


@dataclass
class Batch:
    """The objects of some changes as a newsroom may read them now, by id."""

    newsroom: str
    claims: dict[str, Told] = field(default_factory=dict)
    attributions: dict[str, Told] = field(default_factory=dict)
    parties: dict[str, Told] = field(default_factory=dict)
    reports: dict[str, Told] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    claim_of_outcome: dict[str, str] = field(default_factory=dict)

    def subject(self, change: Change) -> str:
        """What a change is about: its claim where it has one."""
        if change.object_type == "outcome":
            return self.claim_of_outcome.get(change.object_id, change.object_id)
        if change.object_type == "attribution":
            return str((change.detail.after or {}).get("claim") or change.object_id)
        return change.object_id


def gather(changes: Collection[Change], newsroom: str) -> Batch:
    """Everything that these changes are about, in at most ten queries."""
    batch = Batch(newsroom)
    by_type: dict[str, set[str]] = {}
    for change in changes:
        by_type.setdefault(change.object_type, set()).add(change.object_id)
    outcomes = Outcome.objects.filter(pk__in=by_type.get("outcome", ()))
    batch.claim_of_outcome = dict(outcomes.values_list("pk", "claim"))
    batch.claims = _claims(
        {batch.subject(c) for c in changes if c.object_type in ("claim", "outcome", "attribution")}, newsroom
    )
    batch.attributions = _attributions(by_type.get("attribution", ()), newsroom)
    batch.parties = _parties(by_type, newsroom)
    batch.reports = _reports(by_type.get("report", ()), newsroom)
    batch.names = names(_roots(changes), newsroom=newsroom)
    return batch


def data(change: Change, event: str, batch: Batch, before: Told | None) -> Told | None:
    """The event's ``data``; None where there is nothing that may be told of it now."""
    if event == Event.CLAIM_ERASED:
        return {"claim": {"object": "claim", "id": change.object_id}}
    if event == Event.SOURCE_RELIABILITY_CHANGED:
        return _record(change, batch.parties.get(change.object_id))
    if event == Event.REPORT_READY:
        report = batch.reports.get(change.object_id)
        return {"report": report} if report else None
    claim = batch.claims.get(batch.subject(change))
    if claim is None:
        return None
    if event == Event.CLAIM_SCORE_CHANGED:
        return _score(change, claim, batch, before)
    if event == Event.ATTRIBUTION_DENIAL:
        attribution = batch.attributions.get(change.object_id)
        is_told = attribution is not None and _stands(claim)
        return {"claim": claim, "attribution": attribution} if is_told else None
    return {"claim": claim}


def body(event: str, at: Any, told: Told) -> str:
    return json.dumps(
        {"type": event, "timestamp": claims.instant(at), "data": told},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _score(change: Change, claim: Told, batch: Batch, before: Told | None) -> Told | None:
    if claim["credibility"] is None:  # withdrawn, merged
        return None
    after = change.detail.after or {}
    return {
        "claim": claim,
        "before": claims.announced(before),
        "after": claims.announced(after),
        "why": _why(before, after, batch.names),
    }


def _why(before: Told | None, after: Told, named: dict[str, str]) -> Told:
    """What differs, the lines of the working that moved most, and the changes that the two scores had seen."""
    kept = after.get("why") or {"moved": [], "runs": [None, None], "changes": [None, None]}
    differs = [name for name in _BECAUSE if before is not None and before.get(name) != after.get(name)]
    runs, seen = kept["runs"], kept["changes"]
    return {
        "because": differs + ["scoring_run"] * (None not in runs and runs[0] != runs[1]),
        "moved": [line | {"name": named.get(line["root"] or "")} for line in kept["moved"]],
        "scoring_run": {"before": runs[0], "after": runs[1]},
        "as_of_change": {"before": seen[0], "after": seen[1]},
    }


def _stands(claim: Told) -> bool:
    return claim["state"] != "withdrawn" and not claim["merged_into"]


def _roots(changes: Iterable[Change]) -> set[str]:
    moved = [
        line
        for change in changes
        if change.verb == Event.CLAIM_SCORE_CHANGED
        for line in ((change.detail.after or {}).get("why") or {}).get("moved", ())
    ]
    return {line["root"] for line in moved if line["root"]}


def _claims(ids: Collection[str], newsroom: str) -> dict[str, Told]:
    if not ids:
        return {}
    found = Claim.objects.visible_to(newsroom).filter(pk__in=ids, erased_at=None)
    return {row["id"]: claims.claim(row, newsroom=newsroom) for row in claims.rows(found)}


def _attributions(ids: Collection[str], newsroom: str) -> dict[str, Told]:
    if not ids:
        return {}
    found = attributions.told(Attribution.objects.filter(pk__in=ids), newsroom=newsroom)
    return {each["id"]: each for each in found}


def _parties(by_type: dict[str, set[str]], newsroom: str) -> dict[str, Told]:
    sources = Source.objects.visible_to(newsroom).filter(
        pk__in=by_type.get("source", ()), has_public_role=True
    )
    outlets = Outlet.objects.visible_to(newsroom).filter(pk__in=by_type.get("outlet", ()))
    told = parties.sources(sources.values(*parties.SOURCE)) if "source" in by_type else []
    told += parties.outlets(outlets.values(*parties.OUTLET)) if "outlet" in by_type else []
    return {each["id"]: each for each in told}


def _record(change: Change, party: Told | None) -> Told | None:
    if party is None:
        return None
    before, after = change.detail.before, change.detail.after or {}
    return {
        "source": party,
        "side": after.get("side"),
        "before": _reliability(before),
        "after": _reliability(after),
    }


def _reliability(values: Told | None) -> Told | None:
    if values is None:
        return None
    return {
        "admiralty": values["letter"],
        "mean": values["mean"],
        "interval": [values["low"], values["high"]],
        "effective_n": values["effective_n"],
        "trials": values["trials"],
    }


def _reports(ids: Collection[str], newsroom: str) -> dict[str, Told]:
    found = Report.objects.filter(
        pk__in=ids, definition__newsroom=newsroom, is_preview=False, built_at__isnull=False
    )
    return {
        report.pk: {
            "object": "report",
            "id": report.pk,
            "definition": {"id": report.definition_id, "name": report.definition.name},
            "period": {"from": claims.instant(report.period_start), "to": claims.instant(report.period_end)},
            "as_of_change": report.as_of_change,
            "corrects": report.corrects_id,
            "url": f"{settings.BASE_URL}{report.get_absolute_url()}",
        }
        for report in found.select_related("definition")
    }
