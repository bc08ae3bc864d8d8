"""Periods in a newsroom's own zone, over changes of the clock."""

import datetime as dt
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.periods import Period

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Pacific/Apia",
         "Africa/Cairo", "Asia/Kathmandu"]  # fmt: skip
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LENGTHS = ["day", "week", "month", "quarter"]


def hours(period: Period) -> float:
    return (period.end - period.start) / dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "length", "zone", "expected"),
    [
        ((2026, 3, 29), "day", "Europe/Berlin", 23),
        ((2026, 10, 25), "day", "Europe/Berlin", 25),
        ((2026, 3, 29), "week", "Europe/Berlin", 167),
        ((2026, 10, 25), "week", "Europe/Berlin", 169),
        ((2026, 4, 5), "day", "Australia/Lord_Howe", 24.5),
        ((2024, 4, 26), "day", "Africa/Cairo", 23),  # midnight itself is skipped
        ((2011, 12, 30), "day", "Pacific/Apia", 0),  # a day that never was
    ],
)
def test_a_period_over_a_change_of_the_clock(day, length, zone, expected) -> None:
    assert hours(Period.of_day(dt.date(*day), length, zone)) == expected


@calmly
@given(st.dates(dt.date(2000, 1, 1), dt.date(2035, 1, 1)), st.sampled_from(LENGTHS), st.sampled_from(ZONES))
def test_periods_follow_each_other_without_gap_or_overlap(day, length, zone) -> None:
    one, two, three = islice(Period.of_day(day, length, zone).onward(), 3)
    assert one.end == two.start
    assert two.end == three.start
    assert two.before == one
    assert one.first <= day <= one.last


@calmly
@given(
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from(LENGTHS), st.sampled_from(ZONES),
)  # fmt: skip
def test_a_moment_lies_in_its_period(moment, length, zone) -> None:
    period = Period.around(moment, length, zone)
    assert period.start <= moment < period.end


@pytest.mark.parametrize(
    ("length", "words", "year_ago"),
    [
        ("day", "4 March 2026", "5 March 2025"),
        ("week", "2–8 March 2026", "3–9 March 2025"),
        ("month", "March 2026", "March 2025"),
        ("quarter", "January to March 2026", "January to March 2025"),
    ],
)
def test_a_period_in_words_and_a_year_ago(length, words, year_ago) -> None:
    period = Period.of_day(dt.date(2026, 3, 4), length, "UTC")
    assert (period.words(), period.year_ago.words()) == (words, year_ago)


@pytest.mark.parametrize(
    ("day", "words"),
    [((2026, 4, 1), "30 March – 5 April 2026"), ((2027, 1, 1), "28 December 2026 – 3 January 2027")],
)
def test_a_week_over_the_end_of_a_month_or_year(day, words) -> None:
    assert Period.of_day(dt.date(*day), "week", "UTC").words() == words
