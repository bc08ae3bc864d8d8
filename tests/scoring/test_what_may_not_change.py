"""What changes nothing: another order, a silent reviewer, a split of the input, a further copy."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.test_consensus import crowd
from tests.scoring.test_value_truth import right, world
from workers.scoring import Consensus, MajorityVote, ValueTruth

SEEDS = st.integers(0, 1000)


@settings(max_examples=8)
@given(SEEDS, st.integers(1, 29))
def test_splitting_the_input_under_frozen_parameters_changes_nothing(seed, at):
    _, item, who, label = crowd(seed, n=30, reviewers=6)
    frozen = Consensus(max_iter=8).fit(item, who, label).parameters_
    _, whole = frozen.predict_items(item, who, label)
    parts = [frozen.predict_items(item[part], who[part], label[part])[1] for part in (item < at, item >= at)]
    assert np.allclose(np.vstack(parts), whole, atol=1e-12)


def test_a_class_that_nobody_used_moves_next_to_no_label():
    """It takes a share of the prior, so where votes are level one may turn: seven of sixty in the worst of 300 crowds."""
    same, share = [], []
    for seed in range(12):
        _, item, who, label = crowd(seed, n=60, reviewers=6, accuracy=0.8)
        plain = Consensus().fit(item, who, label)
        wider = Consensus().fit(item, who, label, classes=[0, 1, 2, 3])
        same.append(np.mean(np.array(plain.labels_) == np.array(wider.labels_)))
        share.append(wider.probabilities_[:, 3].max())
    assert np.mean(same) > 0.98
    assert min(same) > 0.85
    assert max(share) < 0.05


def test_few_labels_do_not_fall_below_the_vote():
    """The guard: three labels an item of ordinary reviewers must not talk the model out of what they say.

    Single draws of 200 items wander by ±0.04, so it is their mean that is held, and the worst of forty.
    """
    gains = []
    for seed in range(40):
        truth, item, who, label = crowd(seed, n=200, reviewers=40, classes=4, accuracy=0.6)
        few = np.arange(len(item)) % 5 < 3
        rows = item[few], who[few], label[few]
        ours, vote = (np.mean(np.array(m().fit(*rows).labels_) == truth) for m in (Consensus, MajorityVote))
        gains.append(ours - vote)
    assert np.mean(gains) > -0.01
    assert min(gains) > -0.07


def test_a_rare_class_is_not_emptied():
    rng = np.random.default_rng(3)
    truth = (rng.random(200) < 0.1).astype(int)
    item = np.repeat(np.arange(200), 3)
    who = rng.integers(20, size=600) * 3 + np.tile(np.arange(3), 200)
    label = np.where(rng.random(600) < 0.85, truth[item], 1 - truth[item])
    fitted = Consensus().fit(item, who, label)
    assert 0.05 < fitted.class_prior_[1] < 0.35


def test_a_reviewer_who_answers_everything_alike_decides_nothing():
    truth, item, who, label = crowd(n=200, classes=2, accuracy=0.85)
    spam = np.arange(200)
    rows = np.r_[item, spam], np.r_[who, np.full(200, 99)], np.r_[label, np.ones(200, int)]
    fitted, plain = Consensus().fit(*rows), Consensus().fit(item, who, label)
    ours, before = (np.mean(np.array(m.labels_) == truth) for m in (fitted, plain))
    assert ours > before - 0.02


@settings(max_examples=6)
@given(st.integers(0, 50))
def test_a_source_that_says_what_nobody_else_speaks_of_changes_nothing_else(seed):
    _, (objects, sources, values) = world(n=80, seed=seed)
    plain = ValueTruth().fit(objects, sources, values)
    more = ValueTruth().fit([*objects, 900, 901], [*sources, "hermit", "hermit"], [*values, 1, 2])
    assert more.truths_[:80] == plain.truths_


@settings(max_examples=6)
@given(st.integers(0, 50))
def test_a_further_copy_does_not_win(seed):
    truth, rows = world(4, n=200, seed=seed)
    _, doubled = world(8, n=200, seed=seed)
    assert right(ValueTruth().fit(*doubled), truth) > right(ValueTruth().fit(*rows), truth) - 0.05


@pytest.mark.parametrize("labels", [["a"], ["a", "a", "a"], ["a", "b", "c"]])
def test_thin_input_is_answered_without_a_warning(labels):
    items, who = [f"i{k}" for k in range(len(labels))], ["r"] * len(labels)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = Consensus().fit(items, who, labels)
        truths = ValueTruth().fit(items, who, labels)
    assert fitted.labels_ == truths.truths_ == labels
