"""The passes of expectation–maximisation over the labels, in plain scipy and, where installed, numba.

Both walk through the patterns of labels (see `patterns`), each as often as there are items of it, and give the
states' total mass (Q,) and the expected counts (W·K, Q). scipy's is the reference.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workers.scoring.patterns import Patterns

Floats = npt.NDArray[np.float64]

try:
    from workers.scoring import kernels
except ImportError:  # numba is an optional extra
    kernels = None  # type: ignore[assignment]

HAS_NUMBA = kernels is not None
BLOCK = 8192


class Passes(Protocol):
    """The posterior of each pattern is only ever asked for once, after the last iteration."""

    def count(self, states: Floats) -> Floats: ...

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]: ...

    def sums(self, rows: Floats) -> Floats: ...


class ScipyPasses:
    """Sparse products: scores = A log θ, counts = Aᵀ T, with A (P, W·K) of ones.

    Aᵀ is A itself read the other way: so both products walk through the labels in the order of their patterns.
    """

    def __init__(self, of: Patterns) -> None:
        ones = np.ones(len(of.codes))
        self._votes = sparse.csr_array((ones, of.codes, of.starts), shape=(len(of.times), of.n_codes))
        self._times = of.times

    def count(self, states: Floats) -> Floats:
        return self._votes.T @ (states * self._times[:, None])

    def sums(self, rows: Floats) -> Floats:
        return self._votes @ rows

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        scores = self.sums(np.log(rows))
        scores += np.log(prior)
        states = softmax(scores, out=scores, mass=self._times)
        return np.einsum("pq->q", states), self._votes.T @ states


class NumbaPasses:
    """One fused loop in linear space: products rescaled, counts scattered in the same pass."""

    def __init__(self, of: Patterns) -> None:
        self._of = of

    def count(self, states: Floats) -> Floats:
        return kernels.count(self._of.starts, self._of.codes, self._of.times, states, self._of.n_codes)

    def sums(self, rows: Floats) -> Floats:
        found = np.empty((len(self._of.times), rows.shape[1]))  # numpy asks for large pages, numba does not
        kernels.sums(self._of.starts, self._of.codes, rows, found)
        return found

    def step(self, rows: Floats, prior: Floats) -> tuple[Floats, Floats]:
        return kernels.step(self._of.starts, self._of.codes, self._of.times, rows, prior)


def passes_over(of: Patterns, *, use_numba: bool | None) -> Passes:
    """The passes over these patterns; ``None`` takes numba where it is installed."""
    if use_numba and not HAS_NUMBA:
        raise ValueError("use_numba: numba is not installed; install the extra 'fast' or leave it None")
    return (NumbaPasses if (HAS_NUMBA if use_numba is None else use_numba) else ScipyPasses)(of)


def softmax(scores: Floats, out: Floats | None = None, mass: Floats | float = 1.0) -> Floats:
    """Row-wise, in a new array or in ``out``, each row summing to its ``mass``; numpy's own reductions of short rows
    cost more than the exp."""
    out = np.empty_like(scores) if out is None else out
    mass = np.broadcast_to(mass, len(scores))
    for rows in blocks(len(scores)):
        part = np.subtract(scores[rows], reduce(np.maximum, scores[rows].T)[:, None], out=out[rows])
        np.exp(part, out=part)
        part *= (mass[rows] / np.einsum("pq->p", part))[:, None]
    return out


def blocks(n: int) -> Iterator[slice]:
    """Rows, as many at a time as stay in the processor's cache from one operation to the next."""
    return (slice(first, first + BLOCK) for first in range(0, n, BLOCK))


def mass_of(states: Floats, times: Floats) -> Floats:
    """(Q,): Σ times · states. Not ``@``: its threads would wait for more to do on cores that others need."""
    return np.einsum("p,pq->q", times, states)


def vote_shares(passes: Passes, n_reviewers: int, n_classes: int) -> Floats:
    """(P, K): the shares of each pattern's labels."""
    votes = passes.sums(np.tile(np.eye(n_classes), (n_reviewers, 1)))
    votes /= np.einsum("pk->p", votes)[:, None]
    return votes
