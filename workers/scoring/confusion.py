"""The hierarchical prior of reviewers' confusion: pooled confusion, abilities, and how far to trust both.

Notation of docs/method.md § 1: W reviewers, K classes, Q latent states, as many for each class: one, or
an easy and a contested one. ``counts`` is (W, K, Q): how often, in expectation, a reviewer gave label l to
an item in state q.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, expit, logit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST, MOST = 1.0, 1000.0  # bounds of both precisions
START = 10.0
PRIOR_LABELS = 5.0  # pseudo-labels a state that say: a label means what it says
ALIKE_LABELS = 100.0  # and so many that the classes are alike
_EPS = 1e-9


@dataclass(slots=True)
class Precisions:
    """How alike reviewers are: in ability (one number) and in their confusion (one for each state)."""

    ability: float
    confusion: Floats

    @classmethod
    def start(cls, states: int) -> "Precisions":
        return cls(START, np.full(states, START))


@dataclass(frozen=True, slots=True)
class Prior:
    """The Dirichlet mean of each reviewer's row, ``mean`` (W, K, Q), and the reviewers' ability (W,)."""

    mean: Floats
    ability: Floats
    expected: Floats
    right: Floats
    labels: Floats


def prior_of(counts: Floats, everyone: Floats, precisions: Precisions) -> Prior:
    """Each reviewer's prior mean: the row of ``everyone`` (K, Q), its diagonal moved by the reviewer's ability."""
    n_classes, n_states = everyone.shape
    own = np.arange(n_states) // (n_states // n_classes)
    states = np.arange(n_states)
    pooled = _pooled(everyone, own, states)
    diagonal = np.clip(pooled[own, states], _EPS, 1.0 - _EPS)
    pooled[own, states] = 0.0
    off = pooled / np.maximum(pooled.sum(axis=0), _EPS)
    by_state = np.einsum("wlq->wq", counts)
    labels = by_state.sum(axis=1) + _EPS
    right = counts[:, own, states].sum(axis=1)
    mix = by_state + _EPS * everyone.sum(axis=0) / np.maximum(everyone.sum(), _EPS)  # of who has none: all's
    expected = np.clip(mix @ diagonal / labels, _EPS, 1.0 - _EPS)
    s = precisions.ability
    ability = np.clip((right + s * expected) / (labels + s), _EPS, 1.0 - _EPS)
    hits = expit(logit(diagonal) + (logit(ability) - logit(expected))[:, None])
    mean = (1.0 - hits)[:, None, :] * off
    mean[:, own, states] = hits
    return Prior(np.maximum(mean, _EPS, out=mean), ability, expected, right, labels)


def _pooled(everyone: Floats, own: Ints, states: Ints) -> Floats:
    """The confusion of all reviewers together (K, Q), the classes drawn to one another.

    Until labels say otherwise a class is as hard as another and a mistake as likely as another: a rare
    class and a class often mistaken look alike where labels are few.
    """
    n_classes, n_states = everyone.shape
    pooled = everyone + 1.0 / n_classes
    pooled[own, states] += PRIOR_LABELS
    by_kind = pooled.sum(axis=0).reshape(n_classes, -1).sum(axis=0)
    right = pooled[own, states].reshape(n_classes, -1).sum(axis=0) / by_kind
    alike = np.tile((1.0 - right) / max(n_classes - 1, 1), (n_classes, n_classes))
    alike[own, states] = np.tile(right, n_classes)
    pooled += ALIKE_LABELS * alike
    pooled /= pooled.sum(axis=0)
    return pooled


def rows_of(counts: Floats, prior: Prior, precisions: Precisions) -> Floats:
    """Posterior mean confusion θ, (W, K, Q), each column over the labels summing to one."""
    rows = counts + precisions.confusion * prior.mean
    rows /= np.einsum("wlq->wq", rows)[:, None]  # several times as fast as sum(axis=1)
    return rows


def update_precisions(precisions: Precisions, counts: Floats, prior: Prior) -> None:
    """One step of Minka's fixed point (*Estimating a Dirichlet distribution*, 2000) for both precisions."""
    s, mean = precisions.ability, prior.expected
    wrong = prior.labels - prior.right
    gain = mean * (digamma(prior.right + s * mean) - digamma(s * mean))
    gain += (1.0 - mean) * (digamma(wrong + s * (1.0 - mean)) - digamma(s * (1.0 - mean)))
    cost = digamma(prior.labels + s) - digamma(s)
    precisions.ability = float(np.clip(s * gain.sum() / max(cost.sum(), _EPS), LEAST, MOST))
    precisions.confusion = _updated(precisions.confusion, counts, prior.mean)


def _updated(s: Floats, counts: Floats, mean: Floats) -> Floats:
    """Only cells with a count move the fixed point, and most reviewers use few cells."""
    w, label, state = np.nonzero(counts > _EPS)
    alpha = s[state] * mean[w, label, state]
    terms = mean[w, label, state] * (digamma(counts[w, label, state] + alpha) - digamma(alpha))
    gain = np.bincount(state, terms, len(s))
    by_state = np.einsum("wlq->wq", counts)
    cost = (digamma(by_state + s) - digamma(s)).sum(axis=0)
    return np.clip(s * gain / np.maximum(cost, _EPS), LEAST, MOST)
