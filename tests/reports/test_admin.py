"""Reports in the admin: files, the schedule in words, recipients, what became of each message."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate.actions import deliveries
from annotate.models import Delivery, Report, ReportDefinition, User
from tests.reports import factories as make
from tests.reports.test_html import moved_report

pytestmark = pytest.mark.django_db


def signed_in(*roles: str) -> tuple[Client, User]:
    client, user = Client(), make.make.user(*roles)
    client.force_login(user)
    return client, user


@pytest.fixture
def editor() -> Client:
    return signed_in("editor")[0]


@pytest.fixture
def report() -> Report:
    return moved_report("Rain.")


def show(editor: Client, report: Report) -> None:
    """An editor may resolve claims, so a report's scores are hidden until asked for."""
    assert editor.post(reverse("admin:annotate_report_see", args=(report.pk,))).status_code == 302


def test_a_report_is_taken_away_as_print_csv_and_json(editor: Client, report: Report) -> None:
    show(editor, report)
    files = {
        k: editor.get(reverse(f"admin:annotate_report_{k}", args=(report.pk,)))
        for k in ("pdf", "csv", "json")
    }
    assert files["pdf"].content.startswith(b"%PDF-")
    assert files["csv"].content.decode("utf-8-sig").startswith("section,table,row,")
    assert json.loads(files["json"].content) == Report.objects.get(pk=report.pk).figures
    assert files["csv"]["Content-Disposition"].endswith('-2026-03-02.csv"')


