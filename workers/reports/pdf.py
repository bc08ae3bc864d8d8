"""A report in print: tagged PDF, set by typst, with its fonts embedded, and the charts as pixels for e-mail.

Needs no network and no system library.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import typst

from workers.reports import words
from workers.reports.drawings import drawn
from workers.reports.fonts import fonts

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "reports" / "report.typ"
PIXELS = b'#set page(width: auto, height: auto, margin: 6pt, fill: white)\n#image(bytes(sys.inputs.svg), format: "svg", width: 360pt)'

#: What typst says of a character that no font has, depending on the fonts of the machine.
_NO_FONT = "missing codepoints", "could not be displayed with font"


def as_pdf(figures: dict[str, Any]) -> bytes:
    """PDF/UA-1: tagged, titled, every chart described. The same figures give the same bytes.

    PDF/UA-1 forbids a character that no font has. A report with one is tagged all the same, without the claim.
    """
    try:
        return _compiled(figures, pdf_standards="ua-1")
    except typst.TypstError as error:
        if not any(words in error.message for words in _NO_FONT):
            raise
        return _compiled(figures)


def _compiled(figures: dict[str, Any], **options: Any) -> bytes:
    given = {"report": json.dumps(_said(figures), ensure_ascii=False)}
    whole = dt.datetime.fromisoformat(figures["report"]["upto"]).replace(microsecond=0)
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts(), sys_inputs=given)
    made: Any = compiler.compile(format="pdf", timestamp=whole, **options)
    return bytes(made)


def as_png(svg: str) -> bytes:
    """A chart as pixels, for readers of e-mail that show no SVG; twice as fine as it is shown."""
    made: Any = typst.Compiler(PIXELS, font_paths=fonts()).compile(
        format="png", sys_inputs={"svg": svg}, ppi=144
    )
    return bytes(made)


def _said(figures: dict[str, Any]) -> dict[str, Any]:
    about = figures["report"]
    upto = words.moment(about["upto"], about["time_zone"])
    return {
        "name": about["name"],
        "period": about["period"],
        "is_preview": about["is_preview"],
        "is_correction": bool(about.get("corrects")),
        "note": f"A preview of a period that is still running: what happened before {upto} ({about['time_zone']}).",
        "sections": [_section(s, about["time_zone"]) for s in figures["sections"]],
    }


def _section(section: dict[str, Any], zone: str) -> dict[str, Any]:
    return {
        "title": section["title"],
        "empty": section["empty"],
        "sentences": [words.tied(words.plain(s)) for s in section["sentences"]],
        "chart": drawn(section),
        "chart_title": section["chart"]["title"] if section["chart"] else "",
        "tables": [_table(t, zone) for t in section["tables"]],
    }


def _table(table: dict[str, Any], zone: str) -> dict[str, Any]:
    columns = table["columns"]
    return {
        "caption": table["caption"],
        "columns": [{"label": c["label"], "look": words.look(c["kind"])} for c in columns],
        "rows": [
            [words.cell(value, c["kind"], zone) for value, c in zip(row, columns, strict=True)]
            for row in table["rows"]
        ],
    }
