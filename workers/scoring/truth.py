"""Questions with many values: whom to believe when sources differ and some copy others."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workers.scoring.labels import Ints, codes_of

Floats = npt.NDArray[np.float64]

COPY_PRIOR, COPY_RATE = 0.1, 0.8  # Dong's α and c
ANCHORED_RATE, ANCHORED_FROM = 0.95, 200  # c once so many known outcomes anchor the accuracies
HONEST = 0.99  # independent sources are taken to be this good when their agreement is judged
FALSE_VALUES = 10.0  # how many ways to be wrong
START, START_WEIGHT = 0.8, 4.0  # prior of an accuracy, in claims
ROUNDS = 20


class ValueTruth:
    """Accuracies of sources, dependence between them and the most probable value of each object.

    After Dong, Berti-Equille & Srivastava, *Integrating Conflicting Data*, PVLDB 2(1), 2009: EM over
    accuracies with votes weighing ``ln(n A / (1 − A)) · I``, ``I = 1 / (1 + Σ D)``. Unlike there, D is
    judged once and before the accuracies, against independent sources that are nearly always right:
    accuracies learned from clones would excuse the clones.

    Fitted, for n objects, V (object, value) pairs and S sources: ``objects_``, ``values_`` (V,) with
    ``object_of_`` (V,) into the objects, ``probabilities_`` (V,) summing to one over each object,
    ``truths_`` (n,) the most probable values; ``sources_``, ``accuracy_`` (S,), ``dependence_`` sparse
    (S, S) of D and ``dependence_log_odds_`` with the same pattern.
    """

    def fit(
        self,
        objects: Sequence[Hashable],
        sources: Sequence[Hashable],
        values: Sequence[Hashable],
        known: Mapping[Any, Any] | None = None,
    ) -> "ValueTruth":
        """Equally long sequences; ``known`` objects have their value and anchor the accuracies.

        Raises ``ValueError`` for unequal lengths, no rows, or ``None`` and NaN as a value.
        """
        if not len(objects) == len(sources) == len(values) or not len(objects):
            raise ValueError("objects, sources, values: give equally many, at least one")
        self.objects_, of_object = codes_of("objects", objects)
        self.sources_, of_source = codes_of("sources", sources)
        names, of_value = codes_of("values", values)
        pairs, claim = np.unique(of_object * len(names) + of_value, return_inverse=True)
        self.object_of_ = pairs // len(names)
        self.values_ = [names[code] for code in pairs % len(names)]
        shape = (len(self.sources_), len(pairs))
        said = sparse.csr_array((np.ones(len(claim)), (of_source, claim)), shape=shape)
        said.data[:] = 1.0  # a source that repeats itself says it once
        fixed = self._fixed(known or {})
        rate = ANCHORED_RATE if len(known or {}) >= ANCHORED_FROM else COPY_RATE
        self._judge_dependence(said, rate)
        self._weigh(said, fixed)
        best = np.lexsort((-self.probabilities_, self.object_of_))
        first = best[np.searchsorted(self.object_of_[best], np.arange(len(self.objects_)))]
        self.truths_ = [self.values_[code] for code in first]
        return self

    def _fixed(self, known: Mapping[Any, Any]) -> Floats:
        """(V,): NaN where the object is open, else whether the value is the known one."""
        is_open = np.array([name not in known for name in self.objects_])
        right = [known.get(self.objects_[o]) == v for o, v in zip(self.object_of_, self.values_, strict=True)]
        return np.where(is_open[self.object_of_], np.nan, np.array(right, dtype=float))

    def _judge_dependence(self, said: sparse.csr_array, rate: float) -> None:
        """Log-odds that one of two sources copies the other, from how often they differ."""
        covers = said @ _by_object(self.object_of_)
        same, shared = (said @ said.T).tocoo(), (covers @ covers.T).tocoo()
        both = HONEST * HONEST
        agree, differ = np.log((HONEST * rate + both * (1.0 - rate)) / both), np.log(1.0 - rate)
        odds = sparse.csr_array(shared) * differ + sparse.csr_array(same) * (agree - differ)
        odds = odds.tocoo()
        apart = odds.row != odds.col
        row, col, value = odds.row[apart], odds.col[apart], odds.data[apart]
        value = value + np.log(COPY_PRIOR / (1.0 - COPY_PRIOR))
        self.dependence_log_odds_ = sparse.csr_array((value, (row, col)), shape=odds.shape)
        d = 1.0 / (1.0 + np.exp(-np.clip(value, -700.0, 700.0)))
        self.dependence_ = sparse.csr_array((d, (row, col)), shape=odds.shape)

    def _weigh(self, said: sparse.csr_array, fixed: Floats) -> None:
        independence = 1.0 / (1.0 + self.dependence_.sum(axis=1))
        n = len(self.objects_)
        votes = said.sum(axis=0)
        p = votes / np.bincount(self.object_of_, votes, n)[self.object_of_]
        claims = said.sum(axis=1)
        for _ in range(ROUNDS):
            p = np.where(np.isnan(fixed), p, fixed)
            accuracy = (said @ p + START_WEIGHT * START) / (claims + START_WEIGHT)
            weight = independence * np.log(FALSE_VALUES * accuracy / (1.0 - accuracy))
            p = _softmax_within(said.T @ weight, self.object_of_, n)
        self.accuracy_, self.probabilities_ = accuracy, np.where(np.isnan(fixed), p, fixed)


def _by_object(object_of: Ints) -> sparse.csr_array:
    n = len(object_of)
    return sparse.csr_array((np.ones(n), (np.arange(n), object_of)))


def _softmax_within(scores: Floats, object_of: Ints, n: int) -> Floats:
    most = np.full(n, -np.inf)
    np.maximum.at(most, object_of, scores)
    raised = np.exp(scores - most[object_of])
    return raised / np.bincount(object_of, raised, n)[object_of]
