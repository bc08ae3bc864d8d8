"""Questions with many values: whom to believe when sources differ and some copy others."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workers.scoring import copying
from workers.scoring.labels import Ints, codes_of
from workers.scoring.temperature import PRIOR_MEAN

Floats = npt.NDArray[np.float64]
Near = Callable[[Any, Any], bool]

FALSE_VALUES = 20.0  # how many ways to be wrong
WEIGHT = 4.0  # pseudo-claims behind every prior: of a source, of its skill in one kind, of a value
START = np.array([0.7, 0.1, 0.2])  # right, nearly right, wrong
MOST = 1000.0  # pseudo-claims at most that a belief is worth beside what is known
ROUNDS = 20
_FLOOR = 1e-9


class ValueTruth:
    """Accuracies of sources, dependence between them and the most probable value of each object.

    EM over what each source is: right, nearly right or wrong, after Dong, Berti-Equille & Srivastava
    (PVLDB 2(1), 2009) for the votes ``I ln(n A / (1 − A))`` with ``I = 1 / (1 + Σ D)`` (D: see `copying`),
    Jung, Kim & Shim (EDBT 2019) for the middle case, Dong, Saha & Srivastava (PVLDB 6(2), 2012) for
    values that are wrong more often than others. From coarse to fine: first one accuracy for each
    source, then, where kinds of questions are told apart, one for each kind, drawn to the first.

    Fitted, for n objects, V (object, value) pairs and S sources: ``objects_``, ``values_`` (V,) with
    ``object_of_`` (V,) into the objects, ``probabilities_`` (V,) summing to one over each object (to zero
    where nobody said what is known), ``truths_`` (n,) the most probable values or the known; ``sources_``,
    ``accuracy_`` (S,) how often a source is right or nearly right, ``dependence_`` sparse (S, S) of D and
    ``dependence_log_odds_`` with its pattern.
    """

    def fit(
        self,
        objects: Sequence[Hashable],
        sources: Sequence[Hashable],
        values: Sequence[Hashable],
        known: Mapping[Any, Any] | None = None,
        *,
        kinds: Sequence[Hashable] | None = None,
        near: Near | None = None,
    ) -> "ValueTruth":
        """Equally long sequences; ``known`` objects have their value and anchor the accuracies.

        ``kinds`` says of each row what kind of question its object is: a source may know gates and not
        times. ``near(said, true)`` is whether a value is nearly right where another is true, such as a
        wider place or a time minutes off. A published probability is softmax(τ · score) with the same
        τ = 0.35 that a consensus has before anything is adjudicated.

        Raises ``ValueError`` for unequal lengths, no rows, ``None`` and NaN as a value, or an object of
        two kinds.
        """
        if not len(objects) == len(sources) == len(values) or not len(objects):
            raise ValueError("objects, sources, values: give equally many, at least one")
        known = known or {}
        self.objects_, of_object = codes_of("objects", objects)
        self.sources_, of_source = codes_of("sources", sources)
        names, of_value = codes_of("values", values)
        pairs, claim = np.unique(of_object * len(names) + of_value, return_inverse=True)
        self.object_of_ = pairs // len(names)
        self.values_ = [names[code] for code in pairs % len(names)]
        self._kind = _kinds(kinds, of_object, len(self.objects_))[self.object_of_]
        self._code = np.unique(pairs % len(names) * (self._kind.max() + 1) + self._kind, return_inverse=True)[
            1
        ]
        said = _ones(of_source, claim, (len(self.sources_), len(pairs)))
        covers = _ones(of_source, of_object, (len(self.sources_), len(self.objects_)))
        found = copying.judge(said, covers, len(known))
        self.dependence_, self.dependence_log_odds_ = found.probability, found.log_odds
        self._near = self._nearness(near)
        self._settled = self._outcomes_known(known, near)
        self._weigh(said, covers, found, by_kind=kinds is not None)
        best = np.lexsort((-self.probabilities_, self.object_of_))
        first = best[np.searchsorted(self.object_of_[best], np.arange(len(self.objects_)))]
        self.truths_ = [
            known.get(name, self.values_[at]) for name, at in zip(self.objects_, first, strict=True)
        ]
        return self

    def _outcomes_known(self, known: Mapping[Any, Any], near: Near | None) -> Floats:
        """(V, 3): whether a value is right, nearly right, wrong where its object is known, else NaN.

        Asked of the known value itself, which nobody need have said: a source that is always a minute off
        is nearly right, not wrong.
        """
        found = np.full((len(self.values_), 3), np.nan)
        for at, (o, said) in enumerate(zip(self.object_of_.tolist(), self.values_, strict=True)):
            if (name := self.objects_[o]) in known:
                right = said == known[name]
                close = not right and near is not None and near(said, known[name])
                found[at] = right, close, not (right or close)
        return found

    def _nearness(self, near: Near | None) -> sparse.csr_array:
        """(V, V) of ones: the row's value is nearly right where the column's is true."""
        places: list[tuple[int, int]] = []
        if near is not None:
            ends = np.searchsorted(self.object_of_, np.arange(len(self.objects_) + 1)).tolist()
            for first, last in zip(ends[:-1], ends[1:], strict=True):
                rivals = range(first, last)
                places += [
                    (i, j)
                    for i in rivals
                    for j in rivals
                    if i != j and near(self.values_[i], self.values_[j])
                ]
        row, col = np.array(places, dtype=np.int64).reshape(-1, 2).T
        shape = (len(self.values_), len(self.values_))
        return sparse.csr_array((np.ones(len(row)), (row, col)), shape=shape)

    def _weigh(
        self,
        said: sparse.csr_array,
        covers: sparse.csr_array,
        found: copying.Dependence,
        *,
        by_kind: bool,
    ) -> None:
        n, n_values = len(self.objects_), len(self.values_)
        rows = said.tocoo()
        source, claim = rows.row, rows.col
        weight = found.anywhere()[source]
        cell = source * (self._kind.max() + 1) + self._kind[claim]
        votes = _sum(claim, weight, n_values)  # copies together count about once
        p: Floats = votes / np.bincount(self.object_of_, votes, n)[self.object_of_]
        for stage in (False, True) if by_kind else (False,):
            if stage:
                weight = found.where_both_speak(covers, source, self.object_of_[claim])
            for _ in range(ROUNDS):
                skill = self._skills(source, claim, cell if stage else source, p)
                right, close, wrong = np.maximum(skill, _FLOOR).T
                scores = _sum(claim, weight * np.log(FALSE_VALUES * right / wrong), n_values)
                scores += self._near.T @ _sum(claim, weight * np.log(FALSE_VALUES * close / wrong), n_values)
                scores += self._popularity(votes, p)
                p = _softmax_within(scores, self.object_of_, n)
        published = _softmax_within(float(np.exp(PRIOR_MEAN)) * scores, self.object_of_, n)
        self.probabilities_ = np.where(np.isnan(self._settled[:, 0]), published, self._settled[:, 0])
        claims = np.bincount(source, minlength=len(self.sources_))
        self.accuracy_ = np.bincount(source, skill[:, :2].sum(axis=1), len(self.sources_)) / claims

    def _skills(self, source: Ints, claim: Ints, cell: Ints, p: Floats) -> Floats:
        """(claims, 3): how often whoever makes the claim is right, nearly right and wrong.

        What is known speaks with its own counts, what is only believed as a prior to it.
        """
        believed = self._outcomes(p)[claim]
        counts = _sums(source, believed)
        total = counts.sum(axis=0) + WEIGHT * START
        mean = _drawn(counts, START)
        mean = _granular(mean, total)[source]
        if cell is not source:
            mean = _drawn(_sums(cell, believed)[cell], mean)
        if np.isnan(self._settled).all():
            return mean
        settled = _sums(cell, np.nan_to_num(self._settled)[claim])
        of_cell = np.zeros_like(settled)
        of_cell[cell] = mean
        return _drawn(settled, of_cell, _concentration(settled, of_cell))[cell]

    def _outcomes(self, p: Floats) -> Floats:
        """(V, 3): the probability that a value is right, nearly right, wrong."""
        close = np.minimum(self._near @ p, 1.0 - p)
        believed = np.column_stack([p, close, 1.0 - p - close])
        return np.where(np.isnan(self._settled), believed, self._settled)

    def _popularity(self, votes: Floats, p: Floats) -> Floats:
        """(V,): log odds of a value to be right wherever it is claimed, over those of any value."""
        right, close, wrong = (self._outcomes(p) * votes[:, None]).T
        true, false = (np.bincount(self._code, mass) for mass in (right + close, wrong))
        odds = (true.sum() + 1.0) / (false.sum() + 1.0)
        return np.log((true / odds + WEIGHT) / (false + WEIGHT))[self._code]


def _kinds(kinds: Sequence[Hashable] | None, of_object: Ints, n: int) -> Ints:
    """(n,): each object's kind."""
    if kinds is None:
        return np.zeros(n, dtype=np.int64)
    if len(kinds) != len(of_object):
        raise ValueError(f"kinds: has {len(kinds)} rows where objects has {len(of_object)}")
    _, codes = codes_of("kinds", kinds)
    found = np.zeros(n, dtype=np.int64)
    found[of_object] = codes
    if (found[of_object] != codes).any():
        raise ValueError("kinds: one object is of two kinds")
    return found


