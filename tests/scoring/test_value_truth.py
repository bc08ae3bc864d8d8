"""Questions with many values: clones are found and count about once."""

import numpy as np
import pytest

from workers.scoring import ValueTruth
from workers.scoring.truth import _concentration


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


def two_kinds(n=300):
    """One good at times and bad at gates, one the other way about, and a third, middling in both."""
    rng = np.random.default_rng(2)
    truth, kind = rng.integers(100, size=2 * n), np.repeat(["time", "gate"], n)
    skill = {"clock": (0.95, 0.3), "porter": (0.3, 0.95), "clerk": (0.6, 0.6)}
    rows = []
    for source, accuracies in skill.items():
        is_right = rng.random(2 * n) < np.repeat(accuracies, n)
        said = np.where(is_right, truth, (truth + rng.integers(1, 100, size=2 * n)) % 100)
        rows += [(o, source, int(v), str(kind[o])) for o, v in enumerate(said)]
    return truth, list(zip(*rows, strict=True))


def test_a_source_may_know_one_kind_of_thing_and_not_another():
    truth, (objects, sources, values, kinds) = two_kinds()
    apart = ValueTruth().fit(objects, sources, values, kinds=kinds)
    alike = ValueTruth().fit(objects, sources, values)
    assert right(apart, truth) > 0.94
    assert right(apart, truth) > right(alike, truth) + 0.02


def test_a_wider_answer_supports_the_narrower():
    rows = [("a", "s", "Paris"), ("a", "t", "France"), ("a", "u", "Rome")]
    rows += [(f"o{i}", who, f"v{i}") for i in range(20) for who in "stu"]
    wider = {("France", "Paris")}
    plain = ValueTruth().fit(*zip(*rows, strict=True))
    fitted = ValueTruth().fit(*zip(*rows, strict=True), near=lambda said, true: (said, true) in wider)
    of_paris = [v.probabilities_[v.values_.index("Paris")] for v in (plain, fitted)]
    assert fitted.truths_[0] == "Paris"
    assert of_paris[1] > of_paris[0] + 0.1


def test_a_value_that_is_often_wrong_is_believed_less():
    """ "unknown" is what a careless source says of many things that others know."""
    rows = [(i, who, str(i)) for i in range(40) for who in ("a", "b")]
    rows += [(i, "c", "unknown" if i % 2 else str(i)) for i in range(40)]
    rows += [(100, "a", "100"), (100, "c", "unknown"), (101, "a", "101"), (101, "c", "x101")]
    fitted = ValueTruth().fit(*zip(*rows, strict=True))
    p = dict(zip(fitted.values_, fitted.probabilities_, strict=True))
    at = {
        (fitted.objects_[o], v): q
        for o, v, q in zip(fitted.object_of_, fitted.values_, fitted.probabilities_, strict=True)
    }
    assert p["x101"] > at[100, "unknown"]


def test_known_objects_anchor_who_is_believed():
    """Two camps of equal size: only what is known can say which of them is right."""
    rows = [(i, who, i if who in "ab" else -i) for i in range(1, 101) for who in "abcd"]
    known = {i: -i for i in range(1, 31)}
    fitted = ValueTruth().fit(*zip(*rows, strict=True), known=known)
    assert fitted.truths_ == [-i for i in range(1, 101)]


def test_what_is_known_anchors_though_nobody_said_it():
    """One camp is a minute off and the other an hour: the near one is believed where nothing is known."""
    off = {"a": 1, "b": 1, "c": 60, "d": 60, "e": 60}
    rows = [(i, who, 200 * i + minutes) for i in range(1, 101) for who, minutes in off.items()]
    known = {i: 200 * i for i in range(1, 31)}
    fitted = ValueTruth().fit(
        *zip(*rows, strict=True), known=known, near=lambda said, true: abs(said - true) <= 10
    )
    assert fitted.truths_ == [200 * i + (i > 30) for i in range(1, 101)]


@pytest.mark.parametrize(
    ("kinds", "message"), [(["k"], "kinds: has 1 rows"), (["k", "l"], "one object is of two kinds")]
)
def test_bad_kinds_are_refused(kinds, message):
    with pytest.raises(ValueError, match=message):
        ValueTruth().fit(["o", "o"], ["s", "t"], [1, 2], kinds=kinds)


def test_a_belief_is_worth_what_the_known_shows_it_to_be():
    """Known counts that scatter about it by chance alone leave it standing; those that contradict it move it."""
    rng = np.random.default_rng(0)
    mean = np.tile([0.7, 0.1, 0.2], (400, 1))
    as_believed, otherwise = (
        np.array([rng.multinomial(12, p) for p in shares]).astype(float)
        for shares in (mean, rng.dirichlet([3.5, 0.5, 1.0], 400))
    )
    assert _concentration(as_believed, mean) > 60
    assert 4.0 < _concentration(otherwise, mean) < 7.0
    assert _concentration(np.zeros((3, 3)), mean[:3]) == pytest.approx(
        999.0
    )  # nothing known, nothing to move it by
