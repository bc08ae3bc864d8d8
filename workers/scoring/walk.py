"""Walking forward in time: what the records said of each source on the morning of each day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.scoring.evidence import Side, Trial
from workers.scoring.records import KIND_PRIOR

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class _Decaying:
    """Tallies by key, each decayed only when it is looked at."""

    half_life: float
    rows: dict[Any, tuple[float, float, int]] = field(default_factory=dict)

    def at(self, key: Any, day: int) -> tuple[float, float]:
        right, trials, last = self.rows.get(key, (0.0, 0.0, day))
        kept = 2.0 ** (-(day - last) / self.half_life)
        return right * kept, trials * kept

    def add(self, key: Any, day: int, y: float, weight: float) -> None:
        right, trials = self.at(key, day)
        self.rows[key] = (right + weight * y, trials + weight, day)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the source's posterior on the morning of ``day``."""

    root: str
    kind: str
    side: Side
    day: date


def walk_forward(
    trials: Sequence[Trial], questions: Sequence[Asked], *, half_life: float, strength: float
) -> tuple[Floats, Floats, Floats]:
    """Beta parameters and effective N of each question, from the trials of earlier days only."""
    own, within, kinds, totals = (_Decaying(half_life) for _ in range(4))
    alpha, beta, effective = (np.empty(len(questions)) for _ in range(3))
    earlier = _Feed(trials)
    for i in sorted(range(len(questions)), key=lambda i: questions[i].day):
        asked, day = questions[i], questions[i].day.toordinal()
        for trial in earlier.before(asked.day):
            when, source = trial.day.toordinal(), (trial.root, trial.side)
            for table, key in (
                (own, source),
                (within, (*source, trial.kind)),
                (kinds, (trial.kind, trial.side)),
                (totals, trial.side),
            ):
                table.add(key, when, trial.y, trial.weight)
        right, n = own.at((asked.root, asked.side), day)
        own_in_kind = within.at((asked.root, asked.side, asked.kind), day)
        mean = _kind_mean(kinds.at((asked.kind, asked.side), day), own_in_kind, totals.at(asked.side, day))
        alpha[i], beta[i], effective[i] = right + strength * mean, n - right + strength * (1.0 - mean), n
    return alpha, beta, effective


def _kind_mean(kind: tuple[float, float], own: tuple[float, float], total: tuple[float, float]) -> float:
    """The kind's mean with the source itself left out, drawn to the mean of all."""
    overall = (total[0] + 1.0) / (total[1] + 2.0)
    right, trials = max(kind[0] - own[0], 0.0), max(kind[1] - own[1], 0.0)
    return (min(right, trials) + KIND_PRIOR * overall) / (trials + KIND_PRIOR)


class _Feed:
    """Hands each trial out once, when its day has passed."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self._left = sorted(trials, key=lambda trial: trial.day)
        self._next = 0

    def before(self, day: date) -> Iterator[Trial]:
        while self._next < len(self._left) and self._left[self._next].day < day:
            yield self._left[self._next]
            self._next += 1
