"""How far the desk's readers agree, what they confuse, how long a second reading takes."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.db.models import Window as SQLWindow
from django.db.models.functions import Greatest, Lead, RowNumber

from annotate.models import Adjudication, Reading, Review
from annotate.vocabulary import FACETS
from workers.reports.boundaries import Window, Windows
from workers.reports.counting import grouped_each, hours_between
from workers.reports.document import Section, column, section, sentence, table
from workers.reports.intervals import counted
from workers.reports.readings import done, in_scope
from workers.reports.record import Record
from workers.reports.words import SMALL, many

#: The facets that move a score or a reader's trust most; the others agree by default terms.
SHOWN = ("identification", "role", "affiliation", "stance", "channel", "certainty", "directness")
CONFUSED = 5
AGREEMENT_COLUMNS = [
    column("facet", "Facet", "words"), column("now", "Same term, this period", "counted"),
    column("before", "Period before", "counted"),
]  # fmt: skip
CONFUSED_COLUMNS = [
    column("facet", "Facet", "words"), column("terms", "Terms", "words"), column("times", "Times", "count"),
    column("before", "Period before", "count"),
]  # fmt: skip


@dataclass
class Pairs:
    """The first two readings of each attribution whose second one came in the window."""

    pairs: int = 0
    same: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)

    def add_hours(self, hours: int, times: int) -> None:
        """So many pairs whose readings came so many hours apart."""
        self.pairs += times
        self.hours[hours] += times

    def add_terms(self, facet: str, one: str, other: str, times: int) -> None:
        if one == other:
            self.same[facet] += times
        else:
            self.confused[facet, min(one, other), max(one, other)] += times

    @property
    def median_hours(self) -> int:
        """Half of the second readings came within so many hours."""
        seen = 0
        for hours in sorted(self.hours):
            seen += self.hours[hours]
            if 2 * seen >= self.pairs:
                return hours
        return 0


def agreement(windows: Windows, record: Record) -> Section:
    title = "How far readers agree"
    now, before = _pairs(windows, record)
    decided, decided_before = _adjudications(windows.now, record), _adjudications(windows.before, record)
    decisions = f"{many(decided, 'attribution was', 'attributions were')} adjudicated, {decided_before:,} in the period before."
    if not now.pairs:
        return section(
            "quality", title, empty=f"No attribution got a second reading in this period. {decisions}"
        )
    lead = f"{many(now.pairs, 'attribution')} got a second reading, {before.pairs:,} in the period before; "
    lead += f"half of them within {_hours(now.median_hours)} of the first"
    lead += f" (in the period before: {_hours(before.median_hours)}). " if before.pairs else ". "
    lead += decisions
    small = f"With {many(now.pairs, 'pair')} these shares say little yet." if now.pairs < SMALL else ""
    tables = [
        table(
            "agreement", "First and second reading give the same term", AGREEMENT_COLUMNS, _rows(now, before)
        )
    ]
    if now.confused:
        tables.append(table("confused", "Terms most confused", CONFUSED_COLUMNS, _confused(now, before)))
    return section("quality", title, [sentence(lead), *([sentence(small)] if small else [])], tables)


def _rows(now: Pairs, before: Pairs) -> list[list[Any]]:
    return [
        [
            _facet(name), counted(now.same[name], now.pairs), counted(before.same[name], before.pairs),
        ]
        for name in SHOWN
    ]  # fmt: skip


def _confused(now: Pairs, before: Pairs) -> list[list[Any]]:
    found = sorted(now.confused.items(), key=lambda item: (-item[1], item[0]))[:CONFUSED]
    return [
        [_facet(f), f"{_term(f, a)} and {_term(f, b)}", times, before.confused[f, a, b]]
        for (f, a, b), times in found
    ]


def _pairs(windows: Windows, record: Record) -> tuple[Pairs, Pairs]:
    """Of this period and of the one before, in one query that gives a line for each hour and each two terms."""
    now, before = Pairs(), Pairs()
    by_hours = ["is_now", hours_between("counted", "second"), "is_now"]
    waits, *terms = grouped_each(
        _first_two(windows, record), [by_hours, *(["is_now", name, f"other_{name}"] for name in SHOWN)]
    )
    for is_now, waited, _, times in waits:
        (now if is_now == "1" else before).add_hours(round(float(waited)), times)
    for name, rows in zip(SHOWN, terms, strict=True):
        for is_now, one, other, times in rows:
            (now if is_now == "1" else before).add_terms(name, one, other, times)
    return now, before


def _first_two(windows: Windows, record: Record) -> QuerySet[Reading, Any]:
    """(when, when, terms of the first, terms of the second) of attributions whose second reading came in either period.

    As both first stood: what was corrected after seeing the other's reading is no agreement.
    """
    end, since = windows.now.end, windows.before.start
    since_ever = Window(dt.datetime(1, 1, 1, tzinfo=dt.UTC), end, 0, windows.now.upto)
    # Nothing new is read in a text once its review is submitted, so that what is new has a new review.
    recent = Review.objects.filter(submitted_at__gte=since, submitted_at__lt=end).values("revision")
    counted = Greatest("created_at", "review__submitted_at")

    def of_all(what: Lead | RowNumber) -> SQLWindow:
        return SQLWindow(what, partition_by="attribution", order_by=[counted, "reviewer"])

    others = {f"other_{name}": of_all(Lead(name)) for name in SHOWN}
    return (
        done(since_ever, record)
        .filter(review__revision__in=recent)
        .annotate(place=of_all(RowNumber()), counted=counted, second=of_all(Lead(counted)), **others)
        .annotate(
            is_now=Case(When(second__gte=windows.now.start, then=1), default=0, output_field=IntegerField())
        )
        .filter(place=1, second__gte=since)
        .order_by()
        .values("counted", "second", "is_now", *SHOWN, *others)
    )


def _adjudications(window: Window, record: Record) -> int:
    made = Adjudication.objects.filter(created_at__gte=window.start, created_at__lt=window.end)
    return made.filter(in_scope(record, window)).count()


def _facet(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _term(facet: str, term: str) -> str:
    return f"“{FACETS[facet](term).label}”"


def _hours(hours: float) -> str:
    if hours < 48:
        return f"{max(1, round(hours))} {'hour' if round(hours) <= 1 else 'hours'}"
    return f"{round(hours / 24)} days"
