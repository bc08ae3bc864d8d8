"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError

from annotate.models import Report, ReportDefinition
from tests.reports import factories as make

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
END = START + make.WEEK


def report(**values) -> Report:
    given = {"period_start": START, "period_end": END, "upto": END}
    return Report.objects.create(**{"definition": make.definition()} | given | values)


def refuses(constraint: str):
    """PostgreSQL names the constraint; SQLite names it for checks, and the fields for unique ones."""
    names = {"report_once_per_period": "definition_id"}
    return pytest.raises(IntegrityError, match=f"{constraint}|{names.get(constraint, constraint)}")


def test_a_second_report_on_a_period() -> None:
    first = report()
    with refuses("report_once_per_period"):
        report(definition=first.definition)


def test_previews_of_a_period_may_be_many() -> None:
    first = report(is_preview=True)
    assert report(definition=first.definition, is_preview=True).pk != first.pk


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("report_period_in_order", {"period_end": START, "upto": START, "is_preview": False}),
        ("report_issued_on_a_whole_period", {"upto": START + dt.timedelta(days=1)}),
        ("report_issued_on_a_whole_period", {"upto": START, "is_preview": True}),
        ("report_issued_on_a_whole_period", {"upto": END + dt.timedelta(days=1), "is_preview": True}),
        ("report_built_has_figures", {"built_at": END}),
        ("report_progress_is_per_cent", {"progress": 101}),
    ],
)
def test_a_report_that_makes_no_sense(constraint: str, values: dict) -> None:
    with refuses(constraint):
        report(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("report_period_is_known", {"period": "eon"}),
        ("report_has_a_name", {"name": ""}),
        ("report_scope_is_known", {"scope": "stars"}),
        ("report_watched_by_a_newsroom", {"scope": "watched"}),
    ],
)
def test_a_definition_that_makes_no_sense(constraint: str, values: dict) -> None:
    with refuses(constraint):
        ReportDefinition.objects.create(**{"name": "x", "starts_on": START.date()} | values)
