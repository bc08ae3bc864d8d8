"""Outcomes that counted as of a change number, and those agreed between two."""

from dataclasses import dataclass
from typing import NamedTuple

from annotate.models import Change, Outcome
from workers.reports.boundaries import Window
from workers.reports.record import BLOCK, Record


class Resolved(NamedTuple):
    """A claim's outcome, agreed with change ``number``, and the score before it was first entered."""

    claim: str
    number: int
    verdict: str
    why_checked: str
    forecast: float | None

    @property
    def truth(self) -> float | None:
        return {"confirmed": 1.0, "refuted": 0.0}.get(self.verdict)

    @property
    def loss(self) -> float | None:
        """Brier's: the squared difference; None where there was no forecast or no plain verdict."""
        if self.forecast is None or self.truth is None:
            return None
        return (self.forecast - self.truth) ** 2


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that counted at the end of a period, in the order in which they were agreed."""

    all: list[Resolved]

    def within(self, window: Window) -> list[Resolved]:
        return [found for found in self.all if window.after < found.number <= window.upto]

    def upto(self, window: Window) -> list[Resolved]:
        return [found for found in self.all if found.number <= window.upto]


def outcomes_of(record: Record, number: int) -> Outcomes:
    """As of ``number``, in two queries: what the log says of their state, and the rows themselves."""
    agreed = _agreed(number)
    rows = Outcome.objects.filter(claim__in=record.claims).order_by("id")
    found = [
        Resolved(claim, agreed[pk], verdict, why, forecast)
        for pk, claim, verdict, why, forecast in rows.values_list(
            "id", "claim_id", "verdict", "why_checked", "probability_before"
        ).iterator(chunk_size=BLOCK)
        if pk in agreed and claim not in record.gone
    ]
    return Outcomes(sorted(found, key=lambda r: (r.number, r.claim)))


def _agreed(number: int) -> dict[str, int]:
    """Outcome → the change that agreed to it, without those that were withdrawn by then."""
    rows = (
        Change.objects.filter(object_type="outcome", number__lte=number)
        .order_by("number")
        .values_list("object_id", "number", "detail__after__state")
    )
    agreed: dict[str, int] = {}
    for outcome, at, state in rows.iterator(chunk_size=BLOCK):
        if state == Outcome.State.AGREED:
            agreed[outcome] = at
        else:
            agreed.pop(outcome, None)
    return agreed
