"""The one place that draws SVG: estimates with their intervals, bars, a reliability diagram, a score's lines, origins.

A chart is a string of inline SVG, the same bytes for the same figures. It has no style attribute and no style
element, so that it stands under a strict Content-Security-Policy; its colours are presentation attributes and
classes: ink is ``currentColor``, so it follows the page into dark mode, and what is accented differs by shape
and weight too, so that it is read in grey. Text stays text, in the page's font, isolated by direction. Marks
carry their labels, there is no legend, intervals are always drawn. Beside each chart belongs a table.

Charts are drawn for a column of 360 units, as wide as a telephone, and scale up.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from annotate.origins import Line, tree

WIDTH = 360
ACCENT = "#0072b2"  # of Okabe and Ito's palette: told apart in every common colour blindness
SMALL, TINY = 12, 11
_LEFT, _RIGHT = 6, 354


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value from 0 to 1 with its interval."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1 or not 0 <= self.value <= 1:
            raise ValueError(f"{self} is no share with an interval; give values from 0 to 1, low before high")


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled estimate, with what it was before and a note such as its counts."""

    label: str
    now: Estimate
    then: Estimate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims given about the same probability: their mean ``forecast``, the share that was ``observed``."""

    forecast: float
    observed: Estimate
    claims: int


def intervals(
    rows: Sequence[Row], *, title: str, then: str = "before", now: str = "now", is_share: bool = True
) -> str:
    """A line each: the label, the interval and its value; hollow where it was, filled where it is.

    ``is_share``: the scale is in per cent, else from 0 to 1.
    """
    step, top = 46, 26
    height = top + step * len(rows) + 22
    svg = _svg(height, title)
    for tenth in (0, 25, 50, 75, 100):
        x = _across(tenth / 100)
        for y in (top + n * step for n in range(len(rows))):  # behind the marks, not through the words
            _line(svg, x, y + 17, x, y + 37, soft=True, width=0.75, dashed=tenth not in (0, 100))
        mark = f"{tenth} %" if is_share else f"{tenth / 100:g}"
        _text(svg, x, height - 6, mark, anchor="middle", size=TINY, soft=True)
    if any(row.then for row in rows):
        _dot(svg, _LEFT + 6, 9, hollow=True)
        _text(svg, _LEFT + 16, 13, then, size=TINY, soft=True)
        _dot(svg, _LEFT + 96, 9)
        _text(svg, _LEFT + 106, 13, now, size=TINY, soft=True)
    for n, row in enumerate(rows):
        _row(svg, row, top + n * step)
    return _written(svg)


def _row(svg: ET.Element, row: Row, y: float) -> None:
    note = row.note or f"{100 * row.now.value:.0f} %"
    _text(svg, _RIGHT, y + 12, note, anchor="end", weight="600")
    _text(svg, _LEFT, y + 12, shortened(row.label, 50 - _columns(note)))
    if row.then:
        _line(svg, _across(row.then.low), y + 22, _across(row.then.high), y + 22, soft=True, width=1.5)
        _dot(svg, _across(row.then.value), y + 22, hollow=True)
    _line(svg, _across(row.now.low), y + 31, _across(row.now.high), y + 31, accent=True, width=3)
    _dot(svg, _across(row.now.value), y + 31)


def bars(rows: Sequence[tuple[str, float, str]], *, title: str) -> str:
    """A line each: the label, its note, and a bar as long as its share (0 to 1) of the whole width."""
    step, top = 36, 4
    svg = _svg(top + step * len(rows) + 4, title)
    for n, (label, share, note) in enumerate(rows):
        y = top + n * step
        _text(svg, _RIGHT, y + 13, note, anchor="end", weight="600")
        _text(svg, _LEFT, y + 13, shortened(label, 50 - _columns(note)))
        _line(svg, _LEFT, y + 23, _RIGHT, y + 23, soft=True, width=0.75)
        if share:
            _line(svg, _LEFT, y + 23, _LEFT + (_RIGHT - _LEFT) * share, y + 23, width=7, accent=True)
    return _written(svg)


def reliability(bins: Sequence[Bin], *, title: str) -> str:
    """Observed shares with intervals over forecasts. On the diagonal a score says what it means."""
    left, top, side = 46, 26, 296
    svg = _svg(top + side + 42, title)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + side * x, top + side * (1 - y)

    for quarter in (0, 0.25, 0.5, 0.75, 1):
        _line(svg, *at(quarter, 0), *at(quarter, 1), soft=True, width=0.75, dashed=True)
        _line(svg, *at(0, quarter), *at(1, quarter), soft=True, width=0.75, dashed=True)
        x, y = at(quarter, quarter)
        _text(svg, x, top + side + 16, f"{100 * quarter:.0f} %", anchor="middle", size=TINY, soft=True)
        _text(svg, left - 6, y + 4, f"{100 * quarter:.0f} %", anchor="end", size=TINY, soft=True)
    _line(svg, *at(0, 0), *at(1, 1), width=1)
    _text(svg, left + side / 2, top + side + 34, "What the score had said", anchor="middle", size=TINY)
    _text(svg, _LEFT, 12, "What was confirmed", size=TINY)
    for found in bins:
        x, _ = at(found.forecast, 0)
        _line(svg, x, at(0, found.observed.low)[1], x, at(0, found.observed.high)[1], accent=True, width=2)
        _dot(svg, x, at(0, found.observed.value)[1])
        is_far_right = found.forecast > 0.9
        _text(
            svg, x - 6 if is_far_right else x + 6, at(0, found.observed.value)[1] - 5, f"{found.claims}",
            size=TINY, anchor="end" if is_far_right else "start", weight="600",
        )  # fmt: skip
    return _written(svg)


def lines(parts: Sequence[tuple[str, float]], *, title: str) -> str:
    """A score's lines in log-odds, one below the other, each from where the last one ended, and their sum."""
    step, top = 34, 8
    ends = [0.0]
    for _, value in parts:
        ends.append(ends[-1] + value)
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = (_RIGHT - _LEFT - 8) / ((high - low) or 1)

    def across(value: float) -> float:
        return _LEFT + 4 + (value - low) * scale

    svg = _svg(top + step * (len(parts) + 1) + 6, title)
    for n, (label, value) in enumerate([*parts, ("Sum, in log-odds", ends[-1])]):
        y, is_sum = top + n * step, n == len(parts)
        start, end = (0.0, ends[-1]) if is_sum else (ends[n], ends[n + 1])
        figure = f"{value:+.2f}".replace("-", "−")
        _text(svg, _RIGHT, y + 13, figure, anchor="end", weight="600")
        _text(svg, _LEFT, y + 13, shortened(label, 44), weight="600" if is_sum else "")
        _line(svg, across(0), y + 17, across(0), y + 29, soft=True, width=0.75)  # zero, not through the words
        _line(
            svg,
            across(start),
            y + 23,
            across(end),
            y + 23,
            width=7,
            accent=not is_sum,
            soft=value < 0 and not is_sum,
        )
    return _written(svg)


