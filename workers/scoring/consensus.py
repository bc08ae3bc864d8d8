"""Consensus of several reviewers: Dawid–Skene with a hierarchical prior and contested items."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring.confusion import SUBTYPES, Precisions, Prior, prior_of, rows_of, update_precisions
from workers.scoring.frozen import ConsensusParameters, by_class, by_label
from workers.scoring.labels import Labels, coded, named
from workers.scoring.posterior import passes_over, vote_shares
from workers.scoring.temperature import fit_temperature, tempered

Floats = npt.NDArray[np.float64]

PRIOR_ITEMS = 100.0  # pseudo-items that say: the classes are about as frequent as their votes
UPDATE_EVERY = 3  # iterations between two steps of the precisions


class Consensus:
    """What several reviewers' labels say of each item, and what the items say of the reviewers.

    Each class has an easy and a contested state; z_i ~ Cat(π) over states, y_iw | z_i = q ~ Cat(θ_wq),
    θ_wq ~ Dir(s_q μ_wq) with μ from the pooled confusion and the reviewer's ability. MAP by
    expectation–maximisation from the votes. After Dawid & Skene, *Applied Statistics* 28 (1979); the
    states after Li, Rubinstein & Cohn, *Exploiting Worker Correlation*, ICML 2019; s by Minka (2000).

    Parameters: ``max_iter`` passes at most, fewer once less than ``tol`` of the labels' mass moves; ``use_numba``
    ``None`` takes numba where it is installed.

    Fitted, for n items, K classes, W reviewers, in sorted order:

    - ``items_``, ``classes_``, ``reviewers_``; ``labels_`` the most probable class of each item.
    - ``probabilities_`` (n, K), calibrated; a known item has its class.
    - ``log_joint_`` (n, K): un-tempered log posterior, its largest at 0.
    - ``confusion_`` (W, K, K): P(label | true class); ``accuracy_`` (W,) with ``accuracy_interval_``
      (W, 2), 90 %; ``class_prior_`` (K,); ``temperature_`` the published probability's exponent.
    - ``parameters_`` the same, frozen, to score other items by.
    """

    def __init__(self, *, max_iter: int = 40, tol: float = 1e-6, use_numba: bool | None = None) -> None:
        if max_iter < 1:
            raise ValueError("max_iter: must be at least 1")
        self.max_iter = max_iter
        self.tol = tol
        self.use_numba = use_numba

    def fit(
        self,
        items: Sequence[Hashable],
        reviewers: Sequence[Hashable],
        labels: Sequence[Hashable],
        known: Mapping[Any, Any] | None = None,
        *,
        classes: Sequence[Hashable] = (),
        known_weights: Mapping[Any, float] | None = None,
    ) -> "Consensus":
        """Takes equally long sequences of hashables; of a repeated (item, reviewer) pair the last counts.

        ``known`` are adjudicated items: they have their class and fit the temperature, each with the
        inverse of its chance to be adjudicated in ``known_weights`` (1 where not given). They do not
        steer the reviewers' confusion, or the temperature would be fitted on what it had seen.
        ``classes`` are all labels there may be, such as a facet's terms; without them those that
        were used. Raises ``ValueError`` for unequal lengths, no labels, a missing value, a label
        that is none of ``classes``, or a weight that is not above 0.
        """
        rows = coded(items, reviewers, labels, known, classes)
        self._fit_states(rows)
        self._publish(rows, known_weights or {})
        self._describe_reviewers()
        return self

    def _fit_states(self, rows: Labels) -> None:
        n_classes, n_reviewers = len(rows.classes), len(rows.reviewers)
        shape = (n_reviewers, n_classes, n_classes * SUBTYPES)
        passes = passes_over(rows, use_numba=self.use_numba)
        shares = vote_shares(rows)
        expected_shares = shares.mean(axis=0)
        states = _states_from_votes(shares)
        counts, totals = passes.count(states).reshape(shape), states.sum(axis=0)
        precisions = Precisions.start(shape[2])
        for iteration in range(self.max_iter):
            self.n_iter_ = iteration + 1
            everyone = counts.sum(axis=0)
            prior = prior_of(counts, everyone, precisions)
            if iteration % UPDATE_EVERY == 0:
                update_precisions(precisions, counts, prior)
            theta = rows_of(counts, prior, precisions)
            before = counts
            totals, flat = passes.step(theta.reshape(-1, shape[2]), _state_prior(totals, expected_shares))
            counts = flat.reshape(shape)
            if np.abs(counts - before).sum() < self.tol * len(rows.item):
                break
        self._counts, self.precisions_ = counts, precisions
        self._weights = _state_prior(totals, expected_shares)
        self._prior = prior_of(counts, counts.sum(axis=0), precisions)
        self._theta = rows_of(counts, self._prior, precisions)
        self._scores = passes.log_scores(self._theta.reshape(-1, shape[2])) + np.log(self._weights)

    def _publish(self, rows: Labels, known_weights: Mapping[Any, float]) -> None:
        """Labels from the un-tempered posterior, probabilities from the tempered one."""
        log_classes = by_class(self._scores)
        self.items_, self.classes_, self.reviewers_ = rows.items, rows.classes, rows.reviewers
        self.class_prior_ = self._weights.reshape(-1, SUBTYPES).sum(axis=1)
        is_known = rows.known >= 0
        weights = np.array([known_weights.get(rows.items[i], 1.0) for i in np.flatnonzero(is_known)])
        if not ((weights > 0.0) & np.isfinite(weights)).all():
            raise ValueError("known_weights: holds a weight that is not above 0")
        self.temperature_ = fit_temperature(log_classes[is_known], rows.known[is_known], weights)
        self.log_joint_ = log_classes
        self.probabilities_ = tempered(log_classes, self.temperature_)
        self.probabilities_[is_known] = np.eye(len(rows.classes))[rows.known[is_known]]
        winners = log_classes.argmax(axis=1)
        winners[is_known] = rows.known[is_known]
        self.labels_ = named(rows.classes, winners)

    @property
    def parameters_(self) -> ConsensusParameters:
        """What is needed to ask the same of other items later, as plain JSON if wanted."""
        return ConsensusParameters(
            classes=tuple(self.classes_),
            temperature=self.temperature_,
            states=self._weights,
            everyone=self._counts.sum(axis=0),
            precisions=self.precisions_,
            reviewers=dict(zip(self.reviewers_, map(by_label, self._counts), strict=True)),
        )

    def _describe_reviewers(self) -> None:
        prior: Prior = self._prior
        s, expected = self.precisions_.ability, prior.expected
        right, wrong = prior.right + s * expected, prior.labels - prior.right + s * (1.0 - expected)
        self.accuracy_ = right / (right + wrong)
        self.accuracy_interval_ = np.column_stack([betaincinv(right, wrong, q) for q in (0.05, 0.95)])
        shares = self._weights.reshape(-1, SUBTYPES) / self.class_prior_[:, None]
        theta = self._theta.reshape(*self._theta.shape[:2], -1, SUBTYPES)
        self.confusion_ = np.einsum("wlkm,km->wkl", theta, shares)


def _states_from_votes(shares: Floats) -> Floats:
    """Each item's vote shares, split: the more agreed, the more of it in the class's easy state."""
    return np.stack([shares * shares, shares * (1.0 - shares)], axis=2).reshape(len(shares), -1)


def _state_prior(totals: Floats, vote_shares: Floats) -> Floats:
    """Expected shares of the states; those of the classes drawn to the shares of the votes.

    Labels alone hardly tell a rare class from a class often mistaken, and of few labels the likelihood
    would rather empty a class than believe its reviewers.
    """
    weights = totals + 1.0 / SUBTYPES + PRIOR_ITEMS / SUBTYPES * np.repeat(vote_shares, SUBTYPES)
    return weights / weights.sum()
