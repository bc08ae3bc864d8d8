"""The numba form of the passes in `posterior`; imported only where numba is installed.

Scalar loops over flat indices: a slice, a view or an array sum inside the loop doubles the time. Indices are
unsigned, or each would be asked whether it counts from the end; `_step` spares what else is asked of each label.
"""

import numpy as np
from numba import njit, types
from numba.cpython.unsafe.tuple import tuple_setitem
from numba.extending import overload

RESCALE_EVERY = np.uint64(16)  # products of so many factors of at least 1e-12 stay above the least double
IN_REGISTERS = 10  # states; the processor has room for about so many beside what is read


def count(starts, codes, times, states, n_codes):
    return _count(starts, codes, times, states, n_codes, _room(states.shape[1]))


@njit(cache=True, fastmath=True, nogil=True)
def _count(starts, codes, times, states, n_codes, p):
    counts = np.zeros((n_codes, len(p)))
    for i in range(len(starts) - 1):
        for q in range(len(p)):
            p = put(p, q, times[i] * states[i, q])
        for j in range(np.uint64(starts[i]), np.uint64(starts[i + 1])):
            code = np.uint64(codes[j])
            for q in range(len(p)):
                counts[code, q] += p[q]
    return counts


@njit(cache=True, fastmath=True, nogil=True)
def sums(starts, codes, rows, found):
    for i in range(len(starts) - 1):
        for q in range(rows.shape[1]):
            found[i, q] = 0.0
        for j in range(np.uint64(starts[i]), np.uint64(starts[i + 1])):
            code = np.uint64(codes[j])
            for q in range(rows.shape[1]):
                found[i, q] += rows[code, q]


def step(starts, codes, times, rows, prior):
    return _step(starts, codes, times, rows, prior, _room(len(prior)))


@njit(cache=True, fastmath=True, nogil=True, error_model="numpy")
def _step(starts, codes, times, rows, prior, p):
    counts, totals = np.zeros(rows.shape), np.zeros(len(p))
    for i in range(len(starts) - 1):
        first, last = np.uint64(starts[i]), np.uint64(starts[i + 1])
        for q in range(len(p)):
            p = put(p, q, prior[q])
        for j in range(first, last):
            code = np.uint64(codes[j])
            for q in range(len(p)):
                p = put(p, q, p[q] * rows[code, q])
            if (j - first) % RESCALE_EVERY == RESCALE_EVERY - np.uint64(1):
                scale = 1.0 / total(p)
                for q in range(len(p)):
                    p = put(p, q, p[q] * scale)
        scale = times[i] / total(p)
        for q in range(len(p)):
            p = put(p, q, p[q] * scale)
            totals[q] += p[q]
        for j in range(first, last):
            code = np.uint64(codes[j])
            for q in range(len(p)):
                counts[code, q] += p[q]
    return totals, counts


@njit(inline="always", fastmath=True)
def total(p):
    found = 0.0
    for q in range(len(p)):
        found += p[q]
    return found


def _room(n_states):
    """``p`` where it is quickest to get at."""
    return (0.0,) * n_states if n_states <= IN_REGISTERS else np.empty(n_states)


def put(p, q, value):
    """``p`` with this value at ``q``: a new tuple, which the compiler keeps in registers, or the same array."""


@overload(put, inline="always")
def _put(p, q, value):
    if isinstance(p, types.UniTuple):
        return lambda p, q, value: tuple_setitem(p, q, value)  # type: ignore[call-arg]

    def in_place(p, q, value):
        p[q] = value
        return p

    return in_place
