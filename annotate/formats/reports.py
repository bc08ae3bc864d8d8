"""A report's figures as files: JSON, byte for byte the same for the same figures, and CSV in long form."""

import csv
import io
import json
from typing import Any

from annotate.actions.reports import named_in
from annotate.formats.csv import safe

HEADER = ("section", "table", "row", "column", "kind", "value", "low", "high", "of", "ids")


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
    if kind == "share":
        return cell[0], "", "", cell[1]
    return (safe(_words(cell)) if isinstance(cell, list | dict | str) else cell), "", "", ""


def _words(cell: Any) -> str:
    if isinstance(cell, list):
        return "".join(map(_words, cell))
    return str(cell["words"]) if isinstance(cell, dict) else str(cell)
