"""The two passes of expectation–maximisation over the labels, in plain scipy and, where installed, numba.

Both take labels in the order of their items (``starts`` (n + 1,), ``codes`` = reviewer·K + label) and
give the states' posterior (n, Q) and the expected counts (W·K, Q). scipy's is the reference.
"""

from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

try:
    from workers.scoring import kernels
except ImportError:  # numba is an optional extra
    kernels = None  # type: ignore[assignment]

HAS_NUMBA = kernels is not None


class Passes(Protocol):
    """Log-space scores are only ever asked for once, after the last iteration."""

    def count(self, states: Floats) -> Floats: ...

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]: ...

    def log_scores(self, rows: Floats) -> Floats: ...


class ScipyPasses:
    """Sparse products: scores = A log θ, counts = Aᵀ T, with A (n, W·K) of ones."""

    def __init__(self, starts: Ints, codes: Ints, n_codes: int) -> None:
        shape = (len(starts) - 1, n_codes)
        ones = np.ones(len(codes))
        self._votes = sparse.csr_array((ones, codes.astype(np.int32), starts.astype(np.int32)), shape=shape)
        self._transposed = self._votes.T.tocsr()

    def count(self, states: Floats) -> Floats:
        return self._transposed @ states

    def log_scores(self, rows: Floats) -> Floats:
        return self._votes @ np.log(rows)

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        scores = self.log_scores(rows)
        scores += np.log(prior)
        states = softmax(scores)
        return states, self.count(states)


class NumbaPasses:
    """One fused loop in linear space: products rescaled, counts scattered in the same pass."""

    def __init__(self, starts: Ints, codes: Ints, n_codes: int) -> None:
        self._starts, self._codes, self._n_codes = starts, codes, n_codes

    def count(self, states: Floats) -> Floats:
        return kernels.count(self._starts, self._codes, states, self._n_codes)

    def log_scores(self, rows: Floats) -> Floats:
        return kernels.log_scores(self._starts, self._codes, np.log(rows))

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        return kernels.step(self._starts, self._codes, rows, prior)


def passes_for(starts: Ints, codes: Ints, n_codes: int, *, use_numba: bool) -> Passes:
    return (NumbaPasses if use_numba else ScipyPasses)(starts, codes, n_codes)


def softmax(scores: Floats) -> Floats:
    """Row-wise, in a new array."""
    out = scores - scores.max(axis=1, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis=1, keepdims=True)
    return out
