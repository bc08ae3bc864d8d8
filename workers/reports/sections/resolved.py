"""Resolved claims, and how the score had stood before: calibration, Brier score, the worst misses."""

from collections.abc import Sequence
from typing import Any

from annotate.vocabulary import Verdict, WhyChecked
from workers.reports.boundaries import Windows
from workers.reports.document import Section, Table, column, ref, section, sentence, table
from workers.reports.intervals import counted, mean
from workers.reports.outcomes import Outcomes, Resolved
from workers.reports.words import SMALL, many

#: Fewer forecasts than this make no diagram: its intervals would cover everything.
LEAST = 30
BINS = 5
NAMED = 5

BIN_COLUMNS = [
    column("range", "Score said", "words"), column("forecast", "On average", "probability"),
    column("observed", "Confirmed", "counted"),
]  # fmt: skip
TREND_COLUMNS = [
    column("period", "Outcomes agreed", "words"), column("resolved", "Confirmed or refuted", "count"),
    column("forecasts", "Had a score before", "count"), column("brier", "Brier score", "score"),
]  # fmt: skip
MISS_COLUMNS = [
    column("claim", "Claim", "ref"), column("forecast", "Score had said", "probability"),
    column("verdict", "Outcome", "words"), column("why", "Why it was checked", "words"),
]  # fmt: skip


def resolved(outcomes: Outcomes, windows: Windows) -> Section:
    title, now, before = "Resolved claims", outcomes.within(windows.now), outcomes.within(windows.before)
    if not outcomes.all:
        return section("resolved", title, empty="No claim in this report’s scope has an agreed outcome yet.")
    lead = f"{many(len(now), 'claim was', 'claims were')} resolved in this period, {len(before):,} in the one before, "
    lead += f"{len(outcomes.all):,} in all. "
    lead += f"Of this period’s, {_verdicts(now)}." if now else "Nothing to compare with its score this time."
    bins = _bins(_judged(outcomes.all))
    tables = [_trend(outcomes, windows)]
    tables += (
        [table("reliability", "What the score had said, and what became of it", BIN_COLUMNS, bins)]
        if bins
        else []
    )
    tables += _misses(now)
    chart = {
        "kind": "reliability",
        "table": "reliability",
        "title": "Reliability of scores before the outcome",
    }
    return section(
        "resolved",
        title,
        [sentence(lead), sentence(_caution(outcomes.all))],
        tables,
        chart=chart if bins else None,
    )


def _caution(all_of_them: Sequence[Resolved]) -> str:
    judged = len(_judged(all_of_them))
    if not judged:
        return "None had a score before its outcome, so there is no reliability diagram."
    if judged < LEAST:
        return f"Only {judged} had a score before their outcome: too few for a reliability diagram."
    return (
        f"The diagram is of all {judged:,} that had a score before their outcome. Most claims are checked because "
        "they were disputed or followed up; those drawn at random are shown apart in the table."
    )


def _judged(found: Sequence[Resolved]) -> list[Resolved]:
    return [r for r in found if r.loss is not None]


def _bins(judged: Sequence[Resolved]) -> list[list[Any]]:
    if len(judged) < LEAST:
        return []
    rows = []
    for n in range(BINS):
        low, high = n / BINS, (n + 1) / BINS
        here = [r for r in judged if low <= (r.forecast or 0) < high or (n == BINS - 1 and r.forecast == 1)]
        if here:
            confirmed, forecast = (
                sum(r.truth == 1 for r in here),
                sum(r.forecast or 0 for r in here) / len(here),
            )
            words = f"{100 * low:.0f}–{100 * high:.0f} %"
            rows.append([words, round(forecast, 4), counted(confirmed, len(here))])
    return rows


def _trend(outcomes: Outcomes, windows: Windows) -> Table:
    named = [
        ("In this period", outcomes.within(windows.now)),
        ("In the period before", outcomes.within(windows.before)),
        ("In this period a year ago", outcomes.within(windows.year_ago)),
        ("Ever", outcomes.all),
        ("Ever, drawn at random", [r for r in outcomes.all if r.why_checked == WhyChecked.SAMPLED]),
    ]
    rows = []
    for label, found in named:
        losses = [r.loss for r in found if r.loss is not None]
        plain = sum(r.truth is not None for r in found)
        rows.append([label, plain, len(losses), mean(losses) if len(losses) >= SMALL else None])
    caption = f"Brier score, 0 is best; of fewer than {SMALL} none is given"
    return table("brier", caption, TREND_COLUMNS, rows)


def _misses(now: Sequence[Resolved]) -> list[Table]:
    """On the wrong side of one half, furthest first; a tie by id."""
    worst = sorted((r for r in now if (r.loss or 0) > 0.25), key=lambda r: (-(r.loss or 0), r.claim))[:NAMED]
    rows = [
        [ref(r.claim), r.forecast, Verdict(r.verdict).label, WhyChecked(r.why_checked).label] for r in worst
    ]
    return [table("misses", "The worst misses of this period", MISS_COLUMNS, rows)] if rows else []


def _verdicts(found: Sequence[Resolved]) -> str:
    counts = [(v.label.lower(), sum(r.verdict == v for r in found)) for v in Verdict]
    return ", ".join(f"{n:,} {label}" for label, n in counts if n)
