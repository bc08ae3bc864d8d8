"""Days, weeks, months and quarters in a time zone: where they begin and which comes next.

A period begins at its first day's local midnight. So a week over a change to summer time has 167 hours, and
where midnight itself is skipped the period begins at the first moment of the day.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

DAY, WEEK, MONTH, QUARTER = "day", "week", "month", "quarter"
_MONTHS = {MONTH: 1, QUARTER: 3}
_DAYS = {DAY: 1, WEEK: 7}


@dataclass(frozen=True, slots=True)
class Period:
    """``length`` (day, week, month, quarter) beginning on local day ``first`` in ``zone``."""

    length: str
    first: dt.date
    zone: str

    @classmethod
    def around(cls, moment: dt.datetime, length: str, zone: str) -> Self:
        """The period that an aware ``moment`` lies in."""
        return cls.of_day(moment.astimezone(zoneinfo.ZoneInfo(zone)).date(), length, zone)

    @classmethod
    def of_day(cls, day: dt.date, length: str, zone: str) -> Self:
        """The period that a local day lies in. Weeks begin on Monday."""
        if length == DAY:
            return cls(length, day, zone)
        if length == WEEK:
            return cls(length, day - dt.timedelta(days=day.weekday()), zone)
        months = _MONTHS[length]
        return cls(length, day.replace(month=(day.month - 1) // months * months + 1, day=1), zone)

    @property
    def start(self) -> dt.datetime:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> dt.datetime:
        """Exclusive: the start of the next one."""
        return _midnight(self._shifted(1), self.zone)

    @property
    def last(self) -> dt.date:
        return self._shifted(1) - dt.timedelta(days=1)

    @property
    def next(self) -> Self:
        return type(self)(self.length, self._shifted(1), self.zone)

    @property
    def before(self) -> Self:
        return type(self)(self.length, self._shifted(-1), self.zone)

    @property
    def year_ago(self) -> Self:
        """The same period of the year before; for a week the one 52 weeks ago, for a day 364 days."""
        if self.length in _DAYS:
            return type(self)(self.length, self.first - dt.timedelta(days=364), self.zone)
        return type(self)(self.length, self.first.replace(year=self.first.year - 1), self.zone)

    def moment_after(self, time: dt.time) -> dt.datetime:
        """That local time on the day after the period; where the clock skips it, the time an hour on."""
        return dt.datetime.combine(self._shifted(1), time, zoneinfo.ZoneInfo(self.zone)).astimezone(dt.UTC)

    def onward(self) -> Iterator[Self]:
        """This one and all that follow."""
        period = self
        while True:
            yield period
            period = period.next

    def words(self) -> str:
        """Such as “2–8 March 2026”, “March 2026”, “January to March 2026”, “2 March 2026”."""
        first, last = self.first, self.last
        if self.length == DAY:
            return f"{first.day} {first:%B %Y}"
        if self.length == MONTH:
            return f"{first:%B %Y}"
        if self.length == QUARTER:
            return f"{first:%B} to {last:%B %Y}"
        if first.year != last.year:
            return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"
        if first.month != last.month:
            return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
        return f"{first.day}–{last.day} {last:%B %Y}"

    def _shifted(self, by: int) -> dt.date:
        if self.length in _DAYS:
            return self.first + dt.timedelta(days=by * _DAYS[self.length])
        months = self.first.year * 12 + self.first.month - 1 + by * _MONTHS[self.length]
        return dt.date(months // 12, months % 12 + 1, 1)


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    """In UTC. Of a midnight that comes twice the first one is meant."""
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
