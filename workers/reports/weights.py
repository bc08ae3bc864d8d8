"""Which line of a score's working moved it most: from the contributions kept with its history."""

from collections.abc import Sequence

from annotate.models import ScoreHistory
from workers.reports.document import Sentence
from workers.reports.record import Figures
from workers.reports.roots import named

#: A line that moved less, in log-odds, explains nothing.
STILL = 0.05
UNNAMED = "a source that is not named here"


def weightiest(pairs: Sequence[tuple[Figures, Figures]]) -> dict[str, Sentence]:
    """Claim → the end of a sentence on the line that moved most between its figures then and now; none where none did."""
    lines = _lines([figures for pair in pairs for figures in pair])
    moved = {new.claim: _most(lines.get(_key(old), {}), lines.get(_key(new), {})) for old, new in pairs}
    names = named({found[0] for found in moved.values() if found and ":" in found[0]})
    return {claim: _told(*found, names) for claim, found in moved.items() if found}


def _lines(figures: Sequence[Figures]) -> dict[tuple[str, int], dict[str, float]]:
    """(claim, change) → its lines, in one query."""
    rows = ScoreHistory.objects.filter(
        claim__in={f.claim for f in figures}, change__in={f.change for f in figures}
    )
    return {
        (claim, change): dict(lines) for claim, change, lines in rows.values_list("claim", "change", "lines")
    }


def _key(figures: Figures) -> tuple[str, int]:
    return figures.claim, figures.change


def _most(old: dict[str, float], new: dict[str, float]) -> tuple[str, float | None, float | None] | None:
    """(line, then, now) of the one that moved most; None for then or now: it was not there."""
    if not old or not new:
        return None
    by = {key: abs(new.get(key, 0.0) - old.get(key, 0.0)) for key in {*old, *new}}
    key = max(sorted(by), key=lambda each: by[each])
    return (key, old.get(key), new.get(key)) if by[key] >= STILL else None


def _told(key: str, then: float | None, now: float | None, names: dict[str, Sentence]) -> Sentence:
    who: Sentence = names.get(key, [UNNAMED]) if ":" in key else [f"the line “{key.replace('_', ' ')}”"]
    if then is None:
        how = f" (new, {_log_odds(now)} in log-odds)."
    elif now is None:
        how = f" (gone, it had given {_log_odds(then)} in log-odds)."
    else:
        how = f" (from {_log_odds(then)} to {_log_odds(now)} in log-odds)."
    return [", mostly through ", *who, how]


def _log_odds(value: float | None) -> str:
    return f"{value or 0.0:+.2f}".replace("-", "−")
