"""A frozen consensus gives one item the figures of the full fit."""

import json

import numpy as np
import pytest

from tests.scoring.test_consensus import crowd
from workers.scoring import Consensus, ConsensusParameters


@pytest.fixture(scope="module")
def fitted():
    _, item, who, label = crowd(n=120, reviewers=30)
    return Consensus().fit(item, who, label), (item, who, label)


def again(parameters):
    return ConsensusParameters.from_dict(json.loads(json.dumps(parameters.to_dict())))


def test_one_item_has_the_figures_of_the_full_run(fitted):
    model, (item, who, label) = fitted
    frozen = again(model.parameters_)
    for i in range(40):
        rows = item == i
        found = frozen.predict(who[rows].tolist(), label[rows].tolist())
        assert found == pytest.approx(model.probabilities_[i], abs=1e-9)


def test_many_items_have_the_figures_of_the_full_run(fitted):
    model, rows = fitted
    items, found = again(model.parameters_).predict_items(*rows)
    assert items == model.items_
    assert np.allclose(found, model.probabilities_, atol=1e-9)


def test_only_some_reviewers_are_enough_for_their_own_items(fitted):
    model, (item, who, label) = fitted
    rows = item == 0
    frozen = model.parameters_.only(who[rows].tolist())
    assert len(frozen.reviewers) == rows.sum()
    assert frozen.predict(who[rows], label[rows]) == pytest.approx(model.probabilities_[0], abs=1e-9)


def test_a_new_reviewer_is_taken_for_an_average_one(fitted):
    frozen = fitted[0].parameters_
    found = frozen.predict(["nobody"], [1])
    assert found.argmax() == 1
    assert np.array_equal(found, frozen.predict(["somebody"], [1]))
    assert frozen.accuracy("nobody") == pytest.approx(0.75, abs=0.05)


def test_accuracy_is_that_of_the_fit(fitted):
    model, _ = fitted
    assert [model.parameters_.accuracy(name) for name in model.reviewers_] == pytest.approx(model.accuracy_)


def test_terms_that_nobody_used_are_classes_of_the_run():
    model = Consensus().fit(["x", "y"], ["r", "s"], ["a", "b"], classes=["a", "b", "c"])
    assert model.classes_ == ["a", "b", "c"]
    found = again(model.parameters_).predict(["r"], ["c"])
    assert found.sum() == pytest.approx(1.0)
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    ("reviewers", "labels", "message"),
    [([], [], "at least one"), ([1], [], "equally many"), ([1], [77], "77 is none of the classes")],
)
def test_bad_rows_are_refused_by_name(fitted, reviewers, labels, message):
    with pytest.raises(ValueError, match=message):
        fitted[0].parameters_.predict(reviewers, labels)


def test_a_label_outside_the_given_classes_is_refused():
    with pytest.raises(ValueError, match="'c' is none of the classes"):
        Consensus().fit(["x"], ["r"], ["c"], classes=["a", "b"])
