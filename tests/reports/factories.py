"""A record with scores, made without a worker: histories as the workers store them."""

import datetime as dt
from typing import Any

from annotate.actions import definitions, scores
from annotate.models import (
    Change,
    Claim,
    CurrentRun,
    Reading,
    Report,
    ReportDefinition,
    Review,
    RunScore,
    ScoringRun,
)
from annotate.models.base import new_id
from annotate.roles import SETUP, WORKER
from tests import factories as make
from workers.reports import build_due

MONDAY = dt.date(2026, 3, 2)
AFTER = dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)
IN_IT = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
BEFORE_IT = dt.datetime(2026, 2, 25, 12, tzinfo=dt.UTC)


def definition(**values: Any) -> ReportDefinition:
    given = {"name": "Weekly sourcing report", "starts_on": MONDAY, "by": SETUP}
    return definitions.define_report(**given | values)


def run(**values: Any) -> ScoringRun:
    given: dict[str, Any] = {
        "run": new_id("run"), "trials": (), "parameters": {"resolved_claims": 60}, "figures": {}, "as_of_change": 0,
        "reference_day": dt.date(2026, 2, 20), "code_version": "test",
    }  # fmt: skip
    return scores.store_run(**given | values)


def scored(claim: Claim, probability: float | None, *, at: dt.datetime | None = None, under: ScoringRun | None = None,
           **values: Any) -> Claim:  # fmt: skip
    """The claim's new score, announced; ``at`` sets the clock of the change log back to then."""
    judged = probability is not None
    given: dict[str, Any] = {
        "probability": probability, "low": max(0, probability - 0.1) if judged else None,
        "high": min(1, probability + 0.1) if judged else None, "admiralty": 3 if judged else 6, "icd203": None,
        "cannot_be_judged": "" if judged else "no_record_of_source_or_kind", "resolved_claims": 60,
        "calibration": "provisional", "independent_roots": 1, "effective_roots": 1.0, "reports": 1, "denials": 0,
        "silences": 0,
    }  # fmt: skip
    number = Change.objects.first().number
    current = CurrentRun.objects.first()
    under = under or (current.run if current else ScoringRun.objects.first() or run())
    if not current or current.run != under:
        scores.switch_run(run=under, by=WORKER)
    score = RunScore(claim=claim, run=under, as_of_change=number, computed_at=at or IN_IT, **given | values)
    scores.store_scores([score], seen={claim.pk: number})
    if at:
        happened(at, since=number)
    return claim


def happened(at: dt.datetime, *, since: int = 0) -> None:
    """The changes after number ``since`` are taken to have happened then."""
    Change.objects.filter(number__gt=since).amend(at=at)


def known(at: dt.datetime = BEFORE_IT, **values: Any) -> Claim:
    """A published claim that was there at that time."""
    number = Change.objects.first().number if Change.objects.exists() else 0
    claim = make.claim(**values)
    Claim.objects.filter(pk=claim.pk).update(published_at=at, created_at=at)
    claim.wordings.amend(created_at=at)
    happened(at, since=number)
    return claim


def read_at(at: dt.datetime, *, submitted: dt.datetime | None = None) -> None:
    """All readings so far are taken to be of then, and their reviews to be submitted then."""
    Reading.objects.all().amend(created_at=at)
    Review.objects.exclude(submitted_at=None).update(submitted_at=submitted or at)


def written(of: ReportDefinition, at: dt.datetime = AFTER) -> Report:
    """The one report that a sweep at that time writes."""
    (report,) = [r for r in build_due(at) if r.definition_id == of.pk]
    return report


def section(report: Report, key: str) -> dict[str, Any]:
    return next(s for s in report.figures["sections"] if s["key"] == key)
