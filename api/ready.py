"""Claims that stand ready to be told, as JSON: see `annotate.models.ToldClaim`. What does not is made on the spot.

Only what is the same for everybody stands ready: a newsroom with something of its own, or one that is not told scores,
gets every answer made for it, and so does who asks for another format.
"""

# ruff: noqa: S608  only constants of this module are put together; what is asked for is always a parameter

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from annotate.formats.telling import Ready, whole
from api.paging import Order, cursor_of, values_of

# Not composed anew at every request: composing took longer than asking.
_PUBLIC = "claim.state = 'published' AND claim.merged_into_id IS NULL AND claim.erased_at IS NULL"
_IS_READY = "told.is_ready AND coalesce(told.run_id, '') = coalesce((SELECT run_id FROM annotate_currentrun WHERE id = 1), '')"
_FROM = (
    "FROM annotate_toldclaim told JOIN annotate_claim claim ON claim.id = told.claim_id "
    f"WHERE {_PUBLIC} AND {_IS_READY}"
)
_ONE = f"SELECT told.answer, told.more {_FROM} AND told.claim_id = %s"
_SEVERAL = f"SELECT told.claim_id, told.answer {_FROM} AND told.claim_id {{}}"
_PAGE = (
    # The time as text: making times of fifty to use one cost as much as all the rest.
    f"SELECT claim.id, CAST(claim.updated_at AS text), CASE WHEN {_IS_READY} THEN told.answer END FROM annotate_claim claim "
    f"LEFT JOIN annotate_toldclaim told ON told.claim_id = claim.id WHERE {_PUBLIC} {{after}} "
    "ORDER BY claim.updated_at {way}, claim.id {way} LIMIT %s"
)


def one(claim: str) -> bytes | None:
    """A claim as its own address tells it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [claim])
        found = cursor.fetchone()
    return whole(*found) if found else None


def several(claims: Collection[str]) -> dict[str, Ready]:
    """Claims as lists tell them, by id, to be put into an answer as they are. One query with one parameter."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_SEVERAL.format("= ANY(%s)"), [list(claims)])
        else:
            cursor.execute(
                _SEVERAL.format("IN (SELECT value FROM json_each(%s))"), [json.dumps(list(claims))]
            )
        return {pk: Ready(answer) for pk, answer in cursor.fetchall()}


def page(order: Order, given: Mapping[str, Any]) -> tuple[dict[str, Ready | None], str | None]:
    """A page of all public claims as lists tell them, by id (None: it does not stand ready), and the cursor of the next.

    One query: `paging.page` and `several` in one, for the list that is asked for most, the one without filters.
    """
    size, values, after = given["page_size"], [], ""
    if given["cursor"]:
        at, pk = values_of(given["cursor"], order)
        values = [connection.ops.adapt_datetimefield_value(at), pk]
        after = f"AND (claim.updated_at, claim.id) {'<' if order.descending else '>'} (%s, %s)"
    with connection.cursor() as cursor:
        words = _PAGE.format(after=after, way="DESC" if order.descending else "ASC")
        cursor.execute(words, [*values, size + 1])
        rows = cursor.fetchall()
    found = {pk: None if answer is None else Ready(answer) for pk, _, answer in rows[:size]}
    if len(rows) <= size:
        return found, None
    pk, at, _ = rows[size - 1]
    moment = dt.datetime.fromisoformat(at)
    # SQLite gives times as they are kept: in UTC, and without saying so.
    return found, cursor_of(order, [moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC), pk])
