"""Questions with many values: clones are found and count about once."""

import numpy as np
import pytest

from workers.scoring import ValueTruth


def world(clones=4, n=400, seed=0):
    """Three good sources against one poor one with clones."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(100, size=n)
    accuracy = {"good1": 0.9, "good2": 0.85, "good3": 0.85, "poor": 0.4}
    said = {
        s: np.where(rng.random(n) < a, truth, rng.integers(100, 200, size=n)) for s, a in accuracy.items()
    }
    said |= {f"clone{i}": said["poor"] for i in range(clones)}
    rows = [(o, s, int(v)) for s, values in said.items() for o, v in enumerate(values)]
    return truth, list(zip(*rows, strict=True))


def right(fitted, truth):
    return np.mean(np.array(fitted.truths_) == truth)


def test_clones_do_not_outvote_honest_sources():
    truth, rows = world()
    fitted = ValueTruth().fit(*rows)
    assert right(fitted, truth) > 0.93
    assert fitted.accuracy_[fitted.sources_.index("poor")] < 0.55


def test_clones_are_found_and_nobody_else():
    _, rows = world(n=1200)
    fitted = ValueTruth().fit(*rows)
    copies = [i for i, name in enumerate(fitted.sources_) if name.startswith(("clone", "poor"))]
    d = fitted.dependence_.toarray()
    others = [i for i in range(len(d)) if i not in copies]
    assert d[np.ix_(copies, copies)][~np.eye(len(copies), dtype=bool)].min() > 0.99
    assert d[np.ix_(others, range(len(d)))].max() < 0.01


def test_a_further_copy_changes_no_truth():
    assert ValueTruth().fit(*world(4)[1]).truths_ == ValueTruth().fit(*world(5)[1]).truths_


def test_a_known_object_has_its_value():
    truth, rows = world()
    fitted = ValueTruth().fit(*rows, known={0: 999, 1: int(truth[1])})
    at_one = [
        p for o, v, p in zip(fitted.object_of_, fitted.values_, fitted.probabilities_, strict=True) if o == 1
    ]
    assert sorted(at_one)[-1] == 1.0


def test_probabilities_sum_to_one_over_each_object():
    fitted = ValueTruth().fit(*world()[1])
    assert np.allclose(np.bincount(fitted.object_of_, fitted.probabilities_), 1.0)


def test_the_order_of_rows_changes_nothing():
    _, (objects, sources, values) = world(n=60)
    order = np.random.default_rng(0).permutation(len(objects))
    plain = ValueTruth().fit(objects, sources, values)
    mixed = ValueTruth().fit(*([column[i] for i in order] for column in (objects, sources, values)))
    assert plain.truths_ == mixed.truths_
    assert np.allclose(plain.probabilities_, mixed.probabilities_, atol=1e-12)


@pytest.mark.parametrize("rows", [([], [], []), ([1], ["a"], [])])
def test_bad_rows_are_refused(rows):
    with pytest.raises(ValueError, match="equally many"):
        ValueTruth().fit(*rows)
