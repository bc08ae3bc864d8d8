"""One report for a definition and a period, whatever happens."""

import datetime as dt

import pytest

from annotate.actions import definitions, reports
from annotate.models import Report
from tests.reports import factories as make
from workers.reports import build_due, building

pytestmark = pytest.mark.django_db


def issued(definition):
    return list(Report.objects.issued().filter(definition=definition).order_by("period_start"))


def test_a_period_is_reported_on_once_it_has_ended() -> None:
    weekly = make.definition()
    build_due(dt.datetime(2026, 3, 9, 5, 59, tzinfo=dt.UTC))
    assert issued(weekly) == []
    build_due(dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC))
    (report,) = issued(weekly)
    assert report.period.words() == "2–8 March 2026"
    assert report.stage == Report.Stage.READY


def test_two_beats_write_one_report() -> None:
    weekly = make.definition()
    build_due(make.AFTER)
    build_due(make.AFTER)
    assert len(issued(weekly)) == 1
    assert Report.objects.get().attempts == 1


def test_two_workers_on_one_row_do_not_both_take_it() -> None:
    report = reports.claim_period(definition=(d := make.definition()), period=building.next_period(d))
    assert reports.begin_report(report=report, at=make.AFTER)
    assert not reports.begin_report(report=report, at=make.AFTER + dt.timedelta(minutes=29))
    assert reports.begin_report(report=report, at=make.AFTER + dt.timedelta(minutes=30))


def test_a_second_copy_of_a_report_is_dropped() -> None:
    report = make.written(make.definition())
    kept = reports.store_report(
        report=report, figures={"other": 1}, html="other", pdf=b"", as_of_change=99, at=make.AFTER
    )
    assert kept.html == report.html
    assert Report.objects.get().figures == report.figures


def test_missed_periods_are_made_up_for_in_order() -> None:
    weekly = make.definition()
    build_due(dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC))
    found = issued(weekly)
    assert [r.period.words() for r in found] == [
        "2–8 March 2026", "9–15 March 2026", "16–22 March 2026", "23–29 March 2026",
    ]  # fmt: skip
    assert [r.built_at for r in found] == sorted(r.built_at for r in found)


def test_a_clock_set_back_writes_nothing_twice() -> None:
    weekly = make.definition()
    build_due(dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC))
    build_due(make.AFTER)
    assert len(issued(weekly)) == 2


def test_a_report_begun_before_the_clock_was_set_back_is_taken_again() -> None:
    report = reports.claim_period(definition=(d := make.definition()), period=building.next_period(d))
    assert reports.begin_report(report=report, at=make.AFTER + dt.timedelta(days=400))
    assert reports.begin_report(report=report, at=make.AFTER)


def test_a_report_that_cannot_be_written_stops_and_says_why(monkeypatch) -> None:
    weekly = make.definition()

    def fails(*args, **kwargs):
        raise LookupError("no such figure")

    monkeypatch.setattr(building, "figures_of", fails)
    for _ in range(Report.ATTEMPTS + 3):
        build_due(make.AFTER)
    (report,) = weekly.reports.all()
    assert report.attempts == Report.ATTEMPTS
    assert report.stage == Report.Stage.GIVEN_UP
    assert "no such figure" in report.failure


def test_a_given_up_period_does_not_hold_up_the_next(monkeypatch) -> None:
    weekly = make.definition()
    real = building.figures_of
    poison = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)

    def fails(report, *args, **kwargs):
        if report.period_start == poison:
            raise LookupError("no such figure")
        return real(report, *args, **kwargs)

    monkeypatch.setattr(building, "figures_of", fails)
    at = dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC)
    build_due(at)
    assert issued(weekly) == []  # the later one waits while the first is still tried
    for _ in range(Report.ATTEMPTS):
        build_due(at)
    assert [r.period.words() for r in issued(weekly)] == ["9–15 March 2026"]


def test_after_mending_somebody_lets_it_be_tried_again(monkeypatch) -> None:
    weekly = make.definition()
    with monkeypatch.context() as broken:
        broken.setattr(building, "figures_of", lambda *a, **k: 1 / 0)
        for _ in range(Report.ATTEMPTS):
            build_due(make.AFTER)
    assert build_due(make.AFTER) == []
    editor = make.make.user("editor")
    reports.try_again(report=weekly.reports.get(), by=editor)
    build_due(make.AFTER)
    assert weekly.reports.get().stage == Report.Stage.READY


def test_a_report_that_kills_its_worker_each_time_is_given_up() -> None:
    report = reports.claim_period(definition=(d := make.definition()), period=building.next_period(d))
    at = make.AFTER
    for _ in range(Report.ATTEMPTS):
        assert reports.begin_report(report=report, at=at)
        at += reports.PATIENCE
    assert build_due(at) == []
    report.refresh_from_db()
    assert report.stage == Report.Stage.GIVEN_UP
    assert "killed" in report.failure


def test_an_inactive_definition_is_not_reported_on() -> None:
    weekly = make.definition()
    definitions.update_definition(definition=weekly, by=make.SETUP, is_active=False)
    assert build_due(make.AFTER) == []
