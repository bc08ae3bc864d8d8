"""Reliability of sources: hierarchical beta-binomial with exponential decay over dated outcomes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring.balance import PRICES, balanced, dearest
from workers.scoring.evidence import Side, Trial
from workers.scoring.records import Records
from workers.scoring.scales import admiralty_letter
from workers.scoring.walk import Asked, Stood, Walk

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

    Parameters: ``half_life`` h in days, ``strength`` s in pseudo-trials, ``balance`` the price λ at which
    `predict` makes good what was promised too high or too low before (`workers.scoring.balance`); 0 is never.
    """

    def __init__(self, *, half_life: float = 3 * 365.25, strength: float = 8.0, balance: float = 0.0) -> None:
        if not (half_life > 0 and strength > 0):  # NaN is not either
            raise ValueError("half_life and strength must be positive")
        if not 0.0 <= balance < float("inf"):
            raise ValueError("balance must be zero or positive")
        self.half_life = half_life
        self.strength = strength
        self.balance = balance

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
        """Each source as it stood on the morning of its day: only trials of earlier days count.

        With a ``balance`` the Beta posterior is moved to the probability that is published, as
        concentrated as before, so that mean, interval and letter are of one distribution.
        """
        _require_lengths(len(source), kind=kind, day=day)
        _require_present(source=source, kind=kind, day=day)
        questions = [
            Asked(_key(s), _key(k), Side(side), _date(d)) for s, k, d in zip(source, kind, day, strict=True)
        ]
        trials = [t for t in self.trials_ if t.side is Side(side)] if self.balance else []
        asked = [*questions, *map(_asked, trials)]
        stood = Walk(self.trials_, asked).stood(self.half_life)
        alpha, beta = stood.posterior(self.strength)
        if self.balance:
            mean = self._published(alpha / (alpha + beta), asked, trials, (self.balance,))[0]
            alpha, beta = mean * (alpha + beta), (1.0 - mean) * (alpha + beta)
        alpha, beta, effective_n = (each[: len(questions)] for each in (alpha, beta, stood.trials))
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
        y, weight = _outcomes(judged)
        losses = {
            (half_life, strength): _log_loss(stood, y, weight, strength)
            for half_life in HALF_LIVES
            for stood in [walk.stood(half_life)]
            for strength in STRENGTHS
        }
        if judged:
            self.half_life, self.strength = min(losses, key=losses.__getitem__)
        return self

    def tune_balance(self, since: date, until: date) -> "SourceReliability":
        """Sets ``balance`` to the greatest price whose walk-forward log loss in a span of days is within a standard
        error of that without; with no trial in the span nothing changes. `records` have no use for it.
        """
        known = [trial for trial in self.trials_ if trial.day <= until]
        if any(trial.day >= since for trial in known):
            self.balance = self._dearest(known, since)
        return self

    def _dearest(self, known: list[Trial], since: date) -> float:
        alpha, beta = Walk(known, list(map(_asked, known))).stood(self.half_life).posterior(self.strength)
        base = alpha / (alpha + beta)
        published = np.empty((len(PRICES), len(known)))
        for side in Side:  # what is owed on one side is no business of the other
            rows = [i for i, trial in enumerate(known) if trial.side == side]
            trials = [known[i] for i in rows]
            published[:, rows] = self._published(base[rows], list(map(_asked, trials)), trials, PRICES)
        judged = [i for i, trial in enumerate(known) if trial.day >= since]
        y, weight = _outcomes([known[i] for i in judged])
        return dearest(weight * _surprise(published[:, judged], y), weight * _surprise(base[judged], y))

    def _published(
        self, base: Floats, asked: list[Asked], trials: list[Trial], prices: tuple[float, ...]
    ) -> Floats:
        """What is published for questions, of which the last ones are those of the ``trials``."""
        y, weight = np.zeros(len(asked)), np.zeros(len(asked))
        if trials:
            y[-len(trials) :], weight[-len(trials) :] = _outcomes(trials)
        day = np.array([question.day.toordinal() for question in asked], dtype=np.int64)
        return balanced(base, y, weight, day, half_life=self.half_life, prices=prices)


def _asked(trial: Trial) -> Asked:
    return Asked(trial.root, trial.kind, trial.side, trial.day)


def _outcomes(trials: Sequence[Trial]) -> tuple[Floats, Floats]:
    return np.array([t.y for t in trials], dtype=float), np.array([t.weight for t in trials], dtype=float)


def _surprise(probability: Floats, y: Floats) -> Floats:
    losses: Floats = -(y * np.log(probability) + (1.0 - y) * np.log1p(-probability))
    return losses


def _log_loss(stood: Stood, y: Floats, weight: Floats, strength: float) -> float:
    alpha, beta = stood.posterior(strength)
    return float((weight * _surprise(alpha / (alpha + beta), y)).sum())


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
