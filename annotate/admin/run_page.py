"""Two scoring runs side by side, and a run's reliability diagram."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from annotate import charts
from annotate.models import ScoringRun

#: Of the parameters those that can be read; tables of sources and reviewers are counted.
_DEPTH = 3


def compared(run: ScoringRun, other: ScoringRun) -> list[dict[str, Any]]:
    """Figures, then parameters: name, what the one has, what the other has, and the difference of numbers."""
    return [
        {"title": "How good it is", "rows": _rows(run.figures, other.figures)},
        {"title": "What was fitted", "rows": _rows(run.parameters, other.parameters)},
    ]


def _rows(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    mine, others = dict(flat(ours)), dict(flat(theirs))
    return [
        {
            "name": name.replace("_", " "), "one": shown(mine.get(name)), "two": shown(others.get(name)),
            "difference": _difference(mine.get(name), others.get(name)),
        }
        for name in [*mine, *(each for each in others if each not in mine)]
        if name != "run" and not (mine.get(name) is None and others.get(name) is None)
    ]  # fmt: skip


def flat(values: Mapping[str, Any], above: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """Names with what stands under them, a level after the other; an interval is one value."""
    for key, value in values.items():
        name = f"{above} · {key}" if above else key
        if isinstance(value, Mapping) and depth < _DEPTH and not _is_large(value):
            yield from flat(value, name, depth + 1)
        elif isinstance(value, list) and len(value) == 2 and all(isinstance(v, float) for v in value):  # noqa: PLR2004  # from, to
            yield name, f"{shown(value[0])} to {shown(value[1])}"
        elif isinstance(value, Mapping | list):
            yield name, f"{len(value):,} entries" if value else None
        else:
            yield name, value


def _is_large(value: Mapping[str, Any]) -> bool:
    return len(value) > 20  # noqa: PLR2004  # a table of sources or reviewers, not of named parameters


def shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return str(value)


def _difference(one: Any, two: Any) -> str:
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, two))
    return f"{one - two:+,.4g}".replace("-", "−") if numbers and one != two else ""


def diagram(run: ScoringRun) -> SafeString | None:
    """Held-out claims by what they were scored, with what was confirmed; 90 % intervals by Wilson."""
    bins = run.figures.get("held_out", {}).get("reliability", [])
    if sum(each["claims"] for each in bins) < 10:  # noqa: PLR2004
        return None
    drawn = [
        charts.Bin(each["mean_probability"], _wilson(each["share_confirmed"], each["claims"]), each["claims"])
        for each in bins
    ]
    return mark_safe(charts.reliability(drawn, title="Reliability of held-out claims"))  # noqa: S308  # our own SVG


def _wilson(share: float, n: int, z: float = 1.645) -> charts.Estimate:
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return charts.Estimate(share, max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0))