def test_the_page_is_the_stored_page_under_its_own_policy(editor: Client, report: Report) -> None:
    show(editor, report)
    page = editor.get(reverse("admin:annotate_report_page", args=(report.pk,)))
    assert page.content.decode() == report.html
    assert page["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("kind", ["pdf", "csv", "json", "page"])
def test_who_may_not_see_a_score_gets_no_file_of_it(report: Report, kind: str) -> None:
    client, _ = signed_in("adjudicator")
    assert client.get(reverse(f"admin:annotate_report_{kind}", args=(report.pk,))).status_code == 403


def test_nobody_else_gets_a_file(report: Report) -> None:
    assert Client().get(reverse("admin:annotate_report_json", args=(report.pk,))).status_code == 302


def test_a_definition_shows_its_next_five_runs(editor: Client) -> None:
    weekly = make.definition()
    page = editor.get(reverse("admin:annotate_reportdefinition_change", args=(weekly.pk,))).content.decode()
    assert all(run in page for run in weekly.next_runs_in_words(timezone.now()))


def test_a_definition_is_made_with_its_scope(editor: Client) -> None:
    outlet = make.make.outlet()
    given = {"name": "Post", "period": "month", "time_zone": "Europe/Berlin", "written_at": "07:30", "scope": "outlets",
             "kind": "records", "formats": ["csv", "pdf"], "outlets": [outlet.pk], "starts_on": "2026-03-02", "is_active": "on"}  # fmt: skip
    address = reverse("admin:annotate_reportdefinition_add")
    refused = editor.post(address, given | {"outlets": []})
    assert b"Choose at least one" in refused.content
    assert editor.post(address, given).status_code == 302
    made = ReportDefinition.objects.get(name="Post")
    assert (list(made.outlets.all()), made.kind, made.formats) == ([outlet], "records", ["pdf", "csv"])


def test_an_editor_subscribes_an_address(editor: Client) -> None:
    weekly = make.definition()
    address = reverse("admin:annotate_reportdefinition_act", args=(weekly.pk, "subscribe"))
    assert editor.post(address, {"address": "a@news.example"}).status_code == 302
    assert weekly.subscriptions.get().address == "a@news.example"
    assert b"gets this report already" in editor.post(address, {"address": "A@news.example"}).content


def uncertain(report: Report) -> Delivery:
    subscription = deliveries.subscribe(definition=report.definition, address="a@news.example", by=make.SETUP)
    return Delivery.objects.create(
        report=report,
        subscription=subscription,
        not_before=make.AFTER,
        state="uncertain",
        ended_at=make.AFTER,
    )


def test_an_uncertain_message_is_listed_and_decided_on(editor: Client, report: Report) -> None:
    delivery = uncertain(report)
    listed = editor.get(reverse("admin:annotate_delivery_changelist"), {"state__exact": "uncertain"})
    assert b"a@news.example" in listed.content
    assert editor.post(reverse("admin:annotate_delivery_act", args=(delivery.pk, "again"))).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    again: Any = editor.post(reverse("admin:annotate_delivery_act", args=(delivery.pk, "taken")))
    assert b"Only an uncertain or refused message" in again.content


def test_addresses_are_for_editors(report: Report) -> None:
    delivery = uncertain(report)
    reviewer, _ = signed_in("reviewer")
    assert reviewer.get(reverse("admin:annotate_delivery_changelist")).status_code == 403
    assert (
        reviewer.post(reverse("admin:annotate_delivery_act", args=(delivery.pk, "again"))).status_code == 403
    )
    page = reviewer.get(reverse("admin:annotate_report_change", args=(report.pk,)))
    assert b"a@news.example" not in page.content


def test_the_next_runs_follow_the_form_before_it_is_saved(editor: Client) -> None:
    address = reverse("admin:annotate_reportdefinition_runs")
    given = {
        "period": "month",
        "time_zone": "Europe/Berlin",
        "written_at": "07:30",
        "starts_on": "2031-06-17",
    }
    assert editor.get(address, given).json()["runs"][0] == "Tuesday 1 July 2031 at 07:30, on June 2031"
    assert editor.get(address, given | {"time_zone": "Mars/Olympus"}).json() == {"runs": []}
    assert signed_in("reviewer")[0].get(address, given).status_code == 403


def test_a_preview_is_waited_for_with_a_progress_bar(editor: Client) -> None:
    weekly = make.definition()
    answer = editor.post(reverse("admin:annotate_reportdefinition_act", args=(weekly.pk, "preview")))
    report = weekly.reports.get()
    page = editor.get(answer["Location"]).content.decode()
    progress = reverse("admin:annotate_report_progress", args=(report.pk,))
    assert f'data-progress="{progress}"' in page
    said = editor.get(progress).json()
    assert said == {"is_working": True, "words": "Waiting for a worker", "value": None, "max": 100}
    assert Client().get(progress).status_code == 302


def test_a_past_period_is_reported_on_and_sent_to_nobody(editor: Client) -> None:
    weekly = make.definition()
    deliveries.subscribe(definition=weekly, address="a@news.example", by=make.SETUP)
    address = reverse("admin:annotate_reportdefinition_act", args=(weekly.pk, "past"))
    assert b"has not ended" in editor.post(address, {"day": "2031-01-01"}).content
    assert editor.post(address, {"day": "2026-02-11"}).status_code == 302
    make.build_due(make.AFTER)
    report, scheduled = weekly.reports.order_by("period_start")  # and none of the weeks in between
    assert [r.period.words() for r in (report, scheduled)] == ["9–15 February 2026", "2–8 March 2026"]
    assert scheduled.deliveries.exists()
    assert report.stage == Report.Stage.READY
    assert not report.deliveries.exists()


def test_an_editor_ends_a_subscription(editor: Client) -> None:
    weekly = make.definition()
    subscription = deliveries.subscribe(definition=weekly, address="a@news.example", by=make.SETUP)
    address = reverse("admin:annotate_reportdefinition_act", args=(weekly.pk, "unsubscribe"))
    assert b"a@news.example" in editor.get(address).content
    assert editor.post(address, {"address": subscription.pk}).status_code == 302
    subscription.refresh_from_db()
    assert subscription.ended_at


def test_a_shown_report_is_sent_to_oneself_and_a_hidden_one_is_not(report: Report) -> None:
    client, user = signed_in("editor")
    User.objects.filter(pk=user.pk).update(email="me@news.example")
    address = reverse("admin:annotate_report_act", args=(report.pk, "send"))
    assert client.post(address).status_code == 403
    show(client, report)
    assert client.post(address).status_code == 302
    assert report.deliveries.get().asked_by == user
