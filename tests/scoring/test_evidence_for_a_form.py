"""One state to a class or two: the labels decide, by a bound that never exceeds what it bounds."""

from itertools import product

import numpy as np
import pytest
from scipy.special import gammaln

from tests.scoring.test_consensus import crowd
from workers.scoring import Consensus
from workers.scoring.expectation import PRIOR_ITEMS, fit_states
from workers.scoring.labels import coded
from workers.scoring.patterns import patterns_of
from workers.scoring.posterior import passes_over, vote_shares


def contested_crowd(seed=0, n=300, reviewers=12):
    """Of two classes; on a third of the items half of the reviewers guess."""
    rng = np.random.default_rng(seed)
    truth, hard = rng.integers(2, size=n), rng.random(n) < 0.33
    accuracy = np.where(hard[:, None], rng.choice([0.4, 0.9], size=reviewers), 0.95)
    right = rng.random((n, reviewers)) < accuracy
    label = np.where(right, truth[:, None], 1 - truth[:, None])
    return truth, np.repeat(np.arange(n), reviewers), np.tile(np.arange(reviewers), n), label.ravel()


def test_contested_items_speak_for_two_states():
    truth, *rows = contested_crowd(seed=1)  # one state to a class is right on 0.88, the vote on 0.86
    fitted = Consensus().fit(*rows)
    assert fitted.evidence_[2] > fitted.evidence_[1] + 20
    assert len(fitted.parameters_.states) == 4
    assert np.mean(np.array(fitted.labels_) == truth) > 0.95


def test_a_crowd_that_is_as_good_on_every_item_needs_one():
    _, *rows = crowd(seed=2, n=600, classes=2)
    fitted = Consensus().fit(*rows)
    assert fitted.evidence_[1] > fitted.evidence_[2]
    assert len(fitted.parameters_.states) == 2


@pytest.mark.parametrize("each", [1, 2])
def test_the_evidence_is_a_bound_and_a_close_one(each):
    """Four items, three reviewers: every way the items can be, summed."""
    rows = coded([0, 0, 0, 1, 1, 1, 2, 2, 3], [0, 1, 2, 0, 1, 2, 0, 1, 2], [0, 0, 1, 1, 1, 1, 0, 0, 1])
    patterns = patterns_of(rows)
    passes = passes_over(patterns, use_numba=False)
    shares = vote_shares(passes, 3, 2)
    fitted = fit_states(passes, patterns.times, shares, 3, each, most=40, tol=1e-6)
    pseudo = fitted.precisions.confusion * fitted.prior.mean
    pseudo_items = np.repeat((1.0 + PRIOR_ITEMS * shares.mean(axis=0)) / each, each)
    exact = np.logaddexp.reduce(
        [
            _log_joint(rows, np.array(z), pseudo, pseudo_items)
            for z in product(range(2 * each), repeat=len(rows.items))
        ]
    )
    assert exact - 0.5 < fitted.evidence <= exact + 1e-9


def _log_joint(rows, states, pseudo, pseudo_items):
    counts = np.zeros_like(pseudo)
    np.add.at(counts, (rows.reviewer, rows.label, states[rows.item]), 1.0)
    items = np.bincount(states, minlength=len(pseudo_items))
    return _sequences(counts, pseudo, 1) + _sequences(items, pseudo_items, 0)


def _sequences(counts, pseudo, axis):
    whole = gammaln(pseudo.sum(axis=axis)) - gammaln((pseudo + counts).sum(axis=axis))
    return (gammaln(pseudo + counts) - gammaln(pseudo)).sum() + whole.sum()
