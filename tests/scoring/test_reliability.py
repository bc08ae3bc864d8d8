"""Reliability of sources: what a record says, how it fades, and what it may not know yet."""

from datetime import date

import numpy as np
import pytest

from workers.scoring import Side, SourceReliability, Trial

DAY = date(2026, 1, 1)


def trials(root, ys, kind="k", side=Side.ASSERTS, day=DAY):
    return [Trial(root, kind, side, day, y, 1.0, f"{root}{i}") for i, y in enumerate(ys)]


def test_the_posterior_by_hand():
    rows = trials("a", [1, 1, 1, 0]) + trials("b", [0, 0])
    r = SourceReliability(strength=8).fit_trials(rows).records(DAY).reliability("a", "k", Side.ASSERTS)
    kind_mean = (0 + 20 * 4 / 8) / (2 + 20)
    assert r.mean == pytest.approx((3 + 8 * kind_mean) / (4 + 8))
    assert (r.effective_n, r.kind_mean, r.overall_mean) == pytest.approx((4, kind_mean, 0.5))


def test_a_half_life_halves_a_trial():
    records = SourceReliability(half_life=10).fit_trials(trials("a", [1])).records(date(2026, 1, 11))
    assert records.reliability("a", "k", Side.ASSERTS).effective_n == pytest.approx(0.5)


def test_a_record_thinner_than_three_has_letter_f():
    records = SourceReliability().fit_trials(trials("a", [1, 1]) + trials("b", [1] * 40)).records(DAY)
    assert records.reliability("a", "k", Side.ASSERTS).letter == "F"
    assert records.reliability("b", "k", Side.ASSERTS).letter in "AB"


def test_asserting_and_denying_are_kept_apart():
    rows = trials("a", [1] * 9) + trials("a", [0] * 9, side=Side.DENIES)
    records = SourceReliability().fit_trials(rows).records(DAY)
    assert records.reliability("a", "k", Side.ASSERTS).mean > 0.7
    assert records.reliability("a", "k", Side.DENIES).mean < 0.3


def test_a_prediction_knows_earlier_days_only():
    r = SourceReliability().fit(["a", "a"], ["k", "k"], [10, 20], [1, 1])
    assert r.predict(["a"] * 3, ["k"] * 3, [10, 20, 21]).effective_n == pytest.approx([0, 1, 2], abs=0.02)


def test_a_prediction_is_the_record_of_that_day():
    rng = np.random.default_rng(0)
    rows = [row for root in "abc" for row in trials(root, rng.integers(2, size=8))]
    model = SourceReliability(half_life=50).fit_trials(rows)
    day = date(2026, 1, 9)
    for root in "abcz":
        r = model.records(day).reliability(root, "k", Side.ASSERTS)
        found = model.predict([root], ["k"], [day])
        assert found.mean[0] == pytest.approx(r.mean)
        assert found.interval[0] == pytest.approx(r.interval)
        assert found.letter == [r.letter]


def test_tuning_prefers_forgetting_where_sources_change():
    rows = []
    for month in range(1, 13):
        for year in range(2010, 2022):
            y = float(year % 4 < 2)
            rows += trials("a", [y, y], day=date(year, month, 1))
    tuned = SourceReliability(half_life=3000).fit_trials(rows).tune(date(2014, 1, 1), date(2021, 1, 1))
    assert tuned.half_life == pytest.approx(365.25)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": [1.0]}, "outcome: has 1 rows"),
        ({"outcome": [1.0, 2.0]}, "outcome: holds a value"),
        ({"outcome": [1.0, float("nan")]}, "outcome: holds a value"),
        ({"weight": [1.0, -1.0]}, "weight: holds a value"),
        ({"weight": [1.0, float("nan")]}, "weight: holds a value"),
        ({"source": ["a", None]}, "source: holds None or NaN"),
        ({"kind": ["k", float("nan")]}, "kind: holds None or NaN"),
        ({"day": [1, float("nan")]}, "day: holds None or NaN"),
        ({"side": ["asserts", "maybe"]}, "'maybe' is not a valid Side"),
    ],
)
def test_bad_rows_are_refused_by_name(change, message):
    rows = {"source": ["a", "b"], "kind": ["k", "k"], "day": [1, 2], "outcome": [1.0, 0.0], **change}
    with pytest.raises(ValueError, match=message):
        SourceReliability().fit(**rows)


def test_an_outcome_after_the_reference_day_is_refused():
    with pytest.raises(ValueError, match="after the run's reference day"):
        SourceReliability().fit_trials(trials("a", [1])).records(date(2025, 1, 1))


@pytest.mark.parametrize("bad", [{"half_life": 0.0}, {"half_life": float("nan")}, {"strength": -1.0}])
def test_half_life_and_strength_are_positive(bad):
    with pytest.raises(ValueError, match="must be positive"):
        SourceReliability(**bad)


def test_nothing_known_is_answered_and_said():
    found = SourceReliability().fit([], [], [], []).predict(["a"], ["k"], [1])
    assert (found.mean.tolist(), found.effective_n.tolist(), found.letter) == ([0.5], [0.0], ["F"])
    assert SourceReliability().fit([], [], [], []).tune(date(2020, 1, 1), date(2021, 1, 1)).strength == 8.0


def test_a_silent_source_and_the_order_of_trials_change_nothing():
    rows = {"source": ["a", "a", "b"], "kind": ["k"] * 3, "day": [1, 2, 2], "outcome": [1.0, 0.0, 1.0]}
    asked = ["a", "b"], ["k", "k"], [9, 9]
    plain = SourceReliability().fit(**rows).predict(*asked)
    other = SourceReliability().fit(**{name: column[::-1] for name, column in rows.items()})
    assert np.allclose(other.predict(*asked).interval, plain.interval, atol=1e-12)
    silent = SourceReliability().fit(
        [*rows["source"], "hush"], ["k"] * 4, [1, 2, 2, 2], [1.0, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0]
    )
    assert np.allclose(silent.predict(*asked).mean, plain.mean, atol=1e-12)
