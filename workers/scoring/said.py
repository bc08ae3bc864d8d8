"""What records say of many resolved claims at once, each without its own outcome: `Records.without`, in columns.

A fit asks it of every claim for each fold. Only the counts differ from fold to fold, so that the lines of a claim,
whose they are and what its own outcome put into each count are found once.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from workers.scoring.evidence import Trial
from workers.scoring.lines import Line
from workers.scoring.records import Records, Tally, posterior

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Said:
    """n claims with their root ``lines`` and their own ``trials``, under ``records`` that hold all these trials."""

    def __init__(
        self, lines: Sequence[Sequence[Line]], trials: Sequence[Sequence[Trial]], records: Records
    ) -> None:
        self._n, self._records = len(lines), records
        asked = [(n, line, line.asked) for n, of in enumerate(lines) for line in of if line.asked]
        told = [(n, trial) for n, of in enumerate(trials) for trial in of]
        filed = records.source_kinds
        self._claim: Ints = np.array([n for n, _, _ in asked], dtype=np.int64)
        self._times = np.array([line.sign * line.weight for _, line, _ in asked])
        self._has_record = np.array([has_record for *_, (_, _, _, has_record) in asked], dtype=float)
        self._is_filed = np.array(
            [filed.get(root, kind) == kind for *_, (root, kind, _, _) in asked], dtype=float
        )
        weights = [trial.weight * records.decay(trial.day) for _, trial in told]
        rights = [w * trial.y for w, (_, trial) in zip(weights, told, strict=True)]
        at = np.array([n for n, _ in told], dtype=np.int64)
        self._counts = [
            _Count(found, [asks(*of[2][:3]) for of in asked], [asks(t.root, filed.get(t.root, t.kind), t.side) for _, t in told],
                   self._claim, at, np.array(rights), np.array(weights))
            for found, asks in (
                (records.sources, lambda root, kind, side: (root, side)),
                (records.kinds, lambda root, kind, side: (kind, side)),
                (records.totals, lambda root, kind, side: side),
            )
        ]  # fmt: skip

    def without(self, claims: Iterable[int] = ()) -> Floats:
        """(n,): the log-odds that the roots' records give each claim, as if neither its own outcome nor those of
        ``claims`` had been seen."""
        if not len(self._claim):
            return np.zeros(self._n)
        gone = np.zeros(self._n, dtype=bool)
        gone[[*claims]] = True
        own, of_kind, overall = (count.without(gone) for count in self._counts)
        own = Tally(own.right * self._has_record, own.trials * self._has_record)
        of_kind = Tally(
            np.maximum(of_kind.right - own.right * self._is_filed, 0.0),
            np.maximum(of_kind.trials - own.trials * self._is_filed, 0.0),
        )
        alpha, beta, _, overall_mean = posterior(own, of_kind, overall, self._records.strength)
        said = np.log(alpha / beta) - np.log(overall_mean / (1.0 - overall_mean))
        return np.bincount(self._claim, weights=self._times * said, minlength=self._n)


class _Count:
    """One of the three counts: of each root, of its kind, of all; for each line what it is without the claim's own."""

    def __init__(self, found, asked, told, claim: Ints, at: Ints, rights: Floats, weights: Floats) -> None:  # type: ignore[no-untyped-def]
        place: dict[object, int] = {}
        self._of_line = np.array([place.setdefault(key, len(place)) for key in asked], dtype=np.int64)
        of_trial = np.array([place.setdefault(key, len(place)) for key in told], dtype=np.int64)
        self._claim, self._at, self._of_trial, self._told = claim, at, of_trial, (rights, weights)
        tallies = [found.get(key, Tally()) for key in place]
        self._all = np.array([t.right for t in tallies]), np.array([t.trials for t in tallies])
        pair, of_pair = np.unique(at * len(place) + of_trial, return_inverse=True)
        sums = [np.bincount(of_pair, weights=each, minlength=len(pair)) for each in self._told]
        wanted = claim * len(place) + self._of_line
        spot = np.minimum(np.searchsorted(pair, wanted), max(len(pair) - 1, 0))
        is_own = pair[spot] == wanted if len(pair) else np.zeros(len(wanted), dtype=bool)
        self._own = [
            np.where(is_own, each[spot], 0.0) if len(pair) else np.zeros(len(wanted)) for each in sums
        ]

    def without(self, gone: npt.NDArray[np.bool_]) -> Tally:
        """For each line, in columns."""
        out = gone[self._at]
        right, trials = (
            np.maximum(whole - np.bincount(self._of_trial[out], weights=told[out], minlength=len(whole)), 0.0)
            for whole, told in zip(self._all, self._told, strict=True)
        )
        of, still_in = self._of_line, ~gone[self._claim]
        return Tally(
            np.maximum(right[of] - self._own[0] * still_in, 0.0),
            np.maximum(trials[of] - self._own[1] * still_in, 0.0),
        )
