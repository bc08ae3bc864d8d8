"""What records say of many resolved claims at once, each without its own outcome: `Records.without`, in columns.

A fit asks it of every claim for each fold. Only the counts differ from fold to fold, so that the lines of a claim,
whose they are and what its own outcome put into each count are found once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.scoring.evidence import Trial
from workers.scoring.lines import Line
from workers.scoring.records import LEAST_KIND_CLAIMS, Records, Tally, posterior
from workers.scoring.scales import LEAST_EFFECTIVE_N

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Said:
    """n claims with their root ``lines`` and their own ``trials``, under ``records`` that hold all these trials."""

    def __init__(
        self, lines: Sequence[Sequence[Line]], trials: Sequence[Sequence[Trial]], records: Records
    ) -> None:
        self._n, self._records = len(lines), records
        asked = [(n, line, line.asked) for n, of in enumerate(lines) for line in of]
        told = [(n, trial) for n, of in enumerate(trials) for trial in of]
        filed = records.source_kinds
        self._kinds = [kind for *_, (_, kind, _, _) in asked]
        self._own_kinds = {(n, filed.get(trial.root, trial.kind)) for n, trial in told}
        self._claim: Ints = np.array([n for n, _, _ in asked], dtype=np.int64)
        self._times = np.array([line.sign * line.weight for _, line, _ in asked])
        self._has_record = np.array([has_record for *_, (_, _, _, has_record) in asked], dtype=float)
        self._is_filed = np.array(
            [filed.get(root, kind) == kind for *_, (root, kind, _, _) in asked], dtype=float
        )
        weights = np.array([trial.weight * records.decay(trial.day) for _, trial in told])
        tallied = np.array([weights * [trial.y for _, trial in told], weights])
        at: Ints = np.array([n for n, _ in told], dtype=np.int64)
        keys_of: list[tuple[Mapping[Any, Tally], Callable[..., Any]]] = [
            (records.sources, lambda root, kind, side: (root, side)),
            (records.kinds, lambda root, kind, side: (kind, side)),
            (records.totals, lambda root, kind, side: side),
        ]
        self._counts = [
            _Count(
                found,
                [key(*of[:3]) for *_, of in asked],
                [key(t.root, filed.get(t.root, t.kind), t.side) for _, t in told],
                self._claim,
                at,
                tallied,
            )
            for found, key in keys_of
        ]

    def without(self, claims: Iterable[int] = ()) -> Floats:
        """(n,): the log-odds that the roots' records give each claim, as if neither its own outcome nor those of
        ``claims`` had been seen."""
        if not len(self._claim):
            return np.zeros(self._n)
        gone = np.zeros(self._n, dtype=bool)
        gone[[*claims]] = True
        own, of_kind, overall = (count.without(gone) for count in self._counts)
        own *= self._has_record
        of_kind = np.maximum(of_kind - own * self._is_filed, 0.0)
        alpha, beta, _, overall_mean = posterior(
            tuple(own), tuple(of_kind), tuple(overall), self._records.strength
        )
        said = np.log(alpha / beta) - np.log(overall_mean / (1.0 - overall_mean))
        found: Floats = np.bincount(self._claim, weights=self._times * said, minlength=self._n).astype(float)
        return found

    def can_judge(self) -> npt.NDArray[np.bool_]:
        """(n,): whether the record of any of the claim's roots, or of its kind, says anything yet without the claim's
        own outcome: `Records.can_judge`."""
        effective_n = self._counts[0].without(np.zeros(self._n, dtype=bool))[1] * self._has_record
        known = self._records.kind_claims
        left = [
            known.get(kind, 0) - ((n, kind) in self._own_kinds)
            for n, kind in zip(self._claim.tolist(), self._kinds, strict=True)
        ]
        found = np.zeros(self._n, dtype=bool)
        found[self._claim[(effective_n >= LEAST_EFFECTIVE_N) | (np.array(left) >= LEAST_KIND_CLAIMS)]] = True
        return found


class _Count:
    """One of the three counts: of each root, of its kind, of all.

    ``found`` has the whole counts by key, ``asked`` the key of each line and ``told`` that of each trial; ``claim``
    and ``at`` are the claims of lines and trials, ``tallied`` (2, trials) what each trial adds: right words and weight.
    """

    def __init__(
        self,
        found: Mapping[Any, Tally],
        asked: list[Any],
        told: list[Any],
        claim: Ints,
        at: Ints,
        tallied: Floats,
    ) -> None:
        place: dict[Any, int] = defaultdict(count().__next__)
        self._of_line: Ints = np.array([*map(place.__getitem__, asked)], dtype=np.int64)
        self._of_trial: Ints = np.array([*map(place.__getitem__, told)], dtype=np.int64)
        self._claim, self._at, self._tallied = claim, at, tallied
        tallies = [found.get(key, Tally()) for key in place]
        self._whole = np.array([(t.right, t.trials) for t in tallies]).T.reshape(2, len(place))
        self._own = self._of_own_claim(len(place))

    def _of_own_claim(self, n_keys: int) -> Floats:
        """(2, lines): what the line's own claim has added to its count."""
        of_trial, of_line = self._at * n_keys + self._of_trial, self._claim * n_keys + self._of_line
        pairs, which = np.unique(np.append(of_trial, of_line), return_inverse=True)
        sums = [
            np.bincount(which[: len(of_trial)], weights=each, minlength=len(pairs)) for each in self._tallied
        ]
        found: Floats = np.array(sums, dtype=float)[:, which[len(of_trial) :]]
        return found

    def without(self, gone: npt.NDArray[np.bool_]) -> Floats:
        """(2, lines): the count without the own claim's trials and those of the claims that are ``gone``."""
        out = gone[self._at]
        keys, n = self._of_trial[out], self._whole.shape[1]
        less = np.array([np.bincount(keys, weights=each[out], minlength=n) for each in self._tallied])
        left = np.maximum(self._whole - less, 0.0)[:, self._of_line]
        found: Floats = np.maximum(left - self._own * ~gone[self._claim], 0.0)
        return found
