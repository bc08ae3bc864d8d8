"""A report's figures as files: JSON, byte for byte the same for the same figures, and CSV in long form."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from annotate.actions.reports import named_in
from annotate.formats.claims import instant
from annotate.formats.csv import safe
from annotate.models import Report, ReportDefinition
from annotate.periods import Period

HEADER = ("section", "table", "row", "column", "kind", "value", "low", "high", "of", "ids")


#: Each file that a report can be taken away as: its type.
TYPES = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}


def attached(report: Report, form: str) -> tuple[bytes, str]:
    """(content, media type) of a report as a file."""
    figures = report.figures or {}
    made = {
        "pdf": lambda: bytes(report.pdf or b""), "csv": lambda: as_csv(figures).encode("utf-8-sig"),
        "json": lambda: as_json(figures),
    }  # fmt: skip
    return made[form](), TYPES[form]


def as_file(report: Report, form: str) -> HttpResponse:
    """A report to be taken away."""
    content, media_type = attached(report, form)
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{file_name(report)}.{form}"),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=f"{media_type}{charset}", headers=headers)


def file_name(report: Report) -> str:
    """Such as “weekly-sourcing-report-2026-03-02”, without an ending."""
    ending = "-preview" if report.is_preview else "-correction" if report.corrects_id else ""
    return f"{slugify(report.definition.name) or 'report'}-{report.period.first.isoformat()}{ending}"


def as_json(figures: dict[str, Any]) -> bytes:
    """Keys in order, floats as Python writes them: PostgreSQL keeps keys in another order than SQLite."""
    return (json.dumps(figures, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def as_csv(figures: dict[str, Any]) -> str:
    """A line for each cell of each table: value, interval or count, and the ids of what it names."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADER)
    for section in figures["sections"]:
        for table in section["tables"]:
            for number, row in enumerate(table["rows"], 1):
                for column, cell in zip(table["columns"], row, strict=True):
                    ids = " ".join(dict.fromkeys(named_in(cell)))
                    where = (section["key"], table["key"], number, column["key"], column["kind"])
                    writer.writerow([*where, *_values(cell, column["kind"]), ids])
    return written.getvalue()


def _values(cell: Any, kind: str) -> tuple[Any, Any, Any, Any]:
    """(value, low, high, of), empty where there is none."""
    if cell is None:
        return "", "", "", ""
    if kind in ("interval", "estimate", "score"):
        return (*cell, "")
    if kind == "counted":
        return cell[0], _or_empty(cell[2]), _or_empty(cell[3]), cell[1]
    if kind == "share":
        return cell[0], "", "", cell[1]
    return (safe(_words(cell)) if isinstance(cell, list | dict | str) else cell), "", "", ""


def _or_empty(value: Any) -> Any:
    return "" if value is None else value


def _words(cell: Any) -> str:
    if isinstance(cell, list):
        return "".join(map(_words, cell))
    return str(cell["words"]) if isinstance(cell, dict) else str(cell)


#: The columns that `report` takes.
REPORT = (
    "id", "definition", "definition__name", "definition__kind", "length", "time_zone", "period_start", "period_end",
    "built_at", "as_of_change", "corrects",
)  # fmt: skip


def with_corrections(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the ids of what corrects them. One query for any number."""
    found: dict[str, list[str]] = {row["id"]: [] for row in rows}
    made = Report.objects.archived().filter(corrects__in=list(found)).order_by("as_of_change")
    for corrected, id in made.values_list("corrects", "id"):
        found[str(corrected)].append(id)
    return [row | {"corrections": found[row["id"]]} for row in rows]


def report(row: Mapping[str, Any], absolute: Callable[[str], str]) -> dict[str, Any]:
    """A report as the API tells it, without its figures."""
    period = Period.around(row["period_start"], row["length"], row["time_zone"])
    return {
        "object": "report", "id": row["id"], "definition": row["definition"], "name": row["definition__name"],
        "kind": row["definition__kind"],
        "period": {
            "length": row["length"], "words": period.words(), "start": instant(row["period_start"]),
            "end": instant(row["period_end"]), "time_zone": row["time_zone"],
        },
        "issued_at": instant(row["built_at"]), "as_of_change": row["as_of_change"], "corrects": row["corrects"],
        "corrections": row["corrections"], "url": absolute(reverse("archived-report", args=(row["id"],))),
    }  # fmt: skip


def definition(of: ReportDefinition, at: dt.datetime) -> dict[str, Any]:
    """A definition as the API tells it."""
    runs = of.next_runs(at) if of.is_active else []
    return {
        "object": "report_definition", "id": of.pk, "name": of.name, "kind": of.kind, "period": of.period,
        "time_zone": of.time_zone, "written_at": of.written_at.isoformat(), "starts_on": of.starts_on.isoformat(),
        "scope": of.scope, "topics": sorted(topic.name for topic in of.topics.all()),
        "outlets": sorted(outlet.pk for outlet in of.outlets.all()),
        "sources": sorted(source.pk for source in of.sources.all()), "formats": of.formats,
        "recipients": sorted(s.address for s in of.subscriptions.all() if s.ended_at is None),
        "is_active": of.is_active,
        "next_runs": [{"written_at": instant(due), "words": period.words()} for period, due in runs],
        "created_at": instant(of.created_at),
    }  # fmt: skip
