"""Keeping the consensus on attributions that the workers made. A part of `annotate.actions.scores`."""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from django.db.models import QuerySet

from annotate.actions.bulk import Values
from annotate.models import RunConsensus
from annotate.statements import ask, put

#: By claim: attribution → its row under the run, or None where no reading is left of it.
Found: TypeAlias = Mapping[str, Mapping[str, Values | None]]
#: What a consensus says, apart from its facets and from when it was made.
_SAID = "exists", "readings", "adjudicated"


def keep_consensus(found: Found, current: str | None) -> bool:
    """Whether what everybody reads of these claims changed. Their rows are held.

    What says what is stored already stays as it stands: of a claim in fifty reports one reading changes one.
    """
    rows = [row for of in found.values() for row in of.values() if row]
    there = ask(_said, [row["attribution_id"] for row in rows], {row["run_id"] for row in rows})
    stored = {(pk, run): rest for pk, run, *rest in there}
    changed = [
        row
        for row in rows
        if stored.get((row["attribution_id"], row["run_id"]))
        != [row["facets"], *(row[name] for name in _SAID)]
    ]
    put(RunConsensus, changed, over=["attribution_id", "run_id"])
    gone = [pk for of in found.values() for pk, row in of.items() if row is None]
    if gone:
        RunConsensus.objects.filter(attribution__in=gone).delete()
    return bool(gone) or any(row["run_id"] == current for row in changed)


def _said(attributions: Collection[str], runs: Collection[str]) -> QuerySet[Any, Any]:
    rows = RunConsensus.objects.filter(attribution__in=attributions, run__in=runs)
    return rows.values_list("attribution", "run", "facets", *_SAID)
