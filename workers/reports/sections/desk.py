"""What the desk did: readings, by how many people, of how much."""

from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from workers.reports.boundaries import Window, Windows
from workers.reports.document import Section, column, section, sentence, table
from workers.reports.readings import corrected, done
from workers.reports.record import Record
from workers.reports.words import many

COLUMNS = [
    column("what", "What", "words"),
    column("now", "This period", "count"),
    column("before", "Period before", "count"),
]


def readings_done(windows: Windows, record: Record) -> Section:
    now, before = ([*_work(w, record)] for w in (windows.now, windows.before))
    title = "Readings done"
    if not now[0]:
        return section(
            "desk", title, empty=f"No reading was submitted in this period; {before[0]:,} in the one before."
        )
    lead = f"{many(now[0], 'reading')} by {many(now[1], 'reviewer')}; in the period before {before[0]:,} by {before[1]:,}."
    labels = ("Readings", "Reviewers", "Articles read", "Attributions read", "Corrections of own readings")
    rows: list[list[Any]] = [list(row) for row in zip(labels, now, before, strict=True)]
    return section("desk", title, [sentence(lead)], [table("work", "The desk’s work", COLUMNS, rows)])


def _work(window: Window, record: Record) -> list[int]:
    """Counted by review first: there are ten times fewer of them than readings."""
    rows = done(window, record).order_by()
    reviews = rows.values("review", "reviewer", article=F("review__revision__article")).annotate(
        n=Count("pk")
    )
    found = reviews.aggregate(
        readings=Coalesce(Sum("n"), 0), reviewers=Count("reviewer", distinct=True), articles=Count("article", distinct=True)
    )  # fmt: skip
    # Counted as rows of a distinct query, which hashes; COUNT(DISTINCT …) sorts all of them.
    attributions = rows.values("attribution").distinct().count()
    return [*found.values(), attributions, corrected(window, record).count()]
