"""Counting in the database what would be too much to fetch: the queries of Django's ORM, grouped once more.

The ORM cannot group what a window function or another grouping has made, so its SQL is taken as a table.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: For sorting and hashing a month's readings in memory, where the usual few megabytes would go through files.
ROOM = "64MB"


def grouped(rows: QuerySet[Any, Any], by: Sequence[str], *more: str) -> list[tuple[Any, ...]]:
    """For each combination of ``by``: its values, how many rows there are, and ``more`` aggregates in SQL."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # of no claims, such as a watch list with nothing on it
        return []
    columns = _columns(by)
    said = ", ".join([columns, "COUNT(*)", *more])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {said} FROM ({sql}) AS counted_rows GROUP BY {columns}", parameters)  # noqa: S608
        return cursor.fetchall()


def grouped_each(rows: QuerySet[Any, Any], each: Sequence[Sequence[str]]) -> list[list[tuple[Any, ...]]]:
    """What `grouped` gives for each of several combinations of as many columns, as texts; ``rows`` are made once."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return [[] for _ in each]
    parts = []
    for n, by in enumerate(each):
        columns = ", ".join(f"CAST({_columns([name])} AS TEXT)" for name in by)
        parts.append(f"SELECT {n}, {columns}, COUNT(*) FROM counted_rows GROUP BY {_columns(by)}")  # noqa: S608
    found: list[list[tuple[Any, ...]]] = [[] for _ in each]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH counted_rows AS ({sql}) {' UNION ALL '.join(parts)}", parameters)
        for n, *values in cursor.fetchall():
            found[n].append(tuple(values))
    return found


def _columns(by: Sequence[str]) -> str:
    """Names are quoted; what is no name is SQL."""
    return ", ".join(connection.ops.quote_name(name) if name.isidentifier() else name for name in by)


def hours_between(first: str, second: str) -> str:
    """Whole hours between two columns of times, in SQL."""
    if connection.vendor == "postgresql":
        return f"ROUND(EXTRACT(EPOCH FROM {second} - {first}) / 3600)"
    return f"CAST(ROUND((JULIANDAY({second}) - JULIANDAY({first})) * 24) AS INTEGER)"


@contextmanager
def room() -> Iterator[None]:
    """While a report's figures are counted, PostgreSQL may use so much memory for each step."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, false)", [ROOM])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET work_mem")
