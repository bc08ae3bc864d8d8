"""When a report comes, and how that is said."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from annotate.actions import definitions
from tests.reports import factories as make
from workers.reports import build_due
from workers.reports.building import GRACE

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"


def test_the_next_five_runs_in_words_over_summer_time() -> None:
    weekly = make.definition(time_zone=BERLIN)
    at = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
    assert weekly.next_runs_in_words(at) == [
        "Monday 23 March 2026 at 06:00, on 16–22 March 2026",
        "Monday 30 March 2026 at 06:00, on 23–29 March 2026",
        "Monday 6 April 2026 at 06:00, on 30 March – 5 April 2026",
        "Monday 13 April 2026 at 06:00, on 6–12 April 2026",
        "Monday 20 April 2026 at 06:00, on 13–19 April 2026",
    ]
    assert [due.hour for _, due in weekly.next_runs(at, 2)] == [5, 4]  # in UTC


def test_the_first_run_is_on_the_period_it_starts_in() -> None:
    monthly = make.definition(period="month", starts_on=dt.date(2026, 6, 17))
    (run, *_) = monthly.next_runs_in_words(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert run == "Wednesday 1 July 2026 at 06:00, on June 2026"


def test_a_run_that_is_due_this_morning_is_still_listed() -> None:
    weekly = make.definition()
    (run, *_) = weekly.next_runs_in_words(dt.datetime(2026, 3, 9, 5, tzinfo=dt.UTC))
    assert run.endswith("on 2–8 March 2026")


def test_it_is_written_at_its_hour_in_its_own_zone() -> None:
    weekly = make.definition(time_zone=BERLIN, written_at=dt.time(7, 30))
    due = dt.datetime(2026, 3, 9, 6, 30, tzinfo=dt.UTC)
    assert build_due(due - dt.timedelta(minutes=1)) == []
    (report,) = build_due(due)
    assert report.definition == weekly
    assert report.period_start == dt.datetime(2026, 3, 1, 23, tzinfo=dt.UTC)


def test_even_at_midnight_what_is_still_being_saved_is_waited_for() -> None:
    make.definition(written_at=dt.time(0))
    midnight = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
    assert build_due(midnight + GRACE - dt.timedelta(seconds=1)) == []
    assert len(build_due(midnight + GRACE)) == 1


def test_after_a_change_of_length_or_zone_no_period_overlaps_a_written_one() -> None:
    weekly = make.definition()
    build_due(make.AFTER)
    definitions.update_definition(definition=weekly, by=make.SETUP, period="month", time_zone=BERLIN)
    build_due(dt.datetime(2026, 5, 20, tzinfo=dt.UTC))
    assert [r.period.words() for r in weekly.reports.order_by("period_start")] == [
        "2–8 March 2026",
        "April 2026",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"period": "eon"}, "period"),
        ({"name": " "}, "name"),
        ({"scope": "watched"}, "newsroom"),
        ({"scope": "topics"}, "topics"),
        ({"scope": "outlets"}, "outlets"),
        ({"scope": "stars"}, "scope"),
    ],
)
def test_a_definition_that_makes_no_sense_names_the_field(values: dict, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make.definition(**values)
    assert field in refused.value.message_dict
