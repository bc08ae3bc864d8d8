"""Items labelled alike are worked out once: nothing comes to anything else by it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.test_consensus import BOTH
from workers.scoring import Consensus, DawidSkene
from workers.scoring.expectation import fit_states
from workers.scoring.labels import coded, in_order
from workers.scoring.patterns import Patterns, patterns_of
from workers.scoring.posterior import passes_over, vote_shares

ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 70), st.integers(0, 2)), min_size=1, max_size=400
)


def few_reviewers(seed=0, n=500, most=3):
    """Of three classes, by four reviewers: two or three read an item, and all of them each fiftieth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n)
    rows = [
        (i, who, int(truth[i] if rng.random() < 0.5 + 0.1 * who else rng.integers(3)))
        for i in range(n)
        for who in rng.permutation(4)[: 4 if i % 50 == 0 else rng.integers(2, most + 1)]
    ]
    return list(zip(*rows, strict=True))


def each_alone(rows):
    """The patterns as if no two items were alike."""
    each = np.bincount(rows.item)
    codes = rows.reviewer * len(rows.classes) + rows.label
    n_codes = len(rows.reviewers) * len(rows.classes)
    return Patterns(np.append(0, np.cumsum(each)), codes, n_codes, np.ones(len(each)), None)


@given(ROWS)
def test_an_item_has_the_labels_of_its_pattern(found):
    """Those with too many labels for one number, here from eight, stand for themselves."""
    rows = coded(*zip(*found, strict=True))
    patterns, alone = patterns_of(rows), each_alone(rows)
    held = [tuple(patterns.codes[a:b]) for a, b in zip(patterns.starts, patterns.starts[1:], strict=False)]
    own = [tuple(alone.codes[a:b]) for a, b in zip(alone.starts, alone.starts[1:], strict=False)]
    assert patterns.spread(np.arange(len(held))).tolist() == patterns.of_items(np.arange(len(own))).tolist()
    assert [held[p] for p in patterns.spread(np.arange(len(held)))] == own
    assert patterns.times.tolist() == [
        sum(p == n for p in patterns.spread(np.arange(len(held)))) for n in range(len(held))
    ]
    assert len({labels for labels in held if len(labels) < 7}) == sum(len(labels) < 7 for labels in held)


@BOTH
@pytest.mark.parametrize("each", [1, 2])
def test_a_fit_is_that_of_each_item_alone(use_numba, each):
    rows = coded(*few_reviewers())
    together, apart = (
        fit_states(passes, patterns.times, vote_shares(passes, 4, 3), 4, each, most=30, tol=1e-9)
        for patterns in (patterns_of(rows), each_alone(rows))
        for passes in [passes_over(patterns, use_numba=use_numba)]
    )
    assert len(together.scores) < 250 < len(apart.scores)
    assert together.evidence == pytest.approx(apart.evidence, abs=1e-7)
    assert np.allclose(together.counts, apart.counts, atol=1e-8)
    assert np.allclose(patterns_of(rows).spread(together.scores), apart.scores, atol=1e-8)


@pytest.mark.parametrize("model", [Consensus, DawidSkene])
def test_items_labelled_alike_have_the_same_figures_and_known_ones_their_class(model):
    items, reviewers, labels = few_reviewers()
    fitted = model().fit(items, reviewers, labels)
    said = {}
    for i, who, label in zip(items, reviewers, labels, strict=True):
        said.setdefault(i, set()).add((who, label))
    first = {frozenset(labels): i for i, labels in reversed(said.items())}
    same = [first[frozenset(labels)] for labels in said.values()]
    assert np.array_equal(fitted.probabilities_, fitted.probabilities_[same])
    assert fitted.labels_ == [fitted.labels_[i] for i in same]


def test_one_of_several_alike_may_be_known():
    rows = ["x", "y", "z"], ["r", "r", "r"], ["a", "a", "b"]
    fitted = Consensus().fit(*rows, known={"x": "b"})
    assert fitted.labels_ == ["b", "a", "b"]
    assert fitted.probabilities_[0].tolist() == [0.0, 1.0]
    assert fitted.probabilities_[1, 0] > 0.5


def test_a_second_fit_forgets_the_first():
    model = Consensus()
    assert model.fit(["x"], ["r"], ["a"]).labels_ == ["a"]
    assert model.fit(["x", "y"], ["r", "s"], ["b", "c"]).labels_ == ["b", "c"]
    assert model.probabilities_.shape == model.log_joint_.shape == (2, 2)


@given(st.lists(st.integers(0, 9) | st.integers(0, 2**62), max_size=50))
def test_rows_in_the_order_of_their_keys(keys):
    """As a stable sort has them, whether or not key and row fit in one number."""
    order, ordered = in_order(np.array(keys, dtype=np.int64))
    assert order.tolist() == sorted(range(len(keys)), key=lambda row: keys[row])
    assert ordered.tolist() == sorted(keys)
