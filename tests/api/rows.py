"""Rows that workers make, for tests of how they are read."""

import datetime as dt
from typing import Any

from annotate.actions import scores
from annotate.models import Claim, CurrentRun, RunScore, ScoringRun, SourceRecord

THEN = dt.datetime(2026, 3, 3, 9, 30, tzinfo=dt.UTC)
JUDGED: dict[str, Any] = {
    "probability": 0.82, "low": 0.6, "high": 0.93, "admiralty": 2, "icd203": None, "cannot_be_judged": "",
    "resolved_claims": 120, "calibration": "provisional", "independent_roots": 2, "effective_roots": 1.5,
    "reports": 3, "denials": 1, "silences": 1,
}  # fmt: skip
NOT_JUDGED: dict[str, Any] = JUDGED | {
    "probability": None, "low": None, "high": None, "admiralty": 6, "cannot_be_judged": "no_record_of_source_or_kind",
}  # fmt: skip


def run() -> ScoringRun:
    current = CurrentRun.objects.first()
    if current:
        return current.run
    made = scores.store_run(
        run="run_test", parameters={}, figures={}, as_of_change=0, reference_day=THEN.date(), code_version="test",
        trials=[],
    )  # fmt: skip
    scores.switch_run(run=made, by=scores.WORKER)
    return made


def score(claim: Claim, **figures: Any) -> RunScore:
    """A stored score, announced as the worker's are."""
    values = {"as_of_change": 1, "computed_at": THEN, "run": run()} | JUDGED | figures
    made = RunScore(claim=claim, **values)
    scores.store_scores([made], seen={})
    return made


def line(root: str | None, log_odds: float = 0.4, **values: Any) -> dict[str, Any]:
    """A contribution as the worker stores it."""
    return {
        "kind": "asserting_root" if root else "prior", "label": root or "one_root", "log_odds": log_odds, "root": root,
        "evidence": [], "of_kind": 0.1, "of_record": 0.3,
    } | values  # fmt: skip


def record(key: str, side: str = "asserts", **values: Any) -> SourceRecord:
    given = {
        "kind": "named_individual:government:representative", "mean": 0.8, "low": 0.6, "high": 0.93, "effective_n": 9.0,
        "trials": 12, "letter": "B", "as_of_change": 1, "computed_at": THEN,
    }  # fmt: skip
    return SourceRecord.objects.create(key=key, side=side, **given | values)
