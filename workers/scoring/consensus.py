"""Consensus of several reviewers: Dawid–Skene with a hierarchical prior and contested items."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring import posterior
from workers.scoring.confusion import SUBTYPES, Precisions, Prior, prior_of, rows_of, update_precisions
from workers.scoring.frozen import ConsensusParameters, by_class, by_label
from workers.scoring.labels import Labels, coded
from workers.scoring.temperature import fit_temperature, tempered

Floats = npt.NDArray[np.float64]


class Consensus:
    """What several reviewers' labels say of each item, and what the items say of the reviewers.

    Each class has an easy and a contested state; z_i ~ Cat(π) over states, y_iw | z_i = q ~ Cat(θ_wq),
    θ_wq ~ Dir(s_q μ_wq) with μ from the pooled confusion and the reviewer's ability. MAP by
    expectation–maximisation from the votes. After Dawid & Skene, *Applied Statistics* 28 (1979); the
    states after Li, Rubinstein & Cohn, *Exploiting Worker Correlation*, ICML 2019; s by Minka (2000).

    Parameters: ``max_iter`` passes at most, fewer once no posterior moves by ``tol``; ``use_numba``
    ``None`` takes numba where it is installed.

    Fitted, for n items, K classes, W reviewers, in sorted order:

    - ``items_``, ``classes_``, ``reviewers_``; ``labels_`` the most probable class of each item.
    - ``probabilities_`` (n, K), calibrated; a known item has its class.
    - ``log_joint_`` (n, K): un-tempered log posterior, its largest at 0.
    - ``confusion_`` (W, K, K): P(label | true class); ``accuracy_`` (W,) with ``accuracy_interval_``
      (W, 2), 90 %; ``class_prior_`` (K,); ``temperature_`` the published probability's exponent.
    - ``parameters_`` the same, frozen, to score other items by.
    """

    def __init__(self, *, max_iter: int = 40, tol: float = 1e-4, use_numba: bool | None = None) -> None:
        if max_iter < 1:
            raise ValueError("max_iter: must be at least 1")
        if use_numba and not posterior.HAS_NUMBA:
            raise ValueError("use_numba: numba is not installed; install the extra 'fast' or leave it None")
        self.max_iter = max_iter
        self.tol = tol
        self.use_numba = posterior.HAS_NUMBA if use_numba is None else use_numba

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
        were used. Raises ``ValueError`` for unequal lengths, no labels, a missing value, or a label
        that is none of ``classes``.
        """
        rows = coded(items, reviewers, labels, known, classes)
        self._fit_states(rows)
        self._publish(rows, known_weights or {})
        self._describe_reviewers()
        return self

    def _fit_states(self, rows: Labels) -> None:
        n_classes, n_reviewers = len(rows.classes), len(rows.reviewers)
        starts = np.searchsorted(rows.item, np.arange(len(rows.items) + 1))
        codes = rows.reviewer * n_classes + rows.label
        passes = posterior.passes_for(starts, codes, n_reviewers * n_classes, use_numba=self.use_numba)
        states = _states_from_votes(rows)
        shape = (n_reviewers, n_classes, n_classes * SUBTYPES)
        counts = passes.count(states).reshape(shape)
        precisions = Precisions.start(shape[2])
        for iteration in range(1, self.max_iter + 1):
            self.n_iter_ = iteration
            prior = prior_of(counts, counts.sum(axis=0), precisions)
            update_precisions(precisions, counts, prior)
            theta = rows_of(counts, prior, precisions)
            weights = _state_prior(states)
            before = states
            states, flat = passes.step(theta.reshape(-1, shape[2]), weights)
            counts = flat.reshape(shape)
            if self.tol > 0 and np.abs(states - before).max() < self.tol:
                break
        self._counts, self._weights, self.precisions_ = counts, _state_prior(states), precisions
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
        self.temperature_ = fit_temperature(log_classes[is_known], rows.known[is_known], weights)
        self.log_joint_ = log_classes
        self.probabilities_ = tempered(log_classes, self.temperature_)
        self.probabilities_[is_known] = np.eye(len(rows.classes))[rows.known[is_known]]
        winners = log_classes.argmax(axis=1)
        winners[is_known] = rows.known[is_known]
        self.labels_ = [rows.classes[code] for code in winners]

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


def _states_from_votes(rows: Labels) -> Floats:
    """Each item's vote shares, split: the more agreed, the more of it in the class's easy state."""
    n, k = len(rows.items), len(rows.classes)
    votes = np.bincount(rows.item * k + rows.label, minlength=n * k).reshape(n, k)
    shares = votes / votes.sum(axis=1, keepdims=True)
    return np.stack([shares * shares, shares * (1.0 - shares)], axis=2).reshape(n, k * SUBTYPES)


def _state_prior(states: Floats) -> Floats:
    weights = states.sum(axis=0) + 1.0 / SUBTYPES
    return weights / weights.sum()
