"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from annotate.models import Delivery, Report, ReportDefinition, Subscription
from tests.reports import factories as make

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
END = START + make.WEEK


def report(**values) -> Report:
    given = {"period_start": START, "period_end": END, "upto": END}
    return Report.objects.create(**{"definition": make.definition()} | given | values)


def refuses(constraint: str):
    """PostgreSQL names the constraint; SQLite names it for checks, and the fields for unique ones."""
    names = {
        "report_once_per_period": "definition_id",
        "subscription_once_per_address": "address",
        "delivery_once_per_report": "report_id",
        "delivery_asked_for_once_at_a_time": "asked_by_id",
        "report_corrected_once_by_a_change": "corrects_id",
    }
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
        ("report_kind_is_known", {"kind": "omens"}),
        ("report_watched_by_a_newsroom", {"scope": "watched"}),
    ],
)
def test_a_definition_that_makes_no_sense(constraint: str, values: dict) -> None:
    with refuses(constraint):
        ReportDefinition.objects.create(**{"name": "x", "starts_on": START.date()} | values)


def test_a_period_has_one_report_and_may_have_many_corrections_one_for_a_change() -> None:
    first = report()
    for number in (5, 6):
        report(definition=first.definition, corrects=first, as_of_change=number)
    with refuses("report_corrected_once_by_a_change"):
        report(definition=first.definition, corrects=first, as_of_change=6)


@pytest.mark.parametrize("values", [{"is_preview": True, "as_of_change": 5}, {"as_of_change": None}])
def test_a_correction_that_makes_no_sense(values: dict) -> None:
    first = report()
    with refuses("report_correction_is_no_preview"):
        report(definition=first.definition, corrects=first, **values)


def subscription(**values) -> Subscription:
    return Subscription.objects.create(**{"definition": make.definition(), "address": "a@b.example"} | values)


def delivery(**values) -> Delivery:
    given = {"not_before": END} | values
    return Delivery.objects.create(**{"report": report(), "subscription": subscription()} | given)


def test_an_address_is_subscribed_once_but_again_after_it_ended() -> None:
    first = subscription(ended_at=END)
    second = subscription(definition=first.definition)
    with refuses("subscription_once_per_address"):
        subscription(definition=second.definition)


@pytest.mark.parametrize("address", ["A@b.example", "nobody", "a b@c.example"])
def test_what_is_no_address(address: str) -> None:
    with refuses("subscription_address_is_lower_case"):
        subscription(address=address)


def test_a_report_goes_to_an_address_once() -> None:
    first = delivery()
    with refuses("delivery_once_per_report"):
        delivery(report=first.report, subscription=first.subscription)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("delivery_state_is_known|delivery_ended_has_a_time", {"state": "lost"}),
        ("delivery_ended_has_a_time", {"state": "handed"}),
        ("delivery_ended_has_a_time", {"ended_at": END}),
    ],
)
def test_a_delivery_that_makes_no_sense(constraint: str, values: dict) -> None:
    with refuses(constraint):
        delivery(**values)


def test_a_message_goes_to_a_subscription_or_to_whoever_asked() -> None:
    reader = make.make.user()
    delivery(subscription=None, asked_by=reader)
    for values in ({"subscription": None}, {"asked_by": reader}):
        with refuses("delivery_to_a_subscription_or_a_person"), transaction.atomic():
            delivery(**values)


def test_somebody_asks_for_a_report_once_at_a_time() -> None:
    first = delivery(subscription=None, asked_by=make.make.user())
    with refuses("delivery_asked_for_once_at_a_time"), transaction.atomic():
        delivery(report=first.report, subscription=None, asked_by=first.asked_by)
    Delivery.objects.filter(pk=first.pk).update(state="handed", ended_at=END)
    delivery(report=first.report, subscription=None, asked_by=first.asked_by)
