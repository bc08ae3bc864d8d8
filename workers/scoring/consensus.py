"""Consensus of several reviewers: Dawid–Skene with a hierarchical prior and, where labels show any, contested items."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from workers.scoring.expectation import States, fit_states
from workers.scoring.frozen import ConsensusParameters, by_class, by_label
from workers.scoring.labels import Labels, coded, named
from workers.scoring.patterns import patterns_of
from workers.scoring.posterior import passes_over, vote_shares
from workers.scoring.temperature import fit_temperature, tempered

Floats = npt.NDArray[np.float64]

FORMS = 1, 2  # hidden states of a class: one, or an easy and a contested one


class Consensus:
    """What several reviewers' labels say of each item, and what the items say of the reviewers.

    Each class has one state, or an easy and a contested one, whichever form has more evidence in the labels;
    z_i ~ Cat(π) over states, y_iw | z_i = q ~ Cat(θ_wq), θ_wq ~ Dir(s_q μ_wq) with μ from the pooled
    confusion and the reviewer's ability. MAP by expectation–maximisation from the votes. After Dawid & Skene,
    *Applied Statistics* 28 (1979); the states after Li, Rubinstein & Cohn, *Exploiting Worker Correlation*,
    ICML 2019; s by Minka (2000).

    Parameters: ``max_iter`` passes at most, fewer once less than ``tol`` of the labels' mass moves; ``use_numba``
    ``None`` takes numba where it is installed.

    Fitted, for n items, K classes, W reviewers, in sorted order:

    - ``items_``, ``classes_``, ``reviewers_``; ``labels_`` the most probable class of each item.
    - ``probabilities_`` (n, K), calibrated; a known item has its class.
    - ``log_joint_`` (n, K): un-tempered log posterior, its largest at 0.
    - ``confusion_`` (W, K, K): P(label | true class); ``accuracy_`` (W,) with ``accuracy_interval_``
      (W, 2), 90 %; ``class_prior_`` (K,); ``temperature_`` the published probability's exponent.
    - ``parameters_`` the same, frozen, to score other items by; ``n_iter_`` its passes; ``evidence_``
      {1: …, 2: …}, a lower bound of log P(labels) with so many states to a class.
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
        """Both forms from the same start, keeping the one with more evidence; of two alike the smaller."""
        self._patterns = patterns_of(rows)
        passes = passes_over(self._patterns, use_numba=self.use_numba)
        shares = vote_shares(passes, len(rows.reviewers), len(rows.classes))
        one, two = (
            fit_states(
                passes,
                self._patterns.times,
                shares,
                len(rows.reviewers),
                each,
                most=self.max_iter,
                tol=self.tol * len(rows.item),
            )
            for each in FORMS
        )
        self.evidence_ = {1: one.evidence, 2: two.evidence}
        self._states: States = two if two.evidence > one.evidence else one
        self.n_iter_, self.precisions_ = self._states.iterations, self._states.precisions

    def _publish(self, rows: Labels, known_weights: Mapping[Any, float]) -> None:
        """What is asked of single items is worked out when asked: a run of the service keeps the parameters alone."""
        for of_an_earlier_fit in ("log_joint_", "probabilities_", "labels_"):
            vars(self).pop(of_an_earlier_fit, None)
        self.items_, self.classes_, self.reviewers_ = rows.items, rows.classes, rows.reviewers
        self.class_prior_ = self._states.weights.reshape(len(rows.classes), -1).sum(axis=1)
        self._known, self._known_class = np.flatnonzero(rows.known >= 0), rows.known[rows.known >= 0]
        weights = np.array([known_weights.get(rows.items[i], 1.0) for i in self._known])
        if not ((weights > 0.0) & np.isfinite(weights)).all():
            raise ValueError("known_weights: holds a weight that is not above 0")
        self._log_classes = by_class(self._states.scores, len(rows.classes))
        seen = self._log_classes[self._patterns.of_items(self._known)]
        self.temperature_ = fit_temperature(seen, self._known_class, weights)

    @cached_property
    def log_joint_(self) -> Floats:
        return self._patterns.spread(self._log_classes)

    @cached_property
    def probabilities_(self) -> Floats:
        probabilities = self._patterns.spread(tempered(self._log_classes, self.temperature_))
        probabilities[self._known] = np.eye(len(self.classes_))[self._known_class]
        return probabilities

    @cached_property
    def labels_(self) -> list[Any]:
        """Of the un-tempered posterior."""
        winners = self._patterns.spread(self._log_classes.argmax(axis=1))
        winners[self._known] = self._known_class
        return named(self.classes_, winners)

    @property
    def parameters_(self) -> ConsensusParameters:
        """What is needed to ask the same of other items later, as plain JSON if wanted."""
        states = self._states
        return ConsensusParameters(
            classes=tuple(self.classes_),
            temperature=self.temperature_,
            states=states.weights,
            everyone=states.counts.sum(axis=0),
            precisions=states.precisions,
            reviewers=dict(zip(self.reviewers_, map(by_label, states.counts), strict=True)),
        )

    def _describe_reviewers(self) -> None:
        states, k = self._states, len(self.classes_)
        s, prior = states.precisions.ability, states.prior
        right = prior.right + s * prior.expected
        wrong = prior.labels + s - right
        self.accuracy_ = right / (right + wrong)
        self.accuracy_interval_ = np.column_stack([betaincinv(right, wrong, q) for q in (0.05, 0.95)])
        shares = states.weights.reshape(k, -1) / self.class_prior_[:, None]
        theta = states.theta.reshape(*states.theta.shape[:2], k, -1)
        self.confusion_ = np.einsum("wlkm,km->wkl", theta, shares)
