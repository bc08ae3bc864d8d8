"""A text's fingerprint: few hashes that two texts share wherever they share enough words in a row.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003):
of the hashes of all runs of RUN words, the smallest in each window of WINDOW is kept. Any GUARANTEE words copied in
a row leave at least one hash in common, and chance leaves next to none. A MinHash of the whole text cannot do that: a
tenth of a text copied into another is a Jaccard similarity of 0.05 (docs/tracing.md has both measured).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from workers.tracing.words import Words

RUN, WINDOW = 6, 11
GUARANTEE = RUN + WINDOW - 1

# Changing anything that changes a hash (here, or in words.py) needs a new version: an index of the old one is refused.
VERSION = 1

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXERS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# SQLite stores an integer of 48 bits in six bytes; a billion hashes still collide with a new one 4 times in a million.
_BITS = np.uint64(16)


def run_hashes(found: Words, length: int = RUN) -> NDArray[np.int64]:
    """A 48-bit hash for each run of `length` words, in order; empty where there are fewer words."""
    count = len(found) - length + 1
    if count < 1:
        return np.zeros(0, dtype=np.int64)
    hashes = found.hashes.astype(np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for i in range(length):
        mixed = mixed * _MULTIPLIER + hashes[i : i + count]
    return (_mix(mixed) >> _BITS).astype(np.int64)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread each value over all 64 bits (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MIXERS[0]
    values = (values ^ (values >> np.uint64(27))) * _MIXERS[1]
    return values ^ (values >> np.uint64(31))


def fingerprint(found: Words) -> NDArray[np.int64]:
    """The sorted distinct hashes kept of a text, about two in twelve runs; empty under RUN words."""
    hashes = run_hashes(found)
    if len(hashes) > WINDOW:
        hashes = sliding_window_view(hashes, WINDOW).min(axis=1)
    elif len(hashes):
        hashes = hashes.min(keepdims=True)
    return np.unique(hashes)
