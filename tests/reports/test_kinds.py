"""Two reports come ready: the weekly sourcing report and the monthly source-record report."""

import datetime as dt

import pytest

from annotate.models import ReportDefinition
from tests.reports import factories as make
from tests.reports.test_sources import reported, rows, run
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def test_two_definitions_come_ready() -> None:
    found = ReportDefinition.objects.order_by("period").values_list("name", "kind", "period", "is_active")
    assert list(found) == [
        ("Monthly source-record report", "records", "month", True),
        ("Weekly sourcing report", "sourcing", "week", True),
    ]


def test_the_source_record_report_is_about_those_who_speak() -> None:
    ReportDefinition.objects.update(is_active=False)
    report = make.written(make.definition(kind="records"))
    keys = [s["key"] for s in report.figures["sections"]]
    assert keys[:3] == ["short", "sources", "records"]
    assert "moved" not in keys
    assert keys[-2:] == ["method", "not_known"]
    assert all(s["empty"] or s["sentences"] for s in report.figures["sections"])


def test_every_record_with_enough_trials_is_listed_by_name_and_nobody_is_ranked() -> None:
    zoe, ada, thin = make.make.source("Zoe"), make.make.source("ada"), make.make.source("Mia")
    private = make.make.source("Jo Private", has_public_role=False)
    before = {zoe.root_key: ("k", 9, 10)}
    after = {
        zoe.root_key: ("k", 18, 20), ada.root_key: ("k", 4, 20), thin.root_key: ("k", 2, 2),
        private.root_key: ("k", 9, 9),
    }  # fmt: skip
    ReportDefinition.objects.update(is_active=False)
    report = reported(before, after, kind="records")
    (listed,) = make.section(report, "records")["tables"]
    assert [plain(row[0]) for row in listed["rows"]] == ["ada", "Zoe"]
    assert [row[4] for row in listed["rows"]] == ["20.0", "20.0"]
    assert [row[5] is None for row in listed["rows"]] == [
        True,
        False,
    ]  # ada had no record at the period's beginning
    assert "in no order of merit" in plain(make.section(report, "records")["sentences"][1])
    assert "Jo Private" not in str(report.figures)


def test_without_a_run_it_says_so() -> None:
    ReportDefinition.objects.update(is_active=False)
    report = make.written(make.definition(kind="records"))
    assert "No scoring run" in make.section(report, "records")["empty"]


def test_a_run_stored_later_is_not_of_this_period_though_it_saw_no_newer_change() -> None:
    make.run(as_of_change=0)
    make.happened(make.BEFORE_IT)
    weekly = make.definition()
    make.happened(make.BEFORE_IT)
    last = make.Change.objects.first().number
    later = run(last)
    make.happened(make.AFTER + dt.timedelta(hours=1), since=last)
    report = make.written(weekly)
    assert later.pk not in str(make.section(report, "method"))
    assert rows(report) == []


def test_a_report_on_some_sources_has_their_records_and_no_others() -> None:
    ada, zoe = make.make.source("Ada"), make.make.source("Zoe")
    ReportDefinition.objects.update(is_active=False)
    counts = {source.root_key: ("k", 9, 10) for source in (ada, zoe)}
    report = reported({}, counts, kind="records", scope="sources", sources=[ada])
    (listed,) = make.section(report, "records")["tables"]
    assert [plain(row[0]) for row in listed["rows"]] == ["Ada"]
    assert {row[0][0]["id"] for row in rows(report)} == {ada.pk}