def trend(points: Sequence[tuple[str, Estimate | None]], *, title: str) -> str:
    """A share over time: a step to each point, its interval as an upright; a gap where there was none to give."""
    foot = "A step for each change; intervals of 90 %"
    return _over_time(points, title=title, foot=foot, ticks=[f"{n} %" for n in (0, 25, 50, 75, 100)])


def scores(points: Sequence[tuple[str, Estimate | None]], *, title: str) -> str:
    """A score from 0 (best) by period, each with its interval and value, not joined: a period is not the next one's cause."""
    most = 0.5 if all(found.high <= 0.5 for _, found in points if found) else 1.0
    ticks = [f"{most * n / 4:.3f}".rstrip("0").rstrip(".") for n in range(5)]
    return _over_time(
        points, title=title, foot="0 is best; intervals of 90 %", ticks=ticks, most=most, labelled=True
    )


def _over_time(
    points: Sequence[tuple[str, Estimate | None]], *, title: str, foot: str, ticks: Sequence[str], most: float = 1.0,
    labelled: bool = False,
) -> str:  # fmt: skip
    """Values up to ``most``; ``labelled``: each with its figure, else joined by steps."""
    left, top, high = 40, 14, 150
    width = _RIGHT - left - (34 if labelled else 8)
    svg = _svg(top + high + 40, title)
    for n, tick in enumerate(ticks):
        y = top + high * (1 - n / 4)
        _line(svg, left, y, _RIGHT, y, soft=True, width=0.75, dashed=n not in (0, 4))
        _text(svg, left - 6, y + 4, tick, anchor="end", size=TINY, soft=True)
    step = width / max(len(points) - 1, 1)
    before: tuple[float, float] | None = None
    for n, (_, found) in enumerate(points):
        x = left + 4 + n * step
        if found is None:
            before = None
            continue
        y, low, up = (top + high * (1 - value / most) for value in (found.value, found.low, found.high))
        if before and not labelled:
            _line(svg, *before, x, before[1], width=1.5)
            _line(svg, x, before[1], x, y, width=1.5)
        _line(svg, x, low, x, up, accent=True, width=3)
        _dot(svg, x, y)
        if labelled:
            _text(svg, x + 7, y + 4, f"{found.value:.2f}", size=TINY, weight="600")
        before = x, y
    if points:
        _text(svg, left, top + high + 18, points[0][0], size=TINY, soft=True)
    if len(points) > 1:
        _text(svg, _RIGHT, top + high + 18, points[-1][0], anchor="end", size=TINY, soft=True)
    _text(svg, left, top + high + 34, foot, size=TINY, soft=True)
    return _written(svg)


def shortened(label: str, columns: int) -> str:
    """At most so many columns, a full-width character counting for two; the table beside has it whole."""
    if _columns(label) <= columns:
        return label
    kept, width = "", 1
    for character in label:
        width += _columns(character)
        if width > columns:
            break
        kept += character
    return kept.rstrip() + "…"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _across(share: float) -> float:
    return _LEFT + 12 + (_RIGHT - _LEFT - 24) * share


