"""The numba form of the passes in `posterior`; imported only where numba is installed.

Scalar loops over flat indices: a slice, a view or an array sum inside the loop doubles the time. Indices are
unsigned, or each would be asked whether it counts from the end.
"""

from functools import cache

import numpy as np
from numba import njit

RESCALE_EVERY = 16  # products of so many factors of at least 1e-12 stay above the least double


@njit(cache=True, fastmath=True, nogil=True)
def count(starts, codes, states, n_codes):
    counts = np.zeros((n_codes, states.shape[1]))
    for i in range(len(starts) - 1):
        for j in range(starts[i], starts[i + 1]):
            code = np.uint64(codes[j])
            for q in range(states.shape[1]):
                counts[code, q] += states[i, q]
    return counts


@njit(cache=True, fastmath=True, nogil=True)
def log_scores(starts, codes, log_rows):
    n, n_states = len(starts) - 1, log_rows.shape[1]
    scores = np.zeros((n, n_states))
    for i in range(n):
        for j in range(starts[i], starts[i + 1]):
            code = np.uint64(codes[j])
            for q in range(n_states):
                scores[i, q] += log_rows[code, q]
    return scores


@cache
def step_of(n_states: int):
    """The pass for so many states: a constant lets the compiler unroll its loops."""

    @njit(cache=True, fastmath=True, nogil=True)
    def step(starts, codes, rows, prior):
        counts, totals, p = np.zeros(rows.shape), np.zeros(n_states), np.empty(n_states)
        for i in range(len(starts) - 1):
            first, last = starts[i], starts[i + 1]
            for q in range(n_states):
                p[q] = prior[q]
            for j in range(first, last):
                code = np.uint64(codes[j])
                for q in range(n_states):
                    p[q] *= rows[code, q]
                if (j - first) % RESCALE_EVERY == RESCALE_EVERY - 1:
                    rescale(p)
            rescale(p)
            for q in range(n_states):
                totals[q] += p[q]
            for j in range(first, last):
                code = np.uint64(codes[j])
                for q in range(n_states):
                    counts[code, q] += p[q]
        return totals, counts

    return step


@njit(inline="always", fastmath=True)
def rescale(p):
    total = 0.0
    for q in range(len(p)):
        total += p[q]
    total = 1.0 / total
    for q in range(len(p)):
        p[q] *= total
