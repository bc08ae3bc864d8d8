"""The records of a run: decayed counts of right words by root, kind and side, and what they say.

Hierarchical beta-binomial: ``r ~ Beta(S + s·m, N − S + s·(1 − m))`` with ``m`` the mean of the root's
kind, the root itself left out, and the kind's mean shrunk towards the mean of all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import count
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring.evidence import Side, Trial
from workers.scoring.scales import LEAST_EFFECTIVE_N, admiralty_letter

KIND_PRIOR = 20.0  # pseudo-trials that draw a kind's mean to the mean of all
MOST_ASKED = 50_000  # answers that a run's records keep at hand
LEAST_KIND_CLAIMS = 20  # resolved claims from which a kind is known well enough to judge by


@dataclass(frozen=True, slots=True)
class Tally:
    """Decayed counts: ``right`` (S) of ``trials`` (N)."""

    right: float = 0.0
    trials: float = 0.0

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(max(self.right - other.right, 0.0), max(self.trials - other.trials, 0.0))

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.trials + other.trials)


@dataclass(frozen=True)
class Reliability:
    """A source's reliability on one side: Beta posterior ``Beta(alpha, beta)`` and what follows from it.

    ``mean`` and ``interval`` (90 %) in 0..1, ``effective_n`` in decayed trials, ``letter`` A–F,
    ``kind_mean`` the prior mean m of its kind and ``overall_mean`` that of all sources on this side.
    """

    alpha: float
    beta: float
    effective_n: float
    kind_mean: float
    overall_mean: float

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)

    @cached_property
    def of_kind(self) -> float:
        """Log-odds by which its kind differs from all sources."""
        return _logit(self.kind_mean) - _logit(self.overall_mean)

    @cached_property
    def of_record(self) -> float:
        """Log-odds by which its own record differs from its kind."""
        return _logit(self.mean) - _logit(self.kind_mean)

    @property
    def interval(self) -> tuple[float, float]:
        low, high = betaincinv(self.alpha, self.beta, (0.05, 0.95))
        return float(low), float(high)

    @property
    def letter(self) -> str:
        return admiralty_letter(float(betaincinv(self.alpha, self.beta, 0.25)), self.effective_n)


@dataclass(frozen=True, slots=True)
class Records:
    """Frozen records as of a reference day.

    ``sources`` maps (root, side) and ``kinds`` (kind, side) to a `Tally`, ``totals`` a side;
    ``kind_claims`` counts the resolved claims of each kind, ``source_kinds`` the kind each root is
    filed under. ``half_life`` is in days, ``strength`` is s in pseudo-trials.
    """

    as_of: date
    half_life: float = 3 * 365.25
    strength: float = 8.0
    sources: Mapping[tuple[str, Side], Tally] = field(default_factory=dict)
    source_kinds: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[tuple[str, Side], Tally] = field(default_factory=dict)
    kind_claims: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[Side, Tally] = field(default_factory=dict)
    _asked: dict[tuple[str, str, Side, bool], Reliability] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def decay(self, day: date) -> float:
        if day > self.as_of:
            raise ValueError(f"day: {day} is after the run's reference day {self.as_of}")
        return 2.0 ** (-(self.as_of - day).days / self.half_life)

    def reliability(self, root: str, kind: str, side: Side, has_record: bool = True) -> Reliability:
        """The posterior of one root; one without a record, or new since the run, has its kind's prior.

        The kind asked for is the one it is judged by; its own trials are left out of that kind's mean
        where they are filed under it.
        """
        question = root, kind, side, has_record
        found = self._asked.get(question)
        if found is None:
            if len(self._asked) >= MOST_ASKED:
                self._asked.clear()
            found = self._asked[question] = self._reliability(*question)
        return found

    def _reliability(self, root: str, kind: str, side: Side, has_record: bool) -> Reliability:
        own = self.sources.get((root, side), Tally()) if has_record else Tally()
        of_kind = self.kinds.get((kind, side), Tally())
        if self.source_kinds.get(root, kind) == kind:
            of_kind -= own
        overall = self.totals.get(side, Tally())
        alpha, beta, mean, overall_mean = posterior(
            (own.right, own.trials),
            (of_kind.right, of_kind.trials),
            (overall.right, overall.trials),
            self.strength,
        )
        return Reliability(alpha, beta, own.trials, mean, overall_mean)

    def can_judge(self, kind: str, reliability: Reliability) -> bool:
        """Whether the root's own record or its kind's says anything yet."""
        known_kind = self.kind_claims.get(kind, 0) >= LEAST_KIND_CLAIMS
        return known_kind or reliability.effective_n >= LEAST_EFFECTIVE_N

    def without(self, trials: Iterable[Trial]) -> "Records":
        """These records as if the given trials had never been seen (leave one claim out)."""
        return _without(self, list(trials))

    def only(self, roots: Iterable[str]) -> "Records":
        """The same records carrying only these roots' own rows, for scoring their claims alone."""
        wanted = set(roots)
        sources = {key: tally for key, tally in self.sources.items() if key[0] in wanted}
        return replace(self, sources=sources, source_kinds=_known(self.source_kinds, wanted))

    def to_dict(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "half_life": self.half_life,
            "strength": self.strength,
            "sources": [[root, side.value, t.right, t.trials] for (root, side), t in self.sources.items()],
            "source_kinds": dict(self.source_kinds),
            "kinds": [[kind, side.value, t.right, t.trials] for (kind, side), t in self.kinds.items()],
            "kind_claims": dict(self.kind_claims),
            "totals": [[side.value, t.right, t.trials] for side, t in self.totals.items()],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Records":
        return cls(
            as_of=date.fromisoformat(stored["as_of"]),
            half_life=stored["half_life"],
            strength=stored["strength"],
            sources={(root, Side(side)): Tally(s, n) for root, side, s, n in stored["sources"]},
            source_kinds=stored["source_kinds"],
            kinds={(kind, Side(side)): Tally(s, n) for kind, side, s, n in stored["kinds"]},
            kind_claims=stored["kind_claims"],
            totals={Side(side): Tally(s, n) for side, s, n in stored["totals"]},
        )

    @classmethod
    def of(cls, trials: Iterable[Trial], *, as_of: date, half_life: float, strength: float) -> "Records":
        """Counts trials known on the reference day; the last kind a root was seen with is its kind."""
        empty = cls(as_of=as_of, half_life=half_life, strength=strength)
        return _counted(empty, sorted(trials, key=lambda t: (t.day, t.claim, t.root, t.side)))


def posterior(
    own: tuple[Any, Any], of_kind: tuple[Any, Any], overall: tuple[Any, Any], strength: float
) -> tuple[Any, Any, Any, Any]:
    """``alpha``, ``beta``, the mean of the kind and that of all, from right words and trials: figures or columns."""
    overall_mean = (overall[0] + 1.0) / (overall[1] + 2.0)
    mean = (of_kind[0] + KIND_PRIOR * overall_mean) / (of_kind[1] + KIND_PRIOR)
    return own[0] + strength * mean, own[1] - own[0] + strength * (1.0 - mean), mean, overall_mean


def _logit(p: float) -> float:
    return log(p) - log(1.0 - p)


def _known(kinds: Mapping[str, str], wanted: set[str]) -> dict[str, str]:
    return {root: kinds[root] for root in wanted if root in kinds}


def _counted(empty: Records, trials: list[Trial]) -> Records:
    source_kinds = {trial.root: trial.kind for trial in trials}
    weight = np.array([trial.weight * empty.decay(trial.day) for trial in trials])
    right = weight * [trial.y for trial in trials]
    kinds = [(source_kinds[trial.root], trial) for trial in trials]
    kind_claims = Counter(kind for kind, _ in dict.fromkeys((kind, trial.claim) for kind, trial in kinds))
    return replace(
        empty,
        sources=_tallies([(trial.root, trial.side) for trial in trials], right, weight),
        source_kinds=source_kinds,
        kinds=_tallies([(kind, trial.side) for kind, trial in kinds], right, weight),
        kind_claims=dict(kind_claims),
        totals=_tallies([trial.side for trial in trials], right, weight),
    )


def _tallies(
    keys: list[Any], right: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> dict[Any, Tally]:
    """What the trials of each key add up to, in their order."""
    place: dict[Any, int] = defaultdict(count().__next__)
    at = [place[key] for key in keys]
    sums = [np.bincount(at, each, len(place)).tolist() for each in (right, weight)] if at else [[], []]
    return dict(zip(place, map(Tally, *sums), strict=True))


def _tally(trial: Trial, records: Records) -> Tally:
    weight = trial.weight * records.decay(trial.day)
    return Tally(weight * trial.y, weight)


def _without(records: Records, trials: list[Trial]) -> Records:
    sources: dict[tuple[str, Side], Tally] = {}  # only what changes: a run has many sources
    kinds: dict[tuple[str, Side], Tally] = {}
    totals = dict(records.totals)
    claims: dict[str, set[str]] = {}
    for trial in trials:
        kind, tally = records.source_kinds.get(trial.root, trial.kind), _tally(trial, records)
        key = (trial.root, trial.side)
        sources[key] = sources.get(key, records.sources.get(key, Tally())) - tally
        of = (kind, trial.side)
        kinds[of] = kinds.get(of, records.kinds.get(of, Tally())) - tally
        totals[trial.side] = totals.get(trial.side, Tally()) - tally
        claims.setdefault(kind, set()).add(trial.claim)
    left = {kind: max(records.kind_claims.get(kind, 0) - len(gone), 0) for kind, gone in claims.items()}
    return replace(
        records,
        sources=_Over(sources, records.sources),
        kinds=_Over(kinds, records.kinds),
        kind_claims=_Over(left, records.kind_claims),
        totals=totals,
    )


class _Over(Mapping[Any, Any]):
    """A few values laid over many; only read."""

    def __init__(self, over: Mapping[Any, Any], under: Mapping[Any, Any]) -> None:
        self._over, self._under = over, under

    def __getitem__(self, key: Any) -> Any:
        return self._over[key] if key in self._over else self._under[key]

    def get(self, key: Any, default: Any = None) -> Any:
        return self._over[key] if key in self._over else self._under.get(key, default)

    def __iter__(self) -> Iterator[Any]:
        return iter({**self._under, **self._over})

    def __len__(self) -> int:
        return len({**self._under, **self._over})
