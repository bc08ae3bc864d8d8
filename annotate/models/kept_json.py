"""JSON that no statement looks into, kept as text.

A database's own JSON is taken apart at each storing and put together at each reading, number by number: for the
figures that workers write by the hundred thousand that is half of what storing them costs.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db import models


def as_json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # keys that are no text, numbers that are too long
        return json.dumps(value)


class KeptJSON(models.TextField):
    """A value of JSON's types."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else as_json(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else orjson.loads(value)

    def to_python(self, value: Any) -> Any:
        return value


class KeptRows(KeptJSON):
    """Rows alike in their names, which are kept once, here: `list` of `dict` when read, and stored from such or from
    sequences of the values. ``names``: in their order; ``within``: those of rows that stand in a row, under its last name."""

    def __init__(self, *, names: Sequence[str], within: Sequence[str] = (), **kwargs: Any) -> None:
        self.names, self.within = tuple(names), tuple(within)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"names": self.names, "within": self.within}

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        # workers give tuples
        return super().get_prep_value([row if type(row) is tuple else self._values(row) for row in value])

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else self.named(orjson.loads(value))

    def named(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """The rows with their names; those that have them already as they are."""
        return [self._named(row) for row in rows]

    def _named(self, row: Any) -> dict[str, Any]:
        if isinstance(row, dict):  # of before rows were kept without their names
            return row
        found = dict(zip(self.names, row, strict=True))
        if self.within:
            last = self.names[-1]
            found[last] = [dict(zip(self.within, each, strict=True)) for each in found[last]]
        return found

    def _values(self, row: Any) -> Any:
        """Those of a row with exactly these names; any other row as it is."""
        if not isinstance(row, Mapping) or row.keys() != {*self.names}:
            return row
        values = [row[name] for name in self.names]
        if self.within:
            if any(each.keys() != {*self.within} for each in values[-1]):
                return row
            values[-1] = [[each[name] for name in self.within] for each in values[-1]]
        return values
