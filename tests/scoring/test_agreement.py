"""Krippendorff's α: the examples of *Computing Krippendorff's Alpha-Reliability* (2011), and no answer."""

import numpy as np
import pytest

from workers.scoring import agreement


def rows(*observers):
    """One string an observer, one character a unit, a dot where nothing was said."""
    said = [(u, who, v) for who, values in enumerate(observers) for u, v in enumerate(values) if v != "."]
    return zip(*said, strict=True)


def test_binary_data_of_two_observers():
    assert agreement(*rows("0100000000", "1110010010")).alpha == pytest.approx(0.095, abs=5e-4)


def test_nominal_data_of_two_observers():
    found = agreement(*rows("aabbdcccedda", "babbbccceddd"))
    assert found.alpha == pytest.approx(0.692, abs=5e-4)
    assert found.interval[0] < found.alpha < found.interval[1]


def test_nominal_data_of_four_observers_with_gaps():
    found = agreement(*rows("123321412...", "1233224125.3", ".3332342251.", "12332441251."))
    assert found.alpha == pytest.approx(0.743, abs=5e-4)


def test_discord_beyond_chance_is_negative():
    assert agreement(*rows("abababab", "babababa")).alpha < 0


@pytest.mark.parametrize(
    ("observers", "reason"),
    [
        (("ab", ".."), "no item has labels of two reviewers"),
        (("aaa", "aaa"), "only one label was ever used"),
    ],
)
def test_undefined_is_explained_never_a_number(observers, reason):
    found = agreement(*rows(*observers))
    assert (found.alpha, found.interval, found.reason) == (None, None, reason)


def test_no_labels_at_all_are_explained():
    assert agreement([], [], []).reason == "no labels"


def test_reordering_rows_changes_nothing():
    rng = np.random.default_rng(0)
    item, who, label = np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40), rng.integers(3, size=120)
    order = rng.permutation(120)
    assert agreement(item, who, label) == agreement(item[order], who[order], label[order])
