"""Agreement between reviewers: Krippendorff's α for nominal labels, with a bootstrap interval."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workers.scoring.labels import coded

Floats = npt.NDArray[np.float64]
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Agreement:
    """``alpha`` and its 95 % ``interval``, both ``None`` where undefined, with the ``reason``.

    ``items`` counts the items with two labels or more, the only ones agreement can be seen on.
    """

    alpha: float | None
    interval: tuple[float, float] | None
    items: int
    reason: str | None = None


def agreement(
    items: Sequence[Hashable], reviewers: Sequence[Hashable], labels: Sequence[Hashable], *, seed: int = 0
) -> Agreement:
    """Krippendorff's α (*Content Analysis*, ch. 11): 1 perfect, 0 as by chance, below 0 systematic discord.

    The interval resamples items. No labels at all is undefined, not an error; unequal lengths and
    missing values are ``ValueError`` as for `Consensus`.
    """
    if not len(items) == len(reviewers) == len(labels) == 0:
        rows = coded(items, reviewers, labels)
        n, k = len(rows.items), len(rows.classes)
        counts = np.bincount(rows.item * k + rows.label, minlength=n * k).reshape(n, k).astype(float)
        return _of_counts(*_alike(counts[counts.sum(axis=1) >= 2]), seed)
    return Agreement(None, None, 0, "no labels")


def _alike(counts: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The distinct rows in order, and how many there are of each: ``np.unique(axis=0)`` at a tenth of its price."""
    ordered = counts[np.lexsort(counts.T[::-1])]
    is_last = np.append((ordered[1:] != ordered[:-1]).any(axis=1), True)[: len(ordered)]
    return ordered[is_last], np.diff(np.flatnonzero(is_last), prepend=-1)


def _of_counts(counts: Floats, times: npt.NDArray[np.int64], seed: int) -> Agreement:
    """``counts`` (P, K) are the distinct items, ``times`` (P,) how many there are of each: items that were labelled
    alike need not be told apart, neither to count them nor to draw them again."""
    n_items = int(times.sum())
    if n_items == 0:
        return Agreement(None, None, 0, "no item has labels of two reviewers")
    if (counts.sum(axis=0) > 0).sum() < 2:
        return Agreement(None, None, n_items, "only one label was ever used")
    per_item = counts.sum(axis=1)
    discord = (per_item**2 - (counts**2).sum(axis=1)) / (per_item - 1.0)
    alpha = _alpha(times, counts, discord)
    drawn = np.random.default_rng(seed).multinomial(n_items, times / n_items, size=RESAMPLES)
    draws = [_alpha(weights, counts, discord) for weights in drawn]
    low, high = np.quantile([draw for draw in draws if draw is not None], (0.025, 0.975))
    assert alpha is not None  # noqa: S101  # two labels were used
    return Agreement(alpha, (float(low), float(high)), n_items)


def _alpha(weights: npt.NDArray, counts: Floats, discord: Floats) -> float | None:
    """1 − observed / expected disagreement; ``None`` for a resample in which only one label is left."""
    by_class = weights @ counts
    n = by_class.sum()
    expected = (n**2 - (by_class**2).sum()) / (n - 1.0)
    return float(1.0 - (weights @ discord) / expected) if expected > 0 else None
