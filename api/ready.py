"""Claims that stand ready to be told, as JSON: see `annotate.models.ToldClaim`. What does not is made on the spot.

Only what is the same for everybody stands ready: a newsroom with something of its own, or one that is not told scores,
gets every answer made for it, and so does who asks for another format.
"""

from collections.abc import Collection

from django.db import connection

from annotate.formats.telling import Ready, whole
from annotate.models import Claim

_ONE = """
SELECT told.answer, told.more FROM annotate_toldclaim told JOIN annotate_claim claim ON claim.id = told.claim_id
WHERE told.claim_id = %s AND told.is_ready AND claim.state = 'published' AND claim.merged_into_id IS NULL
AND claim.erased_at IS NULL
AND coalesce(told.run_id, '') = coalesce((SELECT run_id FROM annotate_currentrun WHERE id = 1), '')
"""


def one(claim: str) -> bytes | None:
    """A claim as its own address tells it. One query, not composed anew each time."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [claim])
        found = cursor.fetchone()
    return whole(*found) if found else None


def several(claims: Collection[str]) -> dict[str, Ready]:
    """Claims as lists tell them, by id, to be put into an answer as they are. One query."""
    found = Claim.objects.ready().filter(pk__in=claims).order_by().values_list("pk", "told__answer")
    return {pk: Ready(answer) for pk, answer in found}
