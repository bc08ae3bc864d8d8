"""The Brier score period by period: whether the scores get better."""

from typing import Any

from workers.reports.boundaries import Window, Windows
from workers.reports.document import Section, column, section, sentence, table
from workers.reports.intervals import mean
from workers.reports.outcomes import Outcomes, Resolved
from workers.reports.words import SMALL, day

KEY, TITLE = "brier", "The Brier score over time"
COLUMNS = [
    column("period", "From", "words"), column("forecasts", "Had a score before", "count"),
    column("brier", "Brier score", "score"), column("so_far", "All up to then", "score"),
]  # fmt: skip


def brier_over_time(outcomes: Outcomes, windows: Windows, zone: str) -> Section:
    """Of the last periods, the oldest first; those before the first outcome are left out."""
    every = (*windows.earlier, windows.before, windows.now)
    first = min((r.number for r in outcomes.all), default=None)
    shown = [window for window in every if first is not None and window.upto >= first]
    rows = [_row(outcomes, window, zone) for window in shown]
    told = [row for row in rows if row[2] is not None]
    if len(rows) < 2 or not rows[-1][3]:
        empty = "Outcomes of two periods, and ten of them with a score before, make a trend; there are fewer so far."
        return section(KEY, TITLE, empty=empty)
    # Where hardly any period has enough of its own, the score of all up to then is what can be followed.
    key = "brier" if len(told) > 1 else "so_far"
    kind = "brier" if key == "brier" else "brier_so_far"
    chart = {"kind": kind, "table": KEY, "title": f"Brier score {_of(key)}"}
    listed = table(KEY, f"Brier score, 0 is best; of fewer than {SMALL} none is given", COLUMNS, rows)
    return section(KEY, TITLE, [sentence(_lead(rows, key)), sentence(COIN)], [listed], chart=chart)


COIN = "Saying 50 % of everything would score 0.25. Where intervals overlap, the scores need not differ."


def _lead(rows: list[list[Any]], key: str) -> str:
    found = [row[2 if key == "brier" else 3] for row in rows]
    first, last = (next(score for score in scores if score) for scores in (found, reversed(found)))
    if first is last:
        return f"{_of(key).capitalize()} it is {last[0]:.3f}; there is no earlier one to compare it with."
    way = "their intervals overlap, so that nothing is shown to have changed"
    if last[2] < first[1]:
        way = "it got better"
    elif last[1] > first[2]:
        way = "it got worse"
    return f"{_of(key).capitalize()} it went from {first[0]:.3f} to {last[0]:.3f}: {way}."


def _of(key: str) -> str:
    return "of the outcomes of each period" if key == "brier" else "of all outcomes up to each period’s end"


def _row(outcomes: Outcomes, window: Window, zone: str) -> list[Any]:
    own, so_far = (_losses(found) for found in (outcomes.within(window), outcomes.upto(window)))
    return [day(window.start, zone), len(own), _brier(own), _brier(so_far)]


def _losses(found: list[Resolved]) -> list[float]:
    return [r.loss for r in found if r.loss is not None]


def _brier(losses: list[float]) -> list[float] | None:
    return mean(losses) if len(losses) >= SMALL else None
