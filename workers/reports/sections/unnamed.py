"""How much of what each outlet printed rests on unnamed sources."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from annotate.models import Adjudication, Reading
from annotate.vocabulary import UNNAMED
from workers.reports.boundaries import Window, Windows
from workers.reports.counting import grouped
from workers.reports.document import Section, column, ref, section, sentence, table
from workers.reports.intervals import counted
from workers.reports.record import BLOCK, Record
from workers.reports.standing import standing
from workers.reports.words import SMALL, share

#: How many outlets the table names; those with most attributions.
NAMED = 12
COLUMNS = [
    column("outlet", "Outlet", "ref"),
    column("now", "Unnamed, this period", "counted"),
    column("before", "Period before", "counted"),
    column("year_ago", "A year ago", "counted"),
]
Counts = dict[str, list[int]]


def unnamed_sourcing(record: Record, windows: Windows) -> Section:
    title = "Unnamed sourcing"
    now, before, year_ago = (_by_outlet(record, w) for w in (windows.now, windows.before, windows.year_ago))
    if not now:
        return section("unnamed", title, empty="No attribution was first read in this period.")
    lead = f"{_of(now)} attributions first read in this period are to unnamed sources; "
    lead += f"in the period before {_of(before)}; a year ago {_of(year_ago)}."
    large = sorted((o for o in now if now[o][1] >= SMALL), key=lambda o: (-now[o][1], o))
    few = []
    if len(large) < len(now):
        few.append(
            sentence(
                f"{len(now) - len(large)} of {len(now)} outlets have fewer than {SMALL} attributions and are not listed: "
                "so few say little of an outlet."
            )
        )
    rows = [_row(outlet, now, before, year_ago) for outlet in large[:NAMED]]
    shares = table(
        "unnamed", "Attributions to unnamed sources, outlets with most attributions first", COLUMNS, rows
    )
    chart = {
        "kind": "shares",
        "table": "unnamed",
        "title": "Share of attributions to unnamed sources, by outlet",
    }
    return section(
        "unnamed",
        title,
        [sentence(lead), *few],
        [shares] if rows else [],
        chart=chart if rows else None,
    )


def _row(outlet: str, *counts: Counts) -> list[Any]:
    return [ref(outlet), *(counted(*found.get(outlet, (0, 0))) for found in counts)]


def _of(counts: Counts) -> str:
    return share(sum(n for n, _ in counts.values()), sum(of for _, of in counts.values()))


def _by_outlet(record: Record, window: Window) -> Counts:
    """Outlet → [unnamed, of all]: attributions made in the window, each by most of its readings."""
    decisions = _adjudicated(window)
    decided = {
        a: (exists, term or chosen) for a, exists, term, chosen in decisions.iterator(chunk_size=BLOCK)
    }
    rows, of_decided = _by_attribution(record, window), decisions.values("attribution")
    found: Counts = defaultdict(lambda: [0, 0])
    for outlet, of, unnamed in grouped(
        rows.exclude(attribution__in=of_decided),
        ["outlet"],
        "SUM(CASE WHEN 2 * unnamed > readings THEN 1 ELSE 0 END)",
    ):
        found[outlet] = [int(unnamed), of]
    for attribution, outlet, readings, unnamed in rows.filter(attribution__in=[*decided] or [""]):
        exists, identification = decided.get(attribution, (True, None))  # decided this very moment
        if exists:
            found[outlet][0] += identification in UNNAMED if identification else 2 * unnamed > readings
            found[outlet][1] += 1
    return dict(found)


def _by_attribution(record: Record, window: Window) -> QuerySet[Reading, Any]:
    """(attribution, outlet, readings, of these to unnamed sources) of what was first read in the window.

    A reading's text is its review's: there are ten times fewer of these than of passages.
    """
    return (
        standing(window.end)
        .filter(
            attribution__created_at__gte=window.start, attribution__created_at__lt=window.end,
            attribution__claim__in=record.claims, review__revision__article__published_at__lt=window.end,
            review__revision__article__outlet__private_to=None,
        )
        .order_by()
        .annotate(outlet=F("review__revision__article__outlet"))
        .values_list("attribution", "outlet")
        .annotate(readings=Count("pk"), unnamed=Count("pk", filter=Q(identification__in=sorted(UNNAMED))))
    )  # fmt: skip


def _adjudicated(window: Window) -> QuerySet[Adjudication, Any]:
    """(attribution, exists, identification, that of the chosen reading), where it was decided by the window's end."""
    return (
        Adjudication.objects.filter(
            Q(superseded_at=None) | Q(superseded_at__gte=window.end),
            created_at__lt=window.end,
            attribution__created_at__gte=window.start,
            attribution__created_at__lt=window.end,
        )
        .order_by()
        .values_list("attribution", "exists", "facets__identification", "chosen__identification")
    )
