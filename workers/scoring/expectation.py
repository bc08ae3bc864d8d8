"""Expectation–maximisation of one form of the reviewers' model, and the evidence for that form.

W reviewers, K classes, ``each`` states to a class (one, or an easy and a contested one), so Q = K · ``each``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from workers.scoring.confusion import Precisions, Prior, prior_of, rows_of, update_precisions
from workers.scoring.posterior import Passes, blocks, mass_of, softmax

Floats = npt.NDArray[np.float64]

PRIOR_ITEMS = 100.0  # pseudo-items that say: the classes are about as frequent as their votes
UPDATE_EVERY = 3  # iterations between two steps of the precisions


@dataclass(frozen=True, slots=True)
class States:
    """What the labels came to: ``counts`` and ``theta`` (W, K, Q), the states' ``weights`` (Q,), each pattern's
    un-tempered log ``scores`` (P, Q), and ``evidence``, a lower bound of log P(labels | this form)."""

    counts: Floats
    theta: Floats
    weights: Floats
    scores: Floats
    precisions: Precisions
    prior: Prior
    iterations: int
    evidence: float


def fit_states(
    passes: Passes, times: Floats, shares: Floats, n_reviewers: int, each: int, *, most: int, tol: float
) -> States:
    """From the vote ``shares`` (P, K) of patterns that there are ``times`` (P,) of: ``most`` passes, fewer once less
    than ``tol`` labels' mass moves."""
    n_classes = shares.shape[1]
    shape = (n_reviewers, n_classes, n_classes * each)
    states = _from_votes(shares, each)
    pseudo_items = np.repeat((1.0 + PRIOR_ITEMS * _shares(mass_of(shares, times))) / each, each)
    counts, weights = passes.count(states).reshape(shape), _shares(mass_of(states, times) + pseudo_items)
    del states
    precisions = Precisions.start(shape[2])
    for iteration in range(most):
        prior = prior_of(counts, counts.sum(axis=0), precisions)
        if iteration % UPDATE_EVERY == 0:
            update_precisions(precisions, counts, prior)
        theta = rows_of(counts, prior, precisions)
        before = counts
        totals, flat = passes.step(theta.reshape(-1, shape[2]), weights)
        counts, weights = flat.reshape(shape), _shares(totals + pseudo_items)
        if np.abs(np.subtract(counts, before, out=before)).sum() < tol:
            break
    prior = prior_of(counts, counts.sum(axis=0), precisions)
    theta = rows_of(counts, prior, precisions)
    scores = passes.sums(np.log(theta).reshape(-1, shape[2]))
    scores += np.log(weights)
    evidence = _evidence(passes, times, scores, prior, precisions, pseudo_items)
    return States(counts, theta, weights, scores, precisions, prior, iteration + 1, evidence)


def _from_votes(shares: Floats, each: int) -> Floats:
    """Each item's vote shares; where a class has two states split: the more agreed, the more of it is easy."""
    if each == 1:
        return shares
    states = np.empty((*shares.shape, 2))
    np.multiply(shares, shares, out=states[:, :, 0])
    np.subtract(shares, states[:, :, 0], out=states[:, :, 1])
    return states.reshape(len(shares), -1)


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum()


def _evidence(
    passes: Passes, times: Floats, scores: Floats, prior: Prior, precisions: Precisions, pseudo_items: Floats
) -> float:
    """The variational lower bound of log P(labels), reviewers' rows and the states' shares integrated out.

    What a further state fits by chance it pays for here, unlike in the likelihood. Beal & Ghahramani, *The
    Variational Bayesian EM Algorithm for Incomplete Data*, Bayesian Statistics 7 (2003).
    """
    states = softmax(scores)
    counts = passes.count(states).reshape(prior.mean.shape)
    labels = _log_dirichlet_multinomial(counts, precisions.confusion * prior.mean, axis=1)
    items = _log_dirichlet_multinomial(mass_of(states, times), pseudo_items, axis=0)
    entropy = 0.0
    for rows in blocks(len(states)):
        logs = np.log(np.maximum(states[rows], np.finfo(float).tiny))
        entropy -= times[rows] @ np.einsum("pq,pq->p", states[rows], logs)
    return labels + items + float(entropy)


def _log_dirichlet_multinomial(counts: Floats, pseudo: Floats, axis: int) -> float:
    """Of sequences, so without the multinomial coefficient."""
    whole = gammaln(pseudo.sum(axis=axis)) - gammaln((counts + pseudo).sum(axis=axis))
    return float((gammaln(counts + pseudo) - gammaln(pseudo)).sum() + whole.sum())
