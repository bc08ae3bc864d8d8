"""Reviewer consensus: Dawid and Skene's own table, adversaries, and what may not change a figure."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.scoring import Consensus, MajorityVote, posterior

# Dawid & Skene (1979), table 1: 45 patients, observer 1 three times (read as three reviewers), 2 to 5
TABLE = """111 1 1 1 1;333 4 3 3 4;112 2 1 2 2;222 3 1 2 1;222 3 2 2 2;222 3 3 2 2;122 2 1 1 1;333 3 4 3 3
222 2 2 2 3;232 2 2 2 3;444 4 4 4 4;222 3 3 4 3;111 1 1 1 1;222 3 2 1 2;121 1 1 1 1;111 2 1 1 1
111 1 1 1 1;111 1 1 1 1;222 2 2 2 1;222 1 3 2 2;222 2 2 2 2;222 2 2 2 1;222 3 2 2 2;221 2 2 2 2
111 1 1 1 1;111 1 1 1 1;232 2 2 2 2;111 1 1 1 1;111 1 1 1 1;112 1 1 2 1;111 1 1 1 1;333 3 2 3 3
111 1 1 1 1;222 2 2 2 2;222 3 2 3 2;433 4 3 4 3;221 2 2 3 2;232 3 2 3 3;333 3 4 3 2;111 1 1 1 1
111 1 1 1 1;121 2 1 1 1;232 2 2 2 2;121 1 1 1 1;222 2 2 2 2"""
PUBLISHED = [1, 4, 2, 2, 2, 2, 1, 3, 2, 2, 4, 3, 1, 2, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 2, 1, 1, 1, 1, 3]
PUBLISHED += [1, 2, 2, 4, 2, 3, 3, 1, 1, 1, 2, 1, 2]

BOTH = pytest.mark.parametrize(
    "use_numba",
    [False, pytest.param(True, marks=pytest.mark.skipif(not posterior.HAS_NUMBA, reason="no numba"))],
)


def dawid_skene_rows():
    rows = [row.replace(" ", "") for row in TABLE.replace("\n", ";").split(";")]
    flat = [(i, w, int(label)) for i, row in enumerate(rows) for w, label in enumerate(row)]
    return zip(*flat, strict=True)


def crowd(seed=0, n=300, reviewers=12, classes=3, accuracy=0.75):
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=n)
    item = np.repeat(np.arange(n), 5)
    who = rng.random((n, reviewers)).argsort(axis=1)[:, :5].ravel()
    right = rng.random(5 * n) < accuracy
    label = np.where(right, truth[item], (truth[item] + rng.integers(1, classes, size=5 * n)) % classes)
    return truth, item, who, label


@BOTH
def test_dawid_and_skenes_own_patients(use_numba):
    items, reviewers, labels = dawid_skene_rows()
    fitted = Consensus(use_numba=use_numba).fit(items, reviewers, labels)
    assert sum(a == b for a, b in zip(fitted.labels_, PUBLISHED, strict=True)) >= 40  # pooling moves five
    assert fitted.class_prior_ == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.04)


def test_numba_is_used_where_it_is_installed():
    """The kernels take a tool from numba's own workshop: were it moved, they would be missed, not only slow."""
    assert (find_spec("numba") is not None) == posterior.HAS_NUMBA


@pytest.mark.skipif(not posterior.HAS_NUMBA, reason="no numba")
def test_numba_and_scipy_agree():
    _, item, who, label = crowd()
    plain, fast = (Consensus(use_numba=on).fit(item, who, label) for on in (False, True))
    assert plain.labels_ == fast.labels_
    assert np.allclose(plain.probabilities_, fast.probabilities_, atol=1e-9)
    assert np.allclose(plain.confusion_, fast.confusion_, atol=1e-9)


@BOTH
def test_an_adversary_is_found_and_used(use_numba):
    truth, item, who, label = crowd(classes=2, accuracy=0.8)
    label = np.where(who == 0, 1 - label, label)
    fitted = Consensus(use_numba=use_numba).fit(item, who, label)
    assert fitted.accuracy_[0] < 0.35
    assert np.mean(np.array(fitted.labels_) == truth) > np.mean(
        np.array(MajorityVote().fit(item, who, label).labels_) == truth
    )


