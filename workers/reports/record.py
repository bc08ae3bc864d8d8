"""The published record as it stood at change numbers: one streaming pass over the score history.

Rows of history are only added and carry the change that announced them, so that the newest one up to a number
is the claim's score as of that number, whenever it is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from annotate.models import Change, Claim, Newsroom, ScoreHistory
from workers.reports.boundaries import Window
from workers.reports.scopes import Scope

BLOCK = 5000
_GOING = ("claim.withdraw", "claim.embargo", "claim.merge", "claim.erase")
_COMING = ("claim.publish", "claim.split")


class Figures(NamedTuple):
    """A claim's published figures, as history keeps them."""

    claim: str
    change: int
    probability: float | None
    low: float | None
    high: float | None
    admiralty: int
    independent_roots: int
    reports: int
    denials: int
    silences: int
    run: str
    calibration: str
    resolved_claims: int


_FIELDS = ("claim_id", "change", "probability", "low", "high", "admiralty", "independent_roots", "reports", "denials",
           "silences", "run_id", "calibration", "resolved_claims")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """The claims a report is about: those of its newsroom's view, in its scope, that stand at its end."""

    newsroom: Newsroom | None
    scope: Scope
    claims: QuerySet[Claim]
    gone: frozenset[str]

    def at(self, numbers: Sequence[int]) -> Iterator[tuple[Figures | None, ...]]:
        """For each claim its figures as of each number (None: not scored yet), in order of claims' ids."""
        rows = (
            ScoreHistory.objects.filter(claim__in=self.claims, change__lte=max(numbers))
            .order_by("claim_id", "-id")
            .values_list(*_FIELDS)
        )
        for claim, history in groupby(rows.iterator(chunk_size=BLOCK), key=itemgetter(0)):
            if claim not in self.gone:
                found = [Figures(*row) for row in history]
                yield tuple(next((f for f in found if f.change <= number), None) for number in numbers)


def record_of(newsroom: Newsroom | None, scope: Scope, window: Window) -> Record:
    """What ``newsroom`` may know of (None: what is published) and is in the scope, at the window's end."""
    published = Q(published_at__lt=window.end)
    own = Q(newsroom=newsroom, created_at__lt=window.end) if newsroom else Q(pk=None)
    claims = Claim.objects.filter(published | own, scope.claims(window))
    # Through topics a claim would come once for each.
    return Record(
        newsroom, scope, claims.distinct() if scope.kind == "topics" else claims, gone_at(window.upto)
    )


def gone_at(number: int) -> frozenset[str]:
    """Claims that were withdrawn, embargoed again, merged away or erased as of ``number``."""
    moves = Change.objects.filter(object_type="claim", number__lte=number)
    went = moves.filter(verb__in=_GOING).values("object_id")
    rows = (
        moves.filter(verb__in=(*_GOING, *_COMING), object_id__in=went)
        .order_by("number")
        .values_list("object_id", "verb")
    )
    away: dict[str, set[str]] = {}
    for claim, verb in rows.iterator(chunk_size=BLOCK):
        reasons = away.setdefault(claim, set())
        match verb:
            case "claim.publish":
                reasons -= {"claim.withdraw", "claim.embargo"}
            case "claim.split":
                reasons -= {"claim.merge"}
            case _:
                reasons.add(verb)
    return frozenset(claim for claim, reasons in away.items() if reasons)
