"""Walking forward in time: what the records said of each source on the morning of each day."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from workers.scoring.evidence import Side, Trial
from workers.scoring.records import KIND_PRIOR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the source's posterior on the morning of ``day``."""

    root: str
    kind: str
    side: Side
    day: date


@dataclass(frozen=True, slots=True)
class Stood:
    """How each question stood: decayed ``right`` of ``trials`` of its own, and the ``mean`` of its kind."""

    right: Floats
    trials: Floats
    mean: Floats

    def posterior(self, strength: float) -> tuple[Floats, Floats]:
        """Beta parameters."""
        return self.right + strength * self.mean, self.trials - self.right + strength * (1.0 - self.mean)


class Walk:
    """Trials and questions made ready once, to be asked under several half-lives."""

    def __init__(self, trials: Sequence[Trial], questions: Sequence[Asked]) -> None:
        self._y = np.array([t.y for t in trials], dtype=float)
        self._weight = np.array([t.weight for t in trials], dtype=float)
        days = np.array([t.day.toordinal() for t in trials], dtype=np.int64)
        asked = np.array([q.day.toordinal() for q in questions], dtype=np.int64)
        self._own, self._within, self._kinds, self._totals = (
            _Earlier([key(t) for t in trials], days, [key(q) for q in questions], asked)
            for key in (
                lambda x: (x.root, x.side),
                lambda x: (x.root, x.side, x.kind),
                lambda x: (x.kind, x.side),
                lambda x: x.side,
            )
        )

    def stood(self, half_life: float) -> Stood:
        own, within, kind, total = (
            each.sums(self._y * self._weight, self._weight, half_life)
            for each in (self._own, self._within, self._kinds, self._totals)
        )
        overall = (total[0] + 1.0) / (total[1] + 2.0)
        right, n = np.maximum(kind[0] - within[0], 0.0), np.maximum(kind[1] - within[1], 0.0)
        mean = (np.minimum(right, n) + KIND_PRIOR * overall) / (n + KIND_PRIOR)
        return Stood(own[0], own[1], mean)


class _Earlier:
    """For each question the trials of the same key on earlier days."""

    def __init__(self, keys: Sequence[Hashable], days: Ints, asked: Sequence[Hashable], on: Ints) -> None:
        place: dict[Hashable, int] = {}
        key = np.array([place.setdefault(k, len(place)) for k in keys], dtype=np.int64)
        self._on = on
        self._order = np.lexsort((days, key))
        key, self._days = key[self._order], days[self._order]
        wanted = np.array([place.get(k, len(place)) for k in asked], dtype=np.int64)
        first = min(int(days.min(initial=1)), int(on.min(initial=1)))
        span = max(int(days.max(initial=1)), int(on.max(initial=1))) - first + 2
        places = key * span + self._days - first
        self._start = np.searchsorted(places, wanted * span)
        self._end = np.searchsorted(places, wanted * span + on - first)
        is_next = np.append(False, key[1:] == key[:-1])[: len(key)]
        #: days since the key's last one, never for its first
        self._since = np.where(is_next, np.diff(self._days, prepend=0), np.inf)

    def sums(self, right: Floats, trials: Floats, half_life: float) -> tuple[Floats, Floats]:
        """Decayed sums on the morning of each question's day."""
        some = self._end > self._start
        last = self._end[some] - 1
        sums = np.zeros((2, len(some)))
        sums[:, some] = self._running(np.array([right, trials])[:, self._order], half_life)[:, last]
        sums[:, some] *= 2.0 ** (-(self._on[some] - self._days[last]) / half_life)
        return sums[0], sums[1]

    def _running(self, total: Floats, half_life: float) -> Floats:
        """(2, n): each row's sums up to the n-th trial of its key, of 1, 2, 4, … trials in turn: a prefix sum in which
        what came before has a share left. Hillis & Steele, *Data parallel algorithms*, CACM 29 (1986)."""
        left = 2.0 ** (-self._since / half_life)
        step = 1
        while left.any():
            total[:, step:] += left[step:] * total[:, :-step]
            left[step:] *= left[:-step]  # up to the step nothing came before: the very first has no share
            step *= 2
        return total
