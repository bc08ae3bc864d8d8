"""What an outcome teaches: one trial for each root and side that took a stand on the claim."""

from collections.abc import Iterable
from datetime import date

from workers.scoring.components import Component, components
from workers.scoring.evidence import Evidence, Side, Trial

_TRUTH = {"confirmed": 1.0, "refuted": 0.0, "partly": 0.5}
OUTCOMES = *_TRUTH, "unresolved"
CERTAINTY = {"stated": 1.0, "probable": 0.5}


def outcome_trials(
    evidence: Iterable[Evidence], *, claim: str, outcome: str, day: date, certainty: str = "stated"
) -> list[Trial]:
    """Trials of one claim's outcome, in order of root and side.

    ``outcome`` is ``confirmed``, ``refuted``, ``partly`` or ``unresolved`` (no trial), ``certainty``
    ``stated`` or ``probable``. Only roots that a component leads back to earn one: a copy or a relaying
    outlet does not, nor does a private person.
    """
    return trials_of(components(evidence), claim=claim, outcome=outcome, day=day, certainty=certainty)


def trials_of(
    voices: Iterable[Component], *, claim: str, outcome: str, day: date, certainty: str = "stated"
) -> list[Trial]:
    """The same from the claim's ready components."""
    if outcome == "unresolved":
        return []
    if outcome not in _TRUTH:
        raise ValueError(f"outcome: {outcome!r} is not one of {', '.join(OUTCOMES)}")
    if certainty not in CERTAINTY:
        raise ValueError(f"certainty: {certainty!r} is not one of {', '.join(CERTAINTY)}")
    weights = _stands(voices)
    truth = _TRUTH[outcome]
    return [
        Trial(
            root=root,
            kind=kind,
            side=side,
            day=day,
            y=truth if side is Side.ASSERTS else 1.0 - truth,
            weight=weight * CERTAINTY[certainty],
            claim=claim,
        )
        for (root, side), (kind, weight) in sorted(weights.items())
    ]


def _stands(voices: Iterable[Component]) -> dict[tuple[str, Side], tuple[str, float]]:
    """(root, side) → its kind and its largest weight on that side, however many reports say so."""
    stands: dict[tuple[str, Side], tuple[str, float]] = {}
    for voice in voices:
        for row in voice.origins:
            if not row.has_record:
                continue
            for side in (Side.ASSERTS, Side.DENIES):
                weight = row.strength(side)
                if weight > stands.get((row.root, side), ("", 0.0))[1]:
                    stands[row.root, side] = (row.kind, weight)
    return stands
