"""The passes of expectation–maximisation over the labels, in plain scipy and, where installed, numba.

Both take labels in the order of their items (``starts`` (n + 1,), ``codes`` = reviewer·K + label) and
give the states' total mass (Q,) and the expected counts (W·K, Q). scipy's is the reference.
"""

from functools import reduce
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workers.scoring.labels import Labels

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32] | npt.NDArray[np.int64]

try:
    from workers.scoring import kernels
except ImportError:  # numba is an optional extra
    kernels = None  # type: ignore[assignment]

HAS_NUMBA = kernels is not None


class Passes(Protocol):
    """The posterior of each item is only ever asked for once, after the last iteration."""

    def count(self, states: Floats) -> Floats: ...

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]: ...

    def log_scores(self, rows: Floats) -> Floats: ...


class ScipyPasses:
    """Sparse products: scores = A log θ, counts = Aᵀ T, with A (n, W·K) of ones.

    Aᵀ is A itself read the other way: so both products walk through the labels in the order of their items.
    """

    def __init__(self, starts: Codes, codes: Codes, n_codes: int) -> None:
        ones = np.ones(len(codes))
        self._votes = sparse.csr_array((ones, codes, starts), shape=(len(starts) - 1, n_codes))

    def count(self, states: Floats) -> Floats:
        return self._votes.T @ states

    def log_scores(self, rows: Floats) -> Floats:
        return self._votes @ np.log(rows)

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        scores = self.log_scores(rows)
        scores += np.log(prior)
        states = softmax(scores, out=scores)
        return states.sum(axis=0), self.count(states)


class NumbaPasses:
    """One fused loop in linear space: products rescaled, counts scattered in the same pass."""

    def __init__(self, starts: Codes, codes: Codes, n_codes: int) -> None:
        self._starts, self._codes, self._n_codes = starts, codes, n_codes

    def count(self, states: Floats) -> Floats:
        return kernels.count(self._starts, self._codes, states, self._n_codes)

    def log_scores(self, rows: Floats) -> Floats:
        return kernels.log_scores(self._starts, self._codes, np.log(rows))

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        return kernels.step_of(len(prior))(self._starts, self._codes, rows, prior)


def passes_over(rows: Labels, *, use_numba: bool | None) -> Passes:
    """The passes over these labels; ``None`` takes numba where it is installed."""
    if use_numba and not HAS_NUMBA:
        raise ValueError("use_numba: numba is not installed; install the extra 'fast' or leave it None")
    n_codes = len(rows.reviewers) * len(rows.classes)
    starts: Codes = np.searchsorted(rows.item, np.arange(len(rows.items) + 1))
    codes: Codes = rows.reviewer * len(rows.classes) + rows.label
    if max(n_codes, len(rows.item)) < 2**31:  # half the memory to walk through
        starts, codes = starts.astype(np.int32), codes.astype(np.int32)
    form = NumbaPasses if (HAS_NUMBA if use_numba is None else use_numba) else ScipyPasses
    return form(starts, codes, n_codes)


def softmax(scores: Floats, out: Floats | None = None) -> Floats:
    """Row-wise, in a new array or in ``out``; numpy's own reductions of short rows cost more than the exp."""
    out = np.subtract(scores, reduce(np.maximum, scores.T)[:, None], out=out)
    np.exp(out, out=out)
    out /= (out @ np.ones(out.shape[1]))[:, None]
    return out


def vote_shares(rows: Labels) -> Floats:
    """(n, K): the shares of each item's labels."""
    n, k = len(rows.items), len(rows.classes)
    votes = np.bincount(rows.item * k + rows.label, minlength=n * k).reshape(n, k).astype(float)
    votes /= votes.sum(axis=1, keepdims=True)
    return votes
