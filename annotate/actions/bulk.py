"""Many new rows at once: COPY on PostgreSQL, plain inserts elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

from annotate.models.kept_json import KeptJSON
from annotate.statements import put

#: A row by the names of its fields' columns, as its model takes them.
Values = Mapping[str, Any]


def copy_in(model: type[models.Model], rows: Sequence[Values]) -> None:
    """Add rows, alike in their columns, of a model whose key the database draws. Nothing is validated but by the
    database itself, and no instance is made: for many rows that costs more than storing them.

    In binary: neither side writes or reads a number or a time as text, and nobody looks for what must be escaped.
    """
    if not rows:
        return
    if connection.vendor != "postgresql":
        put(model, rows)
        return
    fields = {f.attname: f for f in model._meta.concrete_fields}
    names = ", ".join(f'"{fields[name].column}"' for name in rows[0])
    types = [str(fields[name].db_type(connection)).partition("(")[0] for name in rows[0]]
    ready = [
        (place, fields[name].get_prep_value)
        for place, name in enumerate(rows[0])
        if isinstance(fields[name], KeptJSON)
    ]
    with (
        connection.wrap_database_errors,  # Django does so for all but COPY
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN (FORMAT BINARY)') as copy,
    ):
        copy.set_types(types)
        for row in rows:
            values = [*row.values()]
            for place, make in ready:
                values[place] = make(values[place])
            copy.write_row(values)