def _svg(height: float, title: str) -> ET.Element:
    """Its words are in the label; what it shows is in the table beside."""
    return ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "viewBox": f"0 0 {WIDTH} {_n(height)}",
            "width": f"{WIDTH}", "height": _n(height), "role": "img", "aria-label": _printable(title), "fill": "currentColor",
            "font-family": "system-ui, -apple-system, 'Segoe UI', 'Fira Sans', sans-serif",
        },
    )  # fmt: skip


def _line(
    svg: ET.Element, x1: float, y1: float, x2: float, y2: float, *, width: float, accent: bool = False,
    soft: bool = False, dashed: bool = False,
) -> None:  # fmt: skip
    drawn = {"x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2), "stroke-width": _n(width)}
    drawn |= {"stroke": ACCENT, "class": "chart-accent"} if accent else {"stroke": "currentColor"}
    drawn |= {"stroke-opacity": "0.45"} if soft else {}
    drawn |= {"stroke-dasharray": "1 3"} if dashed else {}
    ET.SubElement(svg, "line", drawn)


def _dot(svg: ET.Element, x: float, y: float, *, hollow: bool = False) -> None:
    look = (
        {"fill": "none", "stroke": "currentColor", "stroke-width": "1.5"}
        if hollow
        else {"fill": "currentColor"}
    )
    ET.SubElement(svg, "circle", {"cx": _n(x), "cy": _n(y), "r": "4" if hollow else "4.5"} | look)


def _text(
    svg: ET.Element, x: float, y: float, words: str, *, size: int = SMALL, anchor: str = "", weight: str = "",
    soft: bool = False,
) -> None:  # fmt: skip
    drawn = {"x": _n(x), "y": _n(y), "font-size": f"{size}", "unicode-bidi": "isolate"}
    drawn |= {"text-anchor": anchor} if anchor else {}
    drawn |= {"font-weight": weight} if weight else {}
    drawn |= {"fill-opacity": "0.75"} if soft else {}
    ET.SubElement(svg, "text", drawn).text = _printable(words)


def _printable(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(
        c for c in words if c >= " " and c not in "\x7f\ufffe\uffff" and not "\ud800" <= c <= "\udfff"
    )


def _n(value: float) -> str:
    """Two digits are finer than any screen, and the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _written(svg: ET.Element) -> str:
    return ET.tostring(svg, encoding="unicode")


def origins(data: Mapping[str, Any], *, title: str, rows: int = 60) -> str:
    """A claim's graph as a tree: whom it leads back to, and below each who had it from there, the earliest first.

    ``data`` is `ClaimGraph.data` with its names put in (`annotate.origins.named`). A second origin, such as the
    outlet that closes a circle, is told in words. At most ``rows`` lines; the table beside has them all.
    """
    every = tree(data)
    shown, step, top = every[:rows], 34, 10
    svg = _svg(top + step * len(shown) + (20 if len(every) > rows else 4), title)
    for n, line in enumerate(shown):
        if line.parent is not None:
            _branch(
                svg, _stop(line.depth - 1), top + line.parent * step, _stop(line.depth), top + n * step, line
            )
    for n, line in enumerate(shown):
        _origin(svg, line, _stop(line.depth), top + n * step)
    if len(every) > rows:
        _text(
            svg,
            _LEFT,
            top + step * rows + 12,
            f"and {len(every) - rows} more, in the table",
            size=TINY,
            soft=True,
        )
    return _written(svg)


def _stop(depth: int) -> float:
    """Where a node of this depth stands; beyond the tenth they stand below each other."""
    return _LEFT + 6 + 16 * min(depth, 10)


def _branch(svg: ET.Element, from_x: float, from_y: float, x: float, y: float, line: Line) -> None:
    faint = line.how == "cannot be told apart"
    _line(svg, from_x, from_y + 16, from_x, y + 11, width=1.5, soft=True, dashed=faint)
    _line(svg, from_x, y + 11, x - 5, y + 11, width=1.5, soft=True, dashed=faint)


def _origin(svg: ET.Element, line: Line, x: float, y: float) -> None:
    is_root = line.depth == 0
    if is_root:
        ET.SubElement(
            svg, "rect",
            {"x": _n(x - 5), "y": _n(y + 6), "width": "10", "height": "10", "fill": ACCENT, "class": "chart-accent"},
        )  # fmt: skip
    else:
        _dot(svg, x, y + 11, hollow=line.kind != "report")
    room = (46 if is_root else 52) - 3 * min(line.depth, 10)
    _text(svg, x + 10, y + 13, shortened(line.name, room), weight="600" if is_root else "")
    said = [line.published.replace("T", " ")[:16], line.how, *(f"also from {name}" for name in line.also)]
    if note := " · ".join(filter(None, said)):
        _text(svg, x + 10, y + 27, shortened(note, room + 4), size=TINY, soft=True)
