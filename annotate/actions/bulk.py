"""Many new rows at once: COPY on PostgreSQL, plain inserts elsewhere."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection, models


def copy_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Add rows of a model whose key the database draws. Nothing is validated but by the database itself."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(rows, batch_size=500)
        return
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    names = ", ".join(f'"{f.column}"' for f in fields)
    takes = [(f.attname, isinstance(f, models.JSONField)) for f in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_plain(getattr(row, name), is_json) for name, is_json in takes])


def _plain(value: Any, is_json: bool) -> Any:
    return orjson.dumps(value).decode() if is_json else value
