"""When something was published, as exactly as is known, and what that allows to say.

A news site often gives a day and no time. Whoever sorts such dates as midnights finds an "earliest" that nobody
published, so two moments are only put in order where their possible instants do not overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal

Precision = Literal["minute", "day"]

# A bare date was written in some zone between UTC+14 and UTC-12, whatever zone it was stored with.
_BEFORE, _AFTER = timedelta(hours=14), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Moment:
    """A publication time with a zone and a precision; raises ValueError for a time without a zone."""

    at: datetime
    precision: Precision = "minute"
    # First and last instant (exclusive, UTC) that this may stand for; worked out once, graphs ask often.
    window: tuple[datetime, datetime] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError(f"at: {self.at.isoformat()} has no time zone; give one, for example +00:00")
        if self.precision not in ("minute", "day"):
            raise ValueError(f"precision: {self.precision!r} is neither 'minute' nor 'day'")
        object.__setattr__(self, "window", self._window())

    def _window(self) -> tuple[datetime, datetime]:
        if self.precision == "minute":
            start = self.at.astimezone(UTC).replace(second=0, microsecond=0)
            return start, start + timedelta(minutes=1)
        midnight = datetime.combine(self.at.date(), time(), UTC)
        return _shift(midnight, -_BEFORE), _shift(midnight, timedelta(days=1) + _AFTER)

    def isoformat(self) -> str:
        """`2026-05-01` for a day, `2026-05-01T09:30+02:00` for a minute."""
        return self.at.date().isoformat() if self.precision == "day" else self.at.isoformat("T", "minutes")


def _shift(at: datetime, by: timedelta) -> datetime:
    """`at + by`, kept within the years that Python knows."""
    try:
        return at + by
    except OverflowError:
        return at


def is_earlier(one: Moment | None, other: Moment | None) -> bool:
    """Whether `one` was surely before `other`; False where that cannot be told."""
    return one is not None and other is not None and one.window[1] <= other.window[0]
