"""Reliability of sources: hierarchical beta-binomial with exponential decay over dated outcomes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring.evidence import Side, Trial
from workers.scoring.records import Records
from workers.scoring.scales import admiralty_letter
from workers.scoring.walk import Asked, Stood, Walk, walk_forward

Floats = npt.NDArray[np.float64]
_EPOCH = date(1970, 1, 1)
HALF_LIVES = tuple(365.25 * years for years in (1, 2, 3, 5, 8, 16))
STRENGTHS = (2.0, 4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True, slots=True)
class Reliabilities:
    """Posteriors of n sources: ``mean`` (n,), ``interval`` (n, 2), ``effective_n`` (n,), ``letter`` (n,)."""

    mean: Floats
    interval: Floats
    effective_n: Floats
    letter: list[str]


class SourceReliability:
    """Reliability of sources, each learning from its own dated outcomes and from those of its kind.

    ``S = Σ w·2^(−Δt/h)·y``, ``N = Σ w·2^(−Δt/h)``; the posterior is
    ``Beta(S + s·m, N − S + s·(1 − m))`` with ``m`` the mean of the source's kind, itself left out,
    drawn to the mean of all by 20 pseudo-trials. Beta-binomial shrinkage: Gelman et al., *Bayesian
    Data Analysis*, ch. 5; the letter: STANAG 2511.

    Parameters: ``half_life`` h in days, ``strength`` s in pseudo-trials.
    """

    def __init__(self, *, half_life: float = 3 * 365.25, strength: float = 8.0) -> None:
        if not (half_life > 0 and strength > 0):  # NaN is not either
            raise ValueError("half_life and strength must be positive")
        self.half_life = half_life
        self.strength = strength

    def fit(
        self,
        source: Sequence[Hashable],
        kind: Sequence[Hashable],
        day: Sequence[Any],
        outcome: Sequence[float],
        weight: Sequence[float] | None = None,
        *,
        side: Sequence[str] | None = None,
        claim: Sequence[Hashable] | None = None,
    ) -> "SourceReliability":
        """Takes one trial a row: ``day`` a date or a day number, ``outcome`` and ``weight`` in 0..1.

        ``side`` is asserts (the default) or denies; ``claim`` groups trials of one claim.
        Raises ``ValueError`` naming the argument where lengths differ or a value is missing or out of range.
        """
        n = len(source)
        weight = [1.0] * n if weight is None else weight
        side = [Side.ASSERTS] * n if side is None else side
        claim = list(range(n)) if claim is None else claim
        _require_lengths(n, kind=kind, day=day, outcome=outcome, weight=weight, side=side, claim=claim)
        _require_unit(outcome=outcome, weight=weight)
        _require_present(source=source, kind=kind, day=day, claim=claim)
        rows = zip(source, kind, side, day, outcome, weight, claim, strict=True)
        self.trials_ = [
            Trial(_key(s), _key(k), Side(side_), _date(d), float(y), float(w), _key(c))
            for s, k, side_, d, y, w, c in rows
        ]
        return self

    def fit_trials(self, trials: Sequence[Trial]) -> "SourceReliability":
        """The same from ready rows, as `outcome_trials` makes them."""
        _require_unit(outcome=[t.y for t in trials], weight=[t.weight for t in trials])
        self.trials_ = list(trials)
        return self

    def records(self, as_of: date) -> Records:
        """The records frozen at a reference day; a trial after that day is a ``ValueError``."""
        return Records.of(self.trials_, as_of=as_of, half_life=self.half_life, strength=self.strength)

    def predict(
        self, source: Sequence[Hashable], kind: Sequence[Hashable], day: Sequence[Any], side: str = "asserts"
    ) -> Reliabilities:
        """Each source as it stood on the morning of its day: only trials of earlier days count."""
        _require_lengths(len(source), kind=kind, day=day)
        _require_present(source=source, kind=kind, day=day)
        questions = [
            Asked(_key(s), _key(k), Side(side), _date(d)) for s, k, d in zip(source, kind, day, strict=True)
        ]
        alpha, beta, effective_n = walk_forward(
            self.trials_, questions, half_life=self.half_life, strength=self.strength
        )
        interval = np.column_stack([betaincinv(alpha, beta, q) for q in (0.05, 0.95)])
        quartile = betaincinv(alpha, beta, 0.25)
        letters = [admiralty_letter(q, n) for q, n in zip(quartile, effective_n, strict=True)]
        return Reliabilities(alpha / (alpha + beta), interval, effective_n, letters)

    def tune(self, since: date, until: date) -> "SourceReliability":
        """Sets ``half_life`` and ``strength`` to those of least walk-forward log loss in a span of days.

        Each trial of the span is predicted from earlier days only, on a grid of half-lives from one
        to sixteen years and strengths from 2 to 32; with no trial in the span nothing changes.
        """
        judged = [trial for trial in self.trials_ if since <= trial.day <= until]
        known = [trial for trial in self.trials_ if trial.day <= until]
        walk = Walk(known, [Asked(t.root, t.kind, t.side, t.day) for t in judged])
        losses = {
            (half_life, strength): _log_loss(stood, judged, strength)
            for half_life in HALF_LIVES
            for stood in [walk.stood(half_life)]
            for strength in STRENGTHS
        }
        if judged:
            self.half_life, self.strength = min(losses, key=losses.__getitem__)
        return self


def _log_loss(stood: Stood, judged: list[Trial], strength: float) -> float:
    alpha, beta = stood.posterior(strength)
    y, weight = (np.array([getattr(t, name) for t in judged]) for name in ("y", "weight"))
    mean = alpha / (alpha + beta)
    return float(-(weight * (y * np.log(mean) + (1.0 - y) * np.log(1.0 - mean))).sum())


def _key(value: Hashable) -> str:
    return str(value)


def _date(day: Any) -> date:
    return day if isinstance(day, date) else _EPOCH + timedelta(days=int(day))


def _require_lengths(n: int, **columns: Sequence[Any]) -> None:
    for name, column in columns.items():
        if len(column) != n:
            raise ValueError(f"{name}: has {len(column)} rows where source has {n}")


def _require_present(**columns: Sequence[Any]) -> None:
    for name, column in columns.items():
        if any(value is None or value != value for value in column):
            raise ValueError(f"{name}: holds None or NaN; leave rows without a value out")


def _require_unit(**columns: Sequence[float]) -> None:
    for name, column in columns.items():
        values = np.asarray(column, dtype=float)
        if not ((values >= 0.0) & (values <= 1.0)).all():
            raise ValueError(f"{name}: holds a value that is not between 0 and 1")
