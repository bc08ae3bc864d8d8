"""The model of Dawid and Skene as they published it: a yardstick for `Consensus`, on the same passes."""

from collections.abc import Hashable, Sequence

import numpy as np

from workers.scoring.labels import coded, named
from workers.scoring.patterns import patterns_of
from workers.scoring.posterior import mass_of, passes_over, softmax, vote_shares

FLOOR = 1e-10  # of a probability never seen


class DawidSkene:
    """Maximum likelihood of one confusion matrix a reviewer, by expectation–maximisation from the votes.

    Dawid & Skene, *Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm*, Applied
    Statistics 28 (1979). Nothing is shrunk, so that a reviewer with few labels is believed too much:
    `Consensus` is the model to use.

    Parameters: ``max_iter`` passes at most, fewer once less than ``tol`` of the labels' mass moves;
    ``use_numba`` ``None`` takes numba where it is installed.

    Fitted, for n items, K classes, W reviewers, in sorted order: ``items_``, ``classes_``,
    ``reviewers_``; ``labels_`` (n,) the most probable; ``probabilities_`` (n, K); ``confusion_``
    (W, K, K): P(label | true class); ``class_prior_`` (K,).
    """

    def __init__(self, *, max_iter: int = 100, tol: float = 1e-6, use_numba: bool | None = None) -> None:
        if max_iter < 1:
            raise ValueError("max_iter: must be at least 1")
        self.max_iter, self.tol, self.use_numba = max_iter, tol, use_numba

    def fit(
        self, items: Sequence[Hashable], reviewers: Sequence[Hashable], labels: Sequence[Hashable]
    ) -> "DawidSkene":
        """Takes equally long sequences of hashables; raises ``ValueError`` as `Consensus` does."""
        rows = coded(items, reviewers, labels)
        n_reviewers, k = len(rows.reviewers), len(rows.classes)
        patterns = patterns_of(rows)
        passes = passes_over(patterns, use_numba=self.use_numba)
        shares = vote_shares(passes, n_reviewers, k)
        counts, totals = passes.count(shares), mass_of(shares, patterns.times)
        for _ in range(self.max_iter):
            theta = np.maximum(counts, FLOOR).reshape(n_reviewers, k, k)
            theta /= np.einsum("wlk->wk", theta)[:, None]
            prior = np.maximum(totals / len(rows.items), FLOOR)
            before = counts
            totals, counts = passes.step(theta.reshape(-1, k), prior)
            if np.abs(np.subtract(counts, before, out=before)).sum() < self.tol * len(rows.item):
                break
        scores = passes.sums(np.log(theta).reshape(-1, k))
        scores += np.log(prior)
        self.items_, self.classes_, self.reviewers_ = rows.items, rows.classes, rows.reviewers
        self.labels_ = named(rows.classes, patterns.spread(scores.argmax(axis=1)))
        self.probabilities_ = patterns.spread(softmax(scores, out=scores))
        self.confusion_, self.class_prior_ = theta.transpose(0, 2, 1), prior
        return self
