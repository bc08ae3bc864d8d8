"""A cell in words: the same in HTML, print, e-mail and plain text."""

import datetime as dt
import zoneinfo
from typing import Any

#: Of fewer than so many a percentage says more than is known.
SMALL = 10
NOTHING = "—"
CANNOT = "cannot be judged"


def cell(value: Any, kind: str, zone: str = "UTC") -> str:
    """``value`` of a column of ``kind`` (see `document`) as a reader sees it."""
    match kind:
        case "ref" | "words" | "mark":
            return plain(value)
        case "count":
            return NOTHING if value is None else f"{value:,}"
        case "share":
            return share(*value)
        case "counted":
            return counted(*value)
        case "probability":
            return CANNOT if value is None else per_cent(value)
        case "interval":
            return CANNOT if value is None else interval(*value)
        case "estimate":
            return "too few" if value is None else interval(*value)
        case "grade":
            return f"{value} ({CANNOT})" if value == 6 else str(value)
        case "points":
            return NOTHING if value is None else points(value)
        case "score":
            return NOTHING if value is None else f"{value[0]:.3f} ({value[1]:.3f}–{value[2]:.3f})"
        case "time":
            return moment(value, zone)
    raise ValueError(f"{kind!r} is no kind of column")


def look(kind: str) -> str:
    """How a column is set: ``words`` to the left, ``number`` to the right."""
    return "words" if kind in ("ref", "words", "time") else "number"


def tied(text: str) -> str:
    """For setting: a per cent sign stays on the line of its number."""
    return text.replace(" %", "\u00a0%")


def plain(value: Any) -> str:
    """A sentence, a reference or a string as plain words."""
    if isinstance(value, list):
        return "".join(plain(part) for part in value)
    return value["words"] if isinstance(value, dict) else str(value)


def share(n: int, of: int) -> str:
    """“12 of 40 (30 %)”; of fewer than ten only the counts."""
    if not of:
        return "none"
    return f"{n:,} of {of:,}" if of < SMALL else f"{n:,} of {of:,} ({per_cent(n / of)})"


def counted(n: int, of: int, low: float | None, high: float | None) -> str:
    """“12 of 40, 30 % (20–43)”; of fewer than ten only the counts: an interval would cover nearly everything."""
    if low is None or high is None or of < SMALL:
        return share(n, of)
    return f"{n:,} of {of:,}, {interval(n / of, low, high)}"


def many(n: int, one: str, plural: str = "") -> str:
    """“1 claim”, “12,000 claims”."""
    return f"{n:,} {one if n == 1 else plural or f'{one}s'}"


def points(value: float) -> str:
    """A difference in points of a hundred, with its sign."""
    return f"{value:+.0f}".replace("-", "−")


def per_cent(value: float) -> str:
    """Whole per cents; never 0 or 100 where it is neither."""
    if 0 < value < 0.005:
        return "<1 %"
    if 0.995 <= value < 1:
        return ">99 %"
    return f"{100 * value:.0f} %"


def interval(value: float, low: float, high: float) -> str:
    return f"{per_cent(value)} ({100 * low:.0f}–{100 * high:.0f})"


def day(at: dt.datetime, zone: str) -> str:
    """Such as “2 March 2026”, in the report's own zone."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"


def moment(iso: str, zone: str) -> str:
    """In the report's own zone."""
    local = dt.datetime.fromisoformat(iso).astimezone(zoneinfo.ZoneInfo(zone))
    return f"{local.day} {local:%B %Y, %H:%M}"
