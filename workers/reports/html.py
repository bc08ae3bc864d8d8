"""A report as accessible HTML: a fragment for a page, or a whole document with its style in it.

No inline style and no script: the fragment stands under the admin's strict Content-Security-Policy as it is.
"""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workers.reports import words

STYLE = Path(__file__).resolve().parent.parent / "static" / "reports" / "report.css"
NUMBERS = frozenset({"count", "share", "probability", "interval", "grade", "letter", "points"})


def as_html(figures: dict[str, Any]) -> str:
    """The fragment ``<article class="report">``."""
    zone = figures["report"]["time_zone"]
    context = {
        "report": figures["report"],
        "upto": words.moment(figures["report"]["upto"], zone),
        "sections": [_section(s, zone) for s in figures["sections"]],
    }
    return render_to_string("reports/report.html", context)


def as_page(figures: dict[str, Any], fragment: str) -> str:
    """A document that stands alone, as a file or printed from a browser."""
    context = {"report": figures["report"], "fragment": fragment, "style": STYLE.read_text("utf-8")}
    return render_to_string("reports/page.html", context)


def _section(section: dict[str, Any], zone: str) -> dict[str, Any]:
    return {
        "key": section["key"],
        "title": section["title"],
        "empty": section["empty"],
        "sentences": [rich(s) for s in section["sentences"]],
        "tables": [_table(t, zone) for t in section["tables"]],
    }


def _table(table: dict[str, Any], zone: str) -> dict[str, Any]:
    kinds = [column["kind"] for column in table["columns"]]
    columns = [c | {"is_number": c["kind"] in NUMBERS} for c in table["columns"]]
    rows = [
        [_cell(value, column, zone) for value, column in zip(row, columns, strict=True)]
        for row in table["rows"]
    ]
    return {
        "key": table["key"],
        "caption": table["caption"],
        "columns": columns,
        "rows": rows,
        "kinds": kinds,
    }


def _cell(value: Any, column: dict[str, Any], zone: str) -> dict[str, Any]:
    kind = column["kind"]
    shown = rich(value) if kind in ("ref", "words") else words.cell(value, kind, zone)
    return {"shown": shown, "label": column["label"], "is_number": column["is_number"]}


def rich(value: Any) -> SafeString:
    """A sentence with its references isolated, so that a right-to-left name turns nothing around it."""
    if isinstance(value, list):
        return format_html_join("", "{}", ((rich(part),) for part in value))
    if isinstance(value, dict):
        return format_html('<bdi class="ref" data-id="{}">{}</bdi>', value["id"], value["words"])
    return format_html("{}", value)
