"""The record of an outlet or source: what its resolved claims say of it, and of an outlet's unnamed sources."""

from typing import Any

from django.db.models import Q

from annotate.admin.working import names_of
from annotate.models import Outlet, Source, SourceRecord

LETTERS = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable", "D": "not usually reliable",
    "E": "unreliable", "F": "cannot be judged",
}  # fmt: skip
SIDES = {"asserts": "when it asserts", "denies": "when it denies"}
PRIVATE = "No record is kept of somebody who does not speak in a public role. The kind’s prior serves in every score."


def records(party: Outlet | Source) -> dict[str, Any]:
    """``private`` says why there is none to be; else ``rows``, one a side, and ``pools`` of an outlet."""
    if isinstance(party, Source) and not party.has_public_role:
        return {"private": PRIVATE, "rows": [], "pools": []}
    wanted = Q(key=party.root_key)
    if isinstance(party, Outlet):
        wanted |= Q(key__startswith=f"pool:{party.pk}:")
    found = list(SourceRecord.objects.filter(wanted).order_by("key", "side"))
    names = names_of({r.key for r in found})
    rows = [_row(r, names) for r in found]
    return {
        "private": "",
        "rows": [r for r in rows if r["record"].key == party.root_key],
        "pools": [r for r in rows if r["record"].key != party.root_key],
    }


def _row(record: SourceRecord, names: dict[str, str]) -> dict[str, Any]:
    return {
        "record": record,
        "name": names[record.key],
        "side": SIDES[record.side],
        "meaning": LETTERS[record.letter],
        "is_judged": record.letter != "F",
    }