def test_an_item_with_a_thousand_labels_underflows_nowhere():
    items = ["x"] * 1000 + ["y"] * 3
    reviewers = [f"r{i}" for i in range(1000)] + ["r0", "r1", "r2"]
    labels = ["a"] * 700 + ["b"] * 300 + ["b"] * 3
    for use_numba in {False, posterior.HAS_NUMBA}:
        fitted = Consensus(use_numba=use_numba).fit(items, reviewers, labels)
        assert np.isfinite(fitted.probabilities_).all()
        assert fitted.labels_[0] == "a"


def test_one_class_one_reviewer_and_one_label_are_answered():
    assert Consensus().fit(["x", "y"], ["r", "s"], ["a", "a"]).probabilities_.tolist() == [[1.0], [1.0]]
    assert Consensus().fit(["x", "y"], ["r", "r"], ["a", "b"]).labels_ == ["a", "b"]
    assert Consensus().fit(["x"], ["r"], ["a"]).labels_ == ["a"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (([], [], []), "labels: there are none"),
        ((["x"], ["r"], []), "lengths differ"),
        ((["x"], ["r"], [float("nan")]), "labels: holds None or NaN"),
        ((["x"], [None], ["a"]), "reviewers: holds None or NaN"),
        ((np.array([1.0, np.nan]), ["r", "s"], ["a", "b"]), "items: holds NaN"),
    ],
)
@pytest.mark.parametrize("model", [Consensus, MajorityVote])
def test_bad_rows_are_refused_by_name(model, rows, message):
    with pytest.raises(ValueError, match=message):
        model().fit(*rows)


def test_a_known_item_has_its_class_and_an_unused_class_is_a_class():
    _, item, who, label = crowd(n=40)
    fitted = Consensus().fit(item, who, label, known={0: 7, 999: 1})
    assert (fitted.labels_[0], fitted.classes_) == (7, [0, 1, 2, 7])
    assert fitted.probabilities_[0].tolist() == [0.0, 0.0, 0.0, 1.0]


def test_the_last_of_a_repeated_pair_counts():
    repeated = Consensus().fit(["x", "x", "y"], ["r", "r", "s"], ["a", "b", "a"])
    once = Consensus().fit(["x", "y"], ["r", "s"], ["b", "a"])
    assert repeated.labels_ == once.labels_


def test_the_temperature_stays_at_its_prior_under_fifty_adjudicated_items():
    truth, item, who, label = crowd(n=120, accuracy=0.6)
    thin = Consensus().fit(item, who, label, known={i: truth[i] for i in range(49)})
    enough = Consensus().fit(item, who, label, known={i: truth[i] for i in range(50)})
    assert thin.temperature_ == pytest.approx(0.35)
    assert enough.temperature_ != pytest.approx(0.35, abs=1e-3)


def test_a_label_is_always_its_most_probable_class():
    _, item, who, label = crowd(accuracy=0.5)
    fitted = Consensus().fit(item, who, label)
    assert [fitted.classes_[k] for k in fitted.probabilities_.argmax(axis=1)] == fitted.labels_


@settings(max_examples=15)
@given(st.integers(0, 1000), st.permutations(range(3)))
def test_relabelling_and_reordering_change_nothing(seed, names):
    _, item, who, label = crowd(seed, n=30, reviewers=5)
    order = np.random.default_rng(seed).permutation(len(item))
    renamed = np.array(names)[label]
    plain = Consensus(max_iter=10).fit(item, who, label)
    other = Consensus(max_iter=10).fit(item[order], who[order], renamed[order])
    back = [other.classes_.index(names[k]) for k in plain.classes_]
    assert np.allclose(plain.probabilities_, other.probabilities_[:, back], atol=1e-8)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(ValueError, match="known_weights"):
        Consensus().fit(["x", "y"], ["r", "r"], ["a", "b"], known={"x": "a"}, known_weights={"x": weight})