def _ones(row: Ints, col: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    made = sparse.csr_array((np.ones(len(row)), (row, col)), shape=shape)
    made.data[:] = 1.0  # who repeats himself says it once
    return made


def _sum(key: Ints, values: Floats, n: int) -> Floats:
    return np.bincount(key, values, n).astype(float)


def _sums(key: Ints, rows: Floats) -> Floats:
    return np.column_stack([np.bincount(key, column) for column in rows.T])


def _drawn(counts: Floats, mean: Floats, weight: float = WEIGHT) -> Floats:
    return (counts + weight * mean) / (counts.sum(axis=1, keepdims=True) + weight)


def _concentration(counts: Floats, mean: Floats) -> float:
    """Pseudo-counts that ``mean`` (cells, 3) is worth beside ``counts``: few where these scatter about it by more than
    chance would have them, many where by no more. Dirichlet-multinomial, by moments."""
    n = counts.sum(axis=1)
    seen = n > 0
    counts, mean, n = counts[seen], mean[seen], n[seen]
    by_chance = (mean * (1.0 - mean)).sum(axis=1)
    scatter = ((counts - n[:, None] * mean) ** 2).sum(axis=1) / n
    beyond = (scatter - by_chance).sum() / max((by_chance * (n - 1.0)).sum(), _FLOOR)
    return float(1.0 / np.clip(beyond, 1.0 / MOST, 1.0 / (1.0 + WEIGHT)) - 1.0)


def _granular(mean: Floats, total: Floats) -> Floats:
    """How fine a true answer is, is taken to be alike for all sources.

    Judged by itself, the source that is believed would define what is exact.
    """
    right = mean[:, :2].sum(axis=1)
    share = total[1] / total[:2].sum()
    return np.column_stack([right * (1.0 - share), right * share, mean[:, 2]])


def _softmax_within(scores: Floats, object_of: Ints, n: int) -> Floats:
    most = np.full(n, -np.inf)
    np.maximum.at(most, object_of, scores)
    raised = np.exp(scores - most[object_of])
    return raised / np.bincount(object_of, raised, n)[object_of]
