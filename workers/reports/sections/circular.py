"""Circular reporting: claims whose reports lead back to each other, and the graph of who had a claim from whom.

A claim's graph is kept as it stands now, not as it stood: a report that is made again takes its own from what it said.
"""

import re
from copy import deepcopy
from typing import Any

from django.db.models import Count, QuerySet, TextField, Window
from django.db.models.functions import Cast

from annotate import origins
from annotate.models import ClaimGraph, Report
from workers.reports.document import Section, Sentence, column, ref, section, sentence, table
from workers.reports.record import Record
from workers.reports.roots import named
from workers.reports.tally import Tally
from workers.reports.words import many

KEY, TITLE = "circular", "Circular reporting"
NAMED = 10
#: A graph of more nodes is no drawing to be read; it is on the claim's page.
MOST_NODES = 60
#: As JSON is written as text, by SQLite and PostgreSQL alike.
_KEY = re.compile(r"\{([a-z]+:[^{}]+)\}")
CYCLE = '"kind": "cycle"'
COLUMNS = [
    column("claim", "Claim", "ref"),
    column("reports", "Reports", "count"),
    column("roots", "Roots", "count"),
    column("what", "What leads where", "words"),
]
NODES = [
    column("who", "Who", "words"),
    column("published", "Published", "words"),
    column("from", "Had it from", "words"),
]


def circular(report: Report, record: Record, found: Tally) -> Section:
    """The claims with a circle, most reports first, and the graph of the first; else that of a claim with one root."""
    if (stored := _stored(report)) is not None:
        return stored
    circles = _circles(record)
    first, last = list(circles[:NAMED]), _in_the_last(report)
    count = first[0][-1] if first else 0
    rows = [(claim, n, roots, data) for claim, n, roots, data, _ in first if claim not in record.gone]
    names = named({key for *_, data in rows for key in origins.keys(data)})
    listed = [[ref(claim), n, roots, _findings(data, names)] for claim, n, roots, data in rows]
    graph = rows[0] if rows else _of_one_root(found)
    if not rows and graph is None:
        return section(KEY, TITLE, empty=f"No claim’s reports lead back to each other in a circle{last}.")
    said = f"No claim’s reports lead back to each other in a circle{last}."
    if rows:
        said = f"The reports of {many(count, 'claim')} lead back to each other in a circle{last}: each cites another, none the origin."
    tables = [table(KEY, "Reports that lead in a circle", COLUMNS, listed)] if rows else []
    chart = None
    if graph is not None and len(graph[3]["nodes"]) <= MOST_NODES:
        chart, nodes = _graph(graph[3])
        tables.append(nodes)
    about: Sentence = ["The graph is of “", ref(graph[0]), "”."] if chart and graph else []
    return section(KEY, TITLE, [sentence(said), *([about] if about else [])], tables, chart=chart)


def _stored(report: Report) -> Section | None:
    if not report.figures:
        return None
    return next((deepcopy(s) for s in report.figures["sections"] if s["key"] == KEY), None)


def _circles(record: Record) -> QuerySet[ClaimGraph, Any]:
    return (
        ClaimGraph.objects.filter(claim__in=record.claims)
        .alias(text=Cast("data", TextField()))
        .filter(text__contains=CYCLE)
        .annotate(every=Window(Count("*")))  # counted on the way: looking through all texts takes the time
        .order_by("-reports", "claim")
        .values_list("claim", "reports", "roots", "data", "every")
    )


def _of_one_root(found: Tally) -> tuple[str, int, int, Any] | None:
    """The graph of the claim with most reports that lead to one root."""
    claims = [figures.claim for figures in found.single]
    graphs = ClaimGraph.objects.filter(claim__in=claims).order_by("-reports", "claim")
    return graphs.values_list("claim", "reports", "roots", "data").first()


def _in_the_last(report: Report) -> str:
    last = Report.objects.issued().filter(definition=report.definition_id, period_end=report.period_start)
    figures = last.values_list("figures", flat=True).first()
    tables = [
        t
        for s in (figures or {}).get("sections", ())
        if s["key"] == KEY
        for t in s["tables"]
        if t["key"] == KEY
    ]
    if figures is None:
        return ""
    return f" (in the last report {len(tables[0]['rows']) if tables else 'none'})"


def _findings(data: Any, names: dict[str, Sentence]) -> Sentence:
    texts = [finding["text"] for finding in data["findings"] if finding["kind"] == "cycle"]
    return [part for text in texts[:1] for part in _sentence(text, names)]


def _graph(data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The drawing, by keys, and the table behind it."""
    names = named(origins.keys(data))
    lines = origins.tree(data)
    rows = [
        [
            _sentence(line.name, names), line.published[:16].replace("T", " "),
            _sentence(lines[line.parent].name, names) if line.parent is not None else ["nobody: it leads back to here"],
        ]
        for line in lines
    ]  # fmt: skip
    drawn = {
        "kind": "origins",
        "table": "origins",
        "title": "Who had it from whom, as it stands now",
        "data": data,
        "names": names,
    }
    return drawn, table("origins", "Who had it from whom", NODES, rows)


def _sentence(text: str, names: dict[str, Sentence]) -> Sentence:
    """A stored text, whose names stand as ``{key}``, with references for those who may be named."""
    parts: Sentence = []
    for place, part in enumerate(_KEY.split(text)):
        parts += (names.get(part, [origins.UNTOLD]) if place % 2 else [part]) if part else []
    return deepcopy(parts)
