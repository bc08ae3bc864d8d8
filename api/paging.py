"""Pages by keyset: a page continues after the last row of the one before, by the values that order the rows.

Rows with equal values are told apart by their id, so that nothing is left out or comes twice, and no page is
slower than the first. (DRF's CursorPagination counts an offset among equal values, and loops.)
"""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from api.parameters import LONGEST, WORDS, Parameter, Refused, whole
from api.problems import Problem

SIZE = 50
MOST = 100


def _token(text: str) -> list[Any]:
    try:
        if len(text) > 1000:
            raise ValueError
        found = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
            raise ValueError
    except (ValueError, binascii.Error, RecursionError):
        raise Refused("This is not a cursor of ours. Take it from “next”, as it is.") from None
    return found


CURSOR = Parameter(
    "cursor", "Where the page begins: taken from “next” of the one before.", _token,
    {"type": "string", "maxLength": LONGEST, "pattern": WORDS["pattern"]},
)  # fmt: skip
PAGE_SIZE = Parameter(
    "page_size", f"How many at most on a page, up to {MOST}.", whole(1, MOST),
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}, SIZE,
)  # fmt: skip
PARAMETERS = (PAGE_SIZE, CURSOR)


@dataclass(frozen=True)
class Order:
    """``name`` is what the client says; ``column`` and then the id order the rows."""

    name: str
    column: str
    descending: bool = False

    def keys(self) -> list[str]:
        return [self.column] if self.column == "id" else [self.column, "id"]


def page(rows: QuerySet[Any, Any], order: Order, given: dict[str, Any]) -> tuple[list[Any], str | None]:
    """The rows of one page, dictionaries or instances, and the cursor of the next or None. One query."""
    keys = order.keys()
    ordered = rows.order_by(*(f"-{key}" if order.descending else key for key in keys))
    if given["cursor"]:
        after = values_of(given["cursor"], order)
        compare = TupleLessThan if order.descending else TupleGreaterThan
        # A comparison of rows, not of columns one by one: only that is one range of an index on both.
        ordered = ordered.filter(compare(Tuple(*map(F, keys)), after))
    size = given["page_size"]
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return found, None
    last = found[size - 1]
    return found[:size], cursor_of(
        order, [last[k] if isinstance(last, dict) else getattr(last, k) for k in keys]
    )


def cursor_of(order: Order, values: Sequence[Any]) -> str:
    told = [value.isoformat() if isinstance(value, dt.datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([order.name, *told]).encode()).decode().rstrip("=")


def values_of(cursor: list[str], order: Order) -> tuple[Any, ...]:
    """The values to continue after. Raises `Problem` for a cursor of another order."""
    name, *told = cursor
    try:
        if name != order.name or len(told) != len(order.keys()):
            raise ValueError
        if order.column.endswith("_at"):
            return (_aware(told[0]), *told[1:])
    except ValueError:
        why = f"This cursor is of another list. Leave it out to begin the list ordered by “{order.name}”."
        raise Problem("invalid-value", f"cursor: {why}", [("cursor", why)]) from None
    return tuple(told)


def _aware(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return at
