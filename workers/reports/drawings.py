"""Which chart a section has: always one of the figures that stand in the table beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from annotate.charts import Bin, Estimate, Row, intervals, origins, reliability, scores
from annotate.origins import named
from workers.reports.words import SMALL, plain, points, share


def drawn(section: dict[str, Any]) -> str:
    """The section's chart as inline SVG; empty where it has none."""
    chart = section["chart"]
    if not chart:
        return ""
    if chart["kind"] == "origins":
        names = {key: plain(sentence) for key, sentence in chart["names"].items()}
        return origins(named(chart["data"], names), title=chart["title"])
    table = next(t for t in section["tables"] if t["key"] == chart["table"])
    keys = [column["key"] for column in table["columns"]]
    rows = [dict(zip(keys, row, strict=True)) for row in table["rows"]]
    return _KINDS[chart["kind"]](rows, chart["title"])


def _moves(rows: Sequence[dict[str, Any]], title: str) -> str:
    drawn = [
        Row(plain(r["claim"]), _estimate(r["now"]), _estimate(r["before"]), points(r["change"])) for r in rows
    ]
    return intervals(drawn, title=title)


def _shares(rows: Sequence[dict[str, Any]], title: str) -> str:
    drawn = [
        Row(plain(r["outlet"]), _share(r["now"]), _share(r["before"]) if r["before"][1] >= SMALL else None,
            share(*r["now"][:2]))
        for r in rows
    ]  # fmt: skip
    return intervals(drawn, title=title)


def _records(rows: Sequence[dict[str, Any]], title: str) -> str:
    drawn = [Row(plain(r["source"]), _estimate(r["now"]), _estimate(r["before"])) for r in rows]
    return intervals(drawn, title=title)


def _reliability(rows: Sequence[dict[str, Any]], title: str) -> str:
    return reliability(
        [Bin(r["forecast"], _share(r["observed"]), r["observed"][1]) for r in rows], title=title
    )


def _brier(rows: Sequence[dict[str, Any]], title: str, key: str = "brier") -> str:
    return scores([(plain(r["period"]), _estimate(r[key]) if r[key] else None) for r in rows], title=title)


def _share(cell: Sequence[float]) -> Estimate:
    """Of a counted share."""
    n, of, low, high = cell
    return Estimate(round(n / of, 4), low, high)


def _estimate(cell: Sequence[float]) -> Estimate:
    return Estimate(*cell)


_KINDS: dict[str, Callable[[Sequence[dict[str, Any]], str], str]] = {
    "moves": _moves, "shares": _shares, "records": _records, "reliability": _reliability,
    "brier": _brier, "brier_so_far": partial(_brier, key="so_far"),
}  # fmt: skip
