"""Statements that are asked and stored again and again, for a few rows at a time.

Django makes the SQL of a query anew each time that it is asked, which for a few rows costs ten times what asking it
does. Here the SQL is made once, and later only the values are put in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from annotate.models.kept_json import as_json

#: A list of more values is asked as Django does: making the SQL is the lesser part of that.
MOST = 1024
#: Rows that one statement stores.
BATCH = 500

Query = Callable[..., QuerySet[Any, Any]]


class _Slot(str):
    """Stands in a query for the value at a place."""

    place: int


class _Statement:
    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._query = rows.query
        try:
            self.sql, self._params = compiler.as_sql()
        except EmptyResultSet:
            self.sql, self._params = "", ()
        self._converters = compiler.get_converters(column for column, _, _ in compiler.select or ())

    def params(self, given: Sequence[str]) -> list[Any]:
        if self._query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("Rows can be held within a transaction only.")
        return [given[p.place] if type(p) is _Slot else p for p in self._params]

    def rows(self, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self._converters:
            return found
        compiler = self._query.get_compiler(connection=connection)
        return [tuple(row) for row in compiler.apply_converters(found, self._converters)]


def ask(query: Query, *values: str | Collection[str]) -> list[tuple[Any, ...]]:
    """The rows of ``query(*values)``: a module's function that returns the ``values_list(…)`` of a filter by strings
    and lists of strings, and looks at none of them.

    A list is filled up to a power of two with one of its values, so that there are few lengths to make the SQL for.
    """
    return ask_all((query, *values))[0]


def ask_all(*asked: tuple[Any, ...]) -> list[list[tuple[Any, ...]]]:
    """The rows of several, each given as to `ask`, one after the other and on PostgreSQL in one message."""
    filled = [_filled(*each) for each in asked]
    wanted = [each for each in filled if each[0].sql]
    apart = [[each] for each in wanted] if connection.vendor != "postgresql" else [wanted] if wanted else []
    found = []
    with connection.cursor() as cursor:
        for together in apart:
            params = [p for statement, given in together for p in statement.params(given)]
            cursor.execute("; ".join(statement.sql for statement, _ in together), params)
            for statement, _ in together:
                found.append(statement.rows(cursor.fetchall()))
                if statement is not together[-1][0]:
                    cursor.nextset()
    left = iter(found)
    return [next(left) if statement.sql else [] for statement, _ in filled]


def _filled(query: Query, *values: str | Collection[str]) -> tuple[_Statement, list[str]]:
    lists = [[value] if isinstance(value, str) else [*value] for value in values]
    if not all(0 < len(each) <= MOST for each in lists):
        plain = (v if isinstance(v, str) else each for v, each in zip(values, lists, strict=True))
        return _Statement(query(*plain)), []
    for each in lists:
        each += each[-1:] * ((1 << (len(each) - 1).bit_length()) - len(each))
    shape = (0 if isinstance(v, str) else len(each) for v, each in zip(values, lists, strict=True))
    return _made(query, *shape), [value for each in lists for value in each]


@lru_cache(maxsize=256)
def _made(query: Query, *shape: int) -> _Statement:
    slots = [_Slot(f"value {place}") for place in range(sum(size or 1 for size in shape))]
    for place, slot in enumerate(slots):
        slot.place = place
    left = iter(slots)
    return _Statement(query(*([next(left) for _ in range(size)] if size else next(left) for size in shape)))


def put(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    over: Sequence[str] = (),
    unless_newer: str = "",
) -> None:
    """Store rows, alike in their columns, by the names of their fields' columns. Nothing is validated but by the
    database itself, and nothing is filled in but a key that it draws.

    ``over``: one that is the same in these columns is overwritten, unless it has more in ``unless_newer``.
    """
    if not rows:
        return
    ready = [_ready(model._meta.get_field(name)) for name in rows[0]]
    table, columns = model._meta.db_table, ", ".join(f'"{name}"' for name in rows[0])
    end = ""
    if over:
        new = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in rows[0] if name not in over)
        end = f" ON CONFLICT ({', '.join(over)}) DO UPDATE SET {new}"
        if unless_newer:
            end += f' WHERE "{table}"."{unless_newer}" <= EXCLUDED."{unless_newer}"'
    marks = f"({', '.join(['%s'] * len(ready))})"
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        values = [make(value) for row in part for make, value in zip(ready, row.values(), strict=True)]
        execute(f'INSERT INTO "{table}" ({columns}) VALUES {", ".join([marks] * len(part))}{end}', values)  # noqa: S608


def _ready(field: Any) -> Callable[[Any], Any]:
    """How the database takes a field's values; JSON as text, written ten times as fast as by Django."""
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else as_json(value)
    return lambda value: field.get_db_prep_save(value, connection)


def amend(model: type[models.Model], keys: Collection[str], *, only_up: bool = False, **values: Any) -> None:
    """Set ``values`` in the rows of these keys; ``only_up``: where they are less there."""
    given = [_ready(model._meta.get_field(name))(value) for name, value in values.items()]
    new = ", ".join(f'"{name}" = %s' for name in values)
    among = [f'"{model._meta.pk.column}" IN ({", ".join(["%s"] * len(keys))})']
    if only_up:
        among += [f'"{name}" < %s' for name in values]
    sql = f'UPDATE "{model._meta.db_table}" SET {new} WHERE {" AND ".join(among)}'  # noqa: S608
    execute(sql, [*given, *keys, *(given if only_up else ())])


def execute(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
