"""The plainest consensus: each item's most frequent label, as a fallback and as a yardstick."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import betaincinv

from workers.scoring.labels import coded


class MajorityVote:
    """Majority vote with the attributes of `Consensus`.

    ``probabilities_`` are the shares of the votes smoothed by one vote spread like the class prior,
    which also breaks ties; an adjudicated item has its class. ``confusion_`` counts a reviewer's
    labels against the majority, smoothed by the same one vote.
    """

    def fit(
        self,
        items: Sequence[Hashable],
        reviewers: Sequence[Hashable],
        labels: Sequence[Hashable],
        known: Mapping[Any, Any] | None = None,
    ) -> "MajorityVote":
        """Takes equally long sequences of hashables; raises ``ValueError`` as `coded` says."""
        rows = coded(items, reviewers, labels, known)
        n, k = len(rows.items), len(rows.classes)
        votes = np.bincount(rows.item * k + rows.label, minlength=n * k).reshape(n, k)
        prior = (votes.sum(axis=0) + 1.0) / (votes.sum() + k)
        smoothed = votes + prior
        probabilities = smoothed / smoothed.sum(axis=1, keepdims=True)
        is_known = rows.known >= 0
        probabilities[is_known] = np.eye(k)[rows.known[is_known]]
        self.items_, self.classes_, self.reviewers_ = rows.items, rows.classes, rows.reviewers
        self.probabilities_ = probabilities
        winners = probabilities.argmax(axis=1)
        self.labels_ = [rows.classes[code] for code in winners]
        self._count_reviewers(rows.reviewer, winners[rows.item], rows.label, prior)
        return self

    def _count_reviewers(self, reviewer: Any, truth: Any, label: Any, prior: Any) -> None:
        w, k = len(self.reviewers_), len(self.classes_)
        confusion = np.bincount((reviewer * k + truth) * k + label, minlength=w * k * k).reshape(w, k, k)
        right = np.trace(confusion, axis1=1, axis2=2)
        wrong = confusion.sum(axis=(1, 2)) - right
        self.confusion_ = (confusion + prior) / (confusion + prior).sum(axis=2, keepdims=True)
        self.accuracy_interval_ = np.column_stack(
            [betaincinv(right + 1.0, wrong + 1.0, q) for q in (0.05, 0.95)]
        )
