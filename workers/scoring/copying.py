"""Who copies whom among sources that answer the same questions, and how little a copy then counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COPY_PRIOR, COPY_RATE = 0.1, 0.8  # Dong's α and c
ANCHORED_RATE, ANCHORED_FROM = 0.95, 200  # c once so many known outcomes anchor the accuracies
HONEST = 0.99  # independent sources are taken to be this good when their agreement is judged


@dataclass(frozen=True, slots=True)
class Dependence:
    """``log_odds`` and ``probability`` D (S, S), sparse, for pairs of sources that share an object."""

    log_odds: sparse.csr_array
    probability: sparse.csr_array

    def anywhere(self) -> Floats:
        """(S,): the weight 1 / (1 + Σ D) of a source among all others."""
        return 1.0 / (1.0 + self.probability.sum(axis=1))

    def where_both_speak(self, covers: sparse.csr_array, source: Ints, of: Ints) -> Floats:
        """The weights of these sources on these objects, among those who speak of the same object."""
        met = ((self.probability @ covers).multiply(covers) + covers).tocsr()  # 1 + Σ D, where covered
        met.sort_indices()
        row = np.repeat(np.arange(met.shape[0], dtype=np.int64), np.diff(met.indptr))
        place = np.searchsorted(row * met.shape[1] + met.indices, source * np.int64(met.shape[1]) + of)
        return 1.0 / met.data[place]


def judge(said: sparse.csr_array, covers: sparse.csr_array, known: int) -> Dependence:
    """From how often two sources differ; ``said`` (S, V) and ``covers`` (S, n) are of ones.

    After Dong, Berti-Equille & Srivastava, *Integrating Conflicting Data*, PVLDB 2(1), 2009. Unlike
    there, D is judged once and before the accuracies, against independent sources that are nearly always
    right: accuracies learned from clones would excuse the clones.
    """
    rate = ANCHORED_RATE if known >= ANCHORED_FROM else COPY_RATE
    same, shared = said @ said.T, covers @ covers.T
    both = HONEST * HONEST
    agree, differ = np.log((HONEST * rate + both * (1.0 - rate)) / both), np.log(1.0 - rate)
    odds = (shared * differ + same * (agree - differ)).tocoo()
    apart = odds.row != odds.col
    place = (odds.row[apart], odds.col[apart])
    value = odds.data[apart] + np.log(COPY_PRIOR / (1.0 - COPY_PRIOR))
    d = 1.0 / (1.0 + np.exp(-np.clip(value, -700.0, 700.0)))
    return Dependence(
        sparse.csr_array((value, place), shape=odds.shape), sparse.csr_array((d, place), shape=odds.shape)
    )
