"""A report as an accessible HTML page.

No inline style and no script: it stands under a strict Content-Security-Policy as it is. Its style sheet is linked
by its plain name, so that a report written years ago still finds it.
"""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from workers.reports import words
from workers.reports.drawings import drawn

STYLE = Path(__file__).resolve().parent.parent / "static" / "reports" / "report.css"


def as_html(figures: dict[str, Any]) -> str:
    """The page as it is stored and shown."""
    zone = figures["report"]["time_zone"]
    context = {
        "report": figures["report"],
        "style": format_html('<link rel="stylesheet" href="{}reports/report.css">', settings.STATIC_URL),
        "upto": words.moment(figures["report"]["upto"], zone),
        "sections": [_section(s, zone) for s in figures["sections"]],
    }
    return render_to_string("reports/report.html", context)


def as_file(html: str) -> str:
    """The page with its style in it: a file that needs nothing else."""
    head, link, rest = re.split(r"(<link [^>]*>)", html, maxsplit=1)
    return f"{head}<style>{STYLE.read_text('utf-8')}</style>{rest}" if link else html


def _section(section: dict[str, Any], zone: str) -> dict[str, Any]:
    return {
        "key": section["key"],
        "title": section["title"],
        "empty": section["empty"],
        "sentences": [rich(s) for s in section["sentences"]],
        "chart": mark_safe(drawn(section)),  # noqa: S308  # made of escaped text by annotate.charts
        "tables": [_table(t, zone) for t in section["tables"]],
    }


def _table(table: dict[str, Any], zone: str) -> dict[str, Any]:
    kinds = [column["kind"] for column in table["columns"]]
    columns = [c | {"look": words.look(c["kind"])} for c in table["columns"]]
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
    shown = rich(value) if kind in ("ref", "words", "mark") else words.cell(value, kind, zone)
    return {"shown": shown, "label": column["label"], "look": column["look"]}


def rich(value: Any) -> SafeString:
    """A sentence with its references isolated, so that a right-to-left name turns nothing around it."""
    if isinstance(value, list):
        return format_html_join("", "{}", ((rich(part),) for part in value))
    if isinstance(value, dict):
        return format_html('<bdi class="ref" data-id="{}">{}</bdi>', value["id"], value["words"])
    return format_html("{}", words.tied(str(value)))
