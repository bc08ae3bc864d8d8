"""A report's figures as files: JSON, byte for byte the same for the same figures, and CSV in long form."""

import csv
import io
import json
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from annotate.actions.reports import named_in
from annotate.formats.csv import safe
from annotate.models import Report

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
