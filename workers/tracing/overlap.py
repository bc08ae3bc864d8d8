"""What two texts share word for word, exactly: every run of words, where it stands in both.

Time is linear in the length of the two texts. Of several places where a run could have come from the one that gives
the longest run is taken, among the first PLACES.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.tracing.fingerprint import run_hashes
from workers.tracing.words import Words

SEED = 5  # words in a row that make two places worth comparing
GAP = 3  # words added, cut or changed that do not end a shared run
SHORTEST = 8  # shared words that are worth telling
PLACES = 8


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start:end` of one text stand as `other_start:other_end` in the other; `same` of them are equal."""

    start: int
    end: int
    other_start: int
    other_end: int
    same: int


def shared_runs(one: Words, other: Words) -> list[Run]:
    """Runs of at least SHORTEST equal words, in the order of `one`, none overlapping another there."""
    return [run for run in _bridged(_exact_runs(one, other)) if run.same >= SHORTEST]


def _exact_runs(one: Words, other: Words) -> list[Run]:
    seeds, other_seeds = run_hashes(one, SEED), run_hashes(other, SEED)
    order = np.argsort(other_seeds, kind="stable")
    first = np.searchsorted(other_seeds, seeds, side="left", sorter=order)
    past = np.searchsorted(other_seeds, seeds, side="right", sorter=order)
    runs: list[Run] = []
    done = expected = 0
    for at in np.flatnonzero(past > first).tolist():
        if at < done:
            continue
        places = order[first[at] : min(past[at], first[at] + PLACES)].tolist()
        going_on = expected + at - done  # where the last run would go on in the other text
        if (
            past[at] - first[at] > PLACES
            and going_on < len(other_seeds)
            and other_seeds[going_on] == seeds[at]
        ):
            places.append(going_on)
        length, _, place = max(
            (_equal_words(one.hashes[at:], other.hashes[p:]), -abs(p - going_on), p) for p in places
        )
        if length >= SEED:
            runs.append(Run(at, at + length, place, place + length, length))
            done, expected = at + length, place + length
    return runs


def _equal_words(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """How many words are equal from the start on, looking ever further ahead."""
    ahead, limit = 64, min(len(one), len(other))
    start = 0
    while start < limit:
        stop = min(start + ahead, limit)
        differs = np.flatnonzero(one[start:stop] != other[start:stop])
        if len(differs):
            return start + int(differs[0])
        start, ahead = stop, ahead * 2
    return limit


def _bridged(runs: list[Run]) -> list[Run]:
    """Join runs that follow one another in both texts with at most GAP other words between."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and run.start - last.end <= GAP and 0 <= run.other_start - last.other_end <= GAP:
            joined[-1] = Run(last.start, run.end, last.other_start, run.other_end, last.same + run.same)
        else:
            joined.append(run)
    return joined
