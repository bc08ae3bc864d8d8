"""What was taken back after a report was issued is told in a correction of its own; the report stays as it is."""

import datetime as dt

import pytest

from annotate.actions import claims, deliveries
from annotate.formats.reports import as_json
from annotate.models import Change, Report
from tests.reports import factories as make
from tests.reports.test_html import moved_report
from workers.reports import build_due
from workers.reports.words import plain

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def issued() -> Report:
    """Issued on Monday at six; everything so far was known by then."""
    report = moved_report("Rain.")
    make.happened(make.AFTER, since=report.as_of_change)
    deliveries.subscribe(definition=report.definition, address="a@news.example", by=make.SETUP)
    make.happened(make.AFTER, since=report.as_of_change)
    Report.objects.filter(pk=report.pk).update(built_at=make.AFTER)
    return Report.objects.get(pk=report.pk)


def named(report: Report):
    row = make.section(report, "moved")["tables"][0]["rows"][0]
    return make.Claim.objects.get(pk=row[0]["id"])


def taken_back(report: Report, at: dt.datetime) -> None:
    number = Change.objects.first().number
    claims.withdraw_claim(claim=named(report), reason="Wrong.", by=make.SETUP)
    make.happened(at, since=number)


def corrections(at: dt.datetime) -> list[Report]:
    build_due(at)
    return list(Report.objects.exclude(corrects=None).order_by("as_of_change"))


def test_a_correction_says_what_changed_and_the_report_stays(issued: Report) -> None:
    before = (as_json(issued.figures), issued.html)
    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    (correction,) = corrections(make.AFTER + DAY)
    (row,) = make.section(correction, "corrections")["tables"][0]["rows"]
    assert (plain(row[0]), row[1]) == ("Rain.", "It was withdrawn.")
    assert correction.corrects == issued
    issued.refresh_from_db()
    assert (as_json(issued.figures), issued.html) == before


def test_it_is_issued_once_however_often_one_looks(issued: Report) -> None:
    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    for _ in range(3):
        found = corrections(make.AFTER + DAY)
    assert len(found) == 1
    assert len(corrections(make.AFTER + 3 * DAY)) == 1


def test_it_waits_for_the_reports_own_hour_so_that_a_morning_of_changes_is_one(issued: Report) -> None:
    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    assert corrections(make.AFTER + dt.timedelta(hours=4)) == []


def test_where_nothing_named_changed_there_is_none(issued: Report) -> None:
    number = Change.objects.first().number
    claims.withdraw_claim(claim=make.known(), reason="Wrong.", by=make.SETUP)
    make.happened(make.AFTER, since=number)
    assert corrections(make.AFTER + DAY) == []


def test_a_later_change_is_a_correction_of_its_own_that_does_not_repeat_the_first(issued: Report) -> None:
    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    corrections(make.AFTER + DAY)
    number = Change.objects.first().number
    claims.publish_claim(claim=named(issued), by=make.SETUP)
    claims.reword_claim(claim=named(issued), wording="Snow.", by=make.SETUP)
    make.happened(make.AFTER + 1.5 * DAY, since=number)
    first, second = corrections(make.AFTER + 2 * DAY)
    assert len(make.section(first, "corrections")["tables"][0]["rows"]) == 1
    (row,) = make.section(second, "corrections")["tables"][0]["rows"]
    assert row[1].startswith("It was put in other words")


def test_it_goes_to_the_readers_of_the_report_and_is_announced(issued: Report) -> None:
    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    (correction,) = corrections(make.AFTER + DAY)
    assert [d.address for d in correction.deliveries.all()] == ["a@news.example"]
    told = Change.objects.of(correction).get(verb="report.ready")
    assert told.detail.after["corrects"] == issued.pk


def test_made_again_it_gives_the_same_bytes(issued: Report) -> None:
    from workers.reports.boundaries import windows_of
    from workers.reports.figures import figures_of

    taken_back(issued, make.AFTER + dt.timedelta(hours=3))
    (correction,) = corrections(make.AFTER + DAY)
    again = Report.objects.get(pk=correction.pk)
    assert as_json(figures_of(again, windows_of(again))) == as_json(correction.figures)
