"""The numba form of the passes in `posterior`; imported only where numba is installed."""

import numpy as np
from numba import njit

RESCALE_EVERY = 16  # products of so many factors of at least 1e-12 stay above the least double


@njit(cache=True, fastmath=True)
def count(starts, codes, states, n_codes):
    counts = np.zeros((n_codes, states.shape[1]))
    for i in range(len(starts) - 1):
        for j in range(starts[i], starts[i + 1]):
            counts[codes[j]] += states[i]
    return counts


@njit(cache=True, fastmath=True)
def log_scores(starts, codes, log_rows):
    scores = np.zeros((len(starts) - 1, log_rows.shape[1]))
    for i in range(len(starts) - 1):
        for j in range(starts[i], starts[i + 1]):
            scores[i] += log_rows[codes[j]]
    return scores


@njit(cache=True, fastmath=True)
def step(starts, codes, rows, prior):
    n, q = len(starts) - 1, len(prior)
    states = np.empty((n, q))
    counts = np.zeros(rows.shape)
    for i in range(n):
        p = states[i]
        for k in range(q):
            p[k] = prior[k]
        for j in range(starts[i], starts[i + 1]):
            row = rows[codes[j]]
            for k in range(q):
                p[k] *= row[k]
            if (j - starts[i]) % RESCALE_EVERY == RESCALE_EVERY - 1:
                p /= p.sum()
        p /= p.sum()
        for j in range(starts[i], starts[i + 1]):
            cell = counts[codes[j]]
            for k in range(q):
                cell[k] += p[k]
    return states, counts
