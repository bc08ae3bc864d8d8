"""What the API told, as tables for a terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path
from typing import Any, TypeAlias

from annotate.models import Report

#: A claim, or its credibility, as the API tells it.
Told: TypeAlias = dict[str, Any]

#: Claims of this topic are many and alike: they are counted, those that cannot be judged are shown.
GENERATED = "fiction (generated archive)"
WORDING = 64
LINES = 3


def of_claims(claims: Iterable[Told]) -> str:
    """The story's claims and whatever cannot be judged line by line, with why; the generated archive by grade."""
    ordered = sorted(claims, key=lambda claim: (GENERATED in claim["topics"], claim["wording"]))
    shown = [c for c in ordered if GENERATED not in c["topics"] or c["credibility"]["cannot_be_judged"]]
    heading = f"{'claim':<{WORDING}}  {'score':>5}  grade  roots  reasons"
    rest = Counter(c["credibility"]["admiralty"] for c in ordered if GENERATED in c["topics"])
    grades = ", ".join(f"{count} of grade {grade}" for grade, count in sorted(rest.items()))
    return "\n".join(["", heading, *map(_row, shown), f"\nthe generated archive: {grades or 'empty'}"])


def of_report(report: Report, files: Sequence[Path]) -> str:
    """What it is and where it lies, in every form."""
    when = f"{report.period_start:%Y-%m-%d} to {report.period_end:%Y-%m-%d}"
    lines = [f"\nreport: {report.definition.name}, {when}, as of change {report.as_of_change}"]
    return "\n".join([*lines, *(f"  {file} ({file.stat().st_size:,} bytes)" for file in files)])


def logit(p: float) -> float:
    return log(p) - log(1 - p)


def _row(claim: Told) -> str:
    score = claim["credibility"]
    probability = "–" if score["cannot_be_judged"] else _share(score["probability"])
    wording = claim["wording"] if len(claim["wording"]) <= WORDING else f"{claim['wording'][: WORDING - 1]}…"
    return f"{wording:<{WORDING}}  {probability:>5}  {score['admiralty']:>5}  {score['independent_roots']:>5}  {reasons(score)}"


def reasons(score: Told) -> str:
    """Why it cannot be judged, or the lines that weigh most, in log-odds."""
    if score["cannot_be_judged"]:
        return str(score["reason"])
    weighing = [line for line in score["contributions"] if abs(line["log_odds"]) >= 0.005]
    lines = sorted(weighing, key=lambda line: -abs(line["log_odds"]))
    told = [f"{line['name'] or line['label'].replace('_', ' ')} {line['log_odds']:+.2f}" for line in lines]
    return "; ".join(told[:LINES]) or "nothing beyond the prior"


def _share(probability: float) -> str:
    """Rounding must not make certain what is not."""
    return f"{min(max(probability, 0.01), 0.99):.0%}"
