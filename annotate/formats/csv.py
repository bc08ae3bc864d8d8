"""CSV that a spreadsheet shows and never runs.

What a cell begins with decides whether a spreadsheet takes it for a formula: ``= + - @``, also full-width, also after
blanks, and TAB or CR. Such a cell gets an apostrophe before it, which spreadsheets take as “this is text”.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA = re.compile(r"^[\s\u0000-\u0020\u00a0\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as CSV with a line of headings. Dotted columns look into nested dictionaries; lists are joined by “; ”."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe(_at(row, column)) for column in columns] for row in rows)
    return out.getvalue()


def safe(value: Any) -> str:
    """A cell's text. Numbers stay numbers, also negative ones; everything else that could run is quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if _FORMULA.match(text) else text


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = row.get(name) if isinstance(row, Mapping) else None
    return row
