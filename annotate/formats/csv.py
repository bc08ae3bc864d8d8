"""CSV that a spreadsheet shows and never runs.

What a cell begins with decides whether a spreadsheet takes it for a formula: ``= + - @ | %``, in whatever width it is
typed, also after blanks and what is not seen, and TAB, CR or LF. Such a cell gets an apostrophe before it, which
spreadsheets take as “this is text”.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

STARTS = frozenset("=+-@|%\t\r\n")
#: Longer than any text that is stored: Python's own bound is 131,072 characters, which an article may pass.
csv.field_size_limit(4_000_000)
_UNSEEN = ("Cf", "Cc")
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
    return f"'{text}" if _needs_one(text) else text


def unsafe(cell: str) -> str:
    """The text of a cell that `safe` wrote: without the apostrophe that was put before it, and no other."""
    return cell[1:] if cell.startswith("'") and _needs_one(cell[1:]) else cell


def _needs_one(text: str) -> bool:
    """Also what would be read as a text that got one: so that `unsafe` gives back each text as it was."""
    bare = text.lstrip("'")
    if bare != text:
        return _needs_one(bare)
    if not text or _NUMBER.fullmatch(text):
        return False
    return text[0] in STARTS or _first_seen(text) in STARTS


def _first_seen(text: str) -> str:
    """The first character that is seen, in its ordinary width."""
    for each in text:
        for character in unicodedata.normalize("NFKC", each):
            if not character.isspace() and unicodedata.category(character) not in _UNSEEN:
                return character
    return ""


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = row.get(name) if isinstance(row, Mapping) else None
    return row
