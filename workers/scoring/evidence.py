"""What one claim rests on: plain rows, one for each attribution, and the trials an outcome makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from workers.value import value


class Side(StrEnum):
    """Where a source stands on the claim. A silence is not a denial and weighs nothing."""

    ASSERTS = "asserts"
    DENIES = "denies"
    SILENT = "silent"


@value
class Pool:
    """What tells a pool of unnamed sources from another, apart from the outlet that vouches for it."""

    affiliation: str
    role: str


@value
class Evidence:
    """One attribution of the claim in one report, as the consensus of its readings has it.

    - ``id``: the attribution; ``readings``: ids of the reviewers' readings behind it, for tracing.
    - ``root``: key of the source the report leads back to; an outlet's own key where nobody stands
      behind the cited outlet. ``kind``: ``"identification|affiliation|role"`` of that root.
    - ``report``, ``outlet``: keys of the article and of who published it; ``published`` with its
      ``precision`` (``"minute"`` or ``"day"``), ``None`` where not known.
    - ``asserts``, ``denies``: consensus probabilities of the two sides; the rest is silence.
    - ``weight``: the plurality's share for source, chain and claim link; 1 once adjudicated.
    - ``pool``: set for unnamed sources; pools of one affiliation and role cannot be told apart.
    - ``facets``: named terms in 0..1, e.g. ``{"hedged": 1.0}``; uncentred, the run has the centres.
    - ``joins``: keys of declared dependence (a credit line, a chain, a cycle, another row's ``id``);
      rows that share a key are one component. ``copied_from``: the ``report`` this text was taken from.
    - ``relays``: outlets between the report and the root, for the tree; they carry, never testify.
    - ``has_record``: false for a private person, for whom the kind's prior serves.
    - ``is_erased``: its text was erased: weighs nothing, and the score says so.
    - ``side``: the most probable one, for counting; figures use the probabilities themselves.
    """

    id: str
    root: str
    kind: str
    report: str
    outlet: str
    asserts: float = 1.0
    denies: float = 0.0
    weight: float = 1.0
    published: datetime | None = None
    precision: str = "minute"
    pool: Pool | None = None
    facets: Mapping[str, float] = field(default_factory=dict)
    joins: frozenset[str] = frozenset()
    copied_from: str | None = None
    relays: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    has_record: bool = True
    is_erased: bool = False
    side: Side = field(init=False)

    def __post_init__(self) -> None:
        if not (0.0 <= self.asserts <= 1.0 and 0.0 <= self.denies <= 1.0 and 0.0 <= self.weight <= 1.0):
            wrong = {"asserts": self.asserts, "denies": self.denies, "weight": self.weight}
            name = next(name for name, share in wrong.items() if not 0.0 <= share <= 1.0)
            raise ValueError(f"{name} of evidence {self.id!r}: {wrong[name]!r} is not between 0 and 1")
        if self.asserts + self.denies > 1.0 + 1e-9:
            raise ValueError(f"asserts and denies of evidence {self.id!r} add up to more than 1")
        if self.precision not in ("minute", "day"):
            raise ValueError(f"precision of evidence {self.id!r}: {self.precision!r} is not minute or day")
        for name, share in self.facets.items():
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"facet {name!r} of evidence {self.id!r}: {share!r} is not between 0 and 1")
        object.__setattr__(self, "side", _side(self.asserts, self.denies))

    def strength(self, side: Side) -> float:
        """Weight on one side, 0..1."""
        if self.is_erased:
            return 0.0
        return self.weight * (self.asserts if side is Side.ASSERTS else self.denies)

    def span(self) -> tuple[datetime, datetime]:
        """The moments between which it was published; a day is 24 hours wide, never a moment."""
        if self.published is None:
            return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        start = self.published if self.published.tzinfo else self.published.replace(tzinfo=UTC)
        if self.precision == "day":
            start = start.replace(hour=0, minute=0, second=0, microsecond=0)
            return start, start + timedelta(days=1)
        return start, start


def _side(asserts: float, denies: float) -> Side:
    silent = 1.0 - asserts - denies
    if asserts >= denies and asserts >= silent:
        return Side.ASSERTS
    return Side.DENIES if denies >= silent else Side.SILENT


@dataclass(frozen=True, slots=True)
class Trial:
    """One root's resolved word on one claim: ``y`` is how right it was (1, ½ or 0) on its ``side``.

    ``day`` is when the outcome became known; ``weight`` is the outcome's certainty times the
    probability that the root did take that side. One (root, claim, side) is one trial.
    """

    root: str
    kind: str
    side: Side
    day: date
    y: float
    weight: float
    claim: str
