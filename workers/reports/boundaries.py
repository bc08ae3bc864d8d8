"""The change numbers at which a period and those it is compared with begin and end.

Numbers, not times, cut the change log: two reports one after the other then share no change and miss none,
though a long transaction may commit after the midnight before which it began. The times cut what has no
number (readings).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from annotate.models import Change, Report


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to before ``end``; its changes are those after number ``after``, up to ``upto``."""

    start: dt.datetime
    end: dt.datetime
    after: int
    upto: int

    @property
    def since(self) -> Q:
        """For rows that have only a time."""
        return Q(created_at__gte=self.start, created_at__lt=self.end)

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(), "end": self.end.isoformat(), "after_change": self.after,
            "upto_change": self.upto,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Window":
        start, end = dt.datetime.fromisoformat(stored["start"]), dt.datetime.fromisoformat(stored["end"])
        return cls(start, end, stored["after_change"], stored["upto_change"])


#: How many periods before the last one a trend goes back.
EARLIER = 6


@dataclass(frozen=True, slots=True)
class Windows:
    """The period itself, the one before, the one a year ago; and for trends those before, the oldest first."""

    now: Window
    before: Window
    year_ago: Window
    earlier: tuple[Window, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "now": self.now.to_dict(),
            "before": self.before.to_dict(),
            "year_ago": self.year_ago.to_dict(),
            "earlier": [window.to_dict() for window in self.earlier],
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Windows":
        named = {name: Window.from_dict(stored[name]) for name in ("now", "before", "year_ago")}
        return cls(**named, earlier=tuple(map(Window.from_dict, stored.get("earlier", ()))))


def windows_of(report: Report) -> Windows:
    """As stored with a report that was written once; else from the change log, in two queries.

    A running period is compared with the whole one before it: the figures say so.
    """
    if report.corrects:
        return windows_of(report.corrects)
    if report.figures:
        return Windows.from_dict(report.figures["data"]["windows"])
    period = report.period
    earlier = [period.before.before]
    while len(earlier) < EARLIER:
        earlier.append(earlier[-1].before)
    others = (period.before, period.year_ago, *reversed(earlier))
    spans = [(report.period_start, report.upto), *((p.start, p.end) for p in others)]
    cuts = _numbers_at([moment for span in spans for moment in span])
    if (seen := _seen_by_the_last(report)) is not None:
        cuts[0] = cuts[3] = seen
    windows = [Window(*span, cuts[2 * n], cuts[2 * n + 1]) for n, span in enumerate(spans)]
    now, before, year_ago, *rest = windows
    return Windows(now, before, year_ago, tuple(rest))


def _numbers_at(moments: list[dt.datetime]) -> list[int]:
    """The last change before each moment; 0 where there was none."""
    names = {f"t{n}": Max("number", filter=Q(at__lt=moment)) for n, moment in enumerate(moments)}
    found = Change.objects.aggregate(**names)
    return [found[name] or 0 for name in names]


def _seen_by_the_last(report: Report) -> int | None:
    """What the report before had seen: where it ended this one goes on."""
    last = Report.objects.issued().filter(definition=report.definition_id, period_end=report.period_start)
    return last.values_list("as_of_change", flat=True).first()
