"""Threshold and quiet period, on plain figures."""

import datetime as dt

import pytest

from workers.hooks.gate import Now, decide, passes

NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "after", "threshold", "is_told"),
    [
        (0.5, 0.55, 0.05, True), (0.5, 0.549, 0.05, False), (0.5, 0.45, 0.05, True), (0.5, 0.5, 0.0, True), (None, 0.01, 0.9, True),
        (0.01, None, 0.9, True), (None, None, 0.05, False), (None, None, 0.0, True),
    ],
)  # fmt: skip
def test_a_movement_is_told_from_the_threshold_on(
    before: float | None, after: float | None, threshold: float, is_told: bool
) -> None:
    assert passes({"probability": before}, {"probability": after}, threshold) is is_told


def test_a_first_score_is_told_whatever_it_is() -> None:
    assert passes(None, {"probability": 0.5}, 1.0)


@pytest.mark.parametrize(
    ("told_at", "now"),
    [(None, Now.TELL), (NOON - HOUR, Now.TELL), (NOON - HOUR + dt.timedelta(seconds=1), Now.HOLD)],
)
def test_within_the_quiet_it_is_held(told_at: dt.datetime | None, now: Now) -> None:
    figures = {"probability": 0.2}, {"probability": 0.8}
    assert decide(*figures, threshold=0.05, told_at=told_at, quiet=HOUR, at=NOON) is now


def test_what_does_not_pass_is_not_held_either() -> None:
    same = {"probability": 0.2}
    assert decide(same, same, threshold=0.05, told_at=NOON, quiet=HOUR, at=NOON) is Now.SKIP
