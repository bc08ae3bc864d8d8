"""Reports over the API: the archive, its files, and what a newsroom wants to be reported on."""

import json
from typing import Any

import pytest
from django.test import Client

from annotate.models import Report, ReportDefinition
from tests import factories as make
from tests.api.asking import Newsdesk, hold_against_schema
from tests.reports import factories as written

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Our week", "starts_on": "2026-03-02", "period": "week"}


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk("read", "reports")


def send(desk: Newsdesk, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
    given = {"Authorization": f"Bearer {desk.secret}"} | headers
    answer = getattr(Client(), method)(
        f"/api/v1/{path}", data=json.dumps(body), content_type="application/json", headers=given
    )
    hold_against_schema(answer, method, f"/api/v1/{path}")
    return answer


def issued(desk: Newsdesk) -> Report:
    claim = written.scored(written.known(), 0.4, at=written.BEFORE_IT)
    written.scored(claim, 0.8, at=written.IN_IT)
    ReportDefinition.objects.update(is_active=False)
    return written.written(written.definition(newsroom=desk.newsroom))


def test_the_archive_has_the_newsrooms_reports_and_no_others(desk: Newsdesk) -> None:
    report, other = issued(desk), issued(Newsdesk())
    (told,) = desk.everything("reports/")
    assert (told["id"], told["period"]["words"]) == (report.pk, "2–8 March 2026")
    assert told["url"].endswith(f"/reports/{report.pk}/")
    assert desk.ask(f"reports/{other.pk}/").status_code == 404


def test_a_report_is_told_with_every_figure_and_as_the_files_that_people_read(desk: Newsdesk) -> None:
    report = issued(desk)
    assert desk.read(f"reports/{report.pk}/")["figures"] == report.figures
    starts = {"csv": b"\xef\xbb\xbfsection,", "html": b"<!doctype html>", "pdf": b"%PDF-"}
    for form, start in starts.items():
        answer = desk.ask(f"reports/{report.pk}/", format=form)
        assert answer.status_code == 200
        assert answer.content.startswith(start)


def test_a_definition_is_made_changed_and_archived(desk: Newsdesk) -> None:
    outlet = make.outlet()
    body = GIVEN | {
        "kind": "records", "time_zone": "Europe/Berlin", "written_at": "07:30", "scope": "outlets",
        "outlets": [outlet.pk], "formats": ["csv", "pdf"], "recipients": ["B@news.example", "a@news.example"],
    }  # fmt: skip
    made = send(desk, "post", "report-definitions/", body)
    assert made.status_code == 201
    told = made.json()
    assert (told["formats"], told["recipients"]) == (["pdf", "csv"], ["a@news.example", "b@news.example"])
    assert len(told["next_runs"]) == 5
    path = f"report-definitions/{told['id']}/"
    changed = send(
        desk,
        "patch",
        path,
        {"recipients": ["c@news.example"], "period": "month"},
        **{"If-Match": made["ETag"]},
    )
    assert changed.json()["recipients"] == ["c@news.example"]
    archived = send(desk, "patch", path, {"is_active": False}, **{"If-Match": changed["ETag"]})
    assert (archived.json()["is_active"], archived.json()["next_runs"]) == (False, [])
    assert [d["id"] for d in desk.everything("report-definitions/")] == [told["id"]]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"scope": "outlets"}, "outlets"),
        ({"scope": "outlets", "outlets": ["out_1"]}, "outlets"),
        ({"scope": "topics", "topics": ["nothing"]}, "topics"),
        ({"period": "eon"}, "period"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"starts_on": "1999-01-01"}, "starts_on"),
        ({"formats": ["exe"]}, "formats.0"),
        ({"recipients": ["nobody"]}, "recipients.0"),
        ({"recipient": []}, "recipient"),
        ({"name": "<b>x</b>"}, "name"),
    ],
)
def test_bad_input_names_the_field_and_leaves_nothing(desk: Newsdesk, more: dict, field: str) -> None:
    before = ReportDefinition.objects.count()
    answer = send(desk, "post", "report-definitions/", GIVEN | more)
    assert answer.status_code in (400, 422)  # its shape, its meaning
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert ReportDefinition.objects.count() == before


def test_what_is_private_to_another_newsroom_cannot_be_chosen_and_looks_as_if_it_were_not(
    desk: Newsdesk,
) -> None:
    theirs = make.newsroom()
    outlet = make.outlet(private_to=theirs)
    make.claim(published=False, newsroom=theirs, topics=["secret"])
    for more in ({"scope": "outlets", "outlets": [outlet.pk]}, {"scope": "topics", "topics": ["secret"]}):
        answer = send(desk, "post", "report-definitions/", GIVEN | more)
        assert "is not there" in answer.json()["detail"]


def test_another_newsrooms_definition_is_not_there_and_a_key_without_the_scope_may_not(
    desk: Newsdesk,
) -> None:
    definition = written.definition(newsroom=make.newsroom())
    path = f"report-definitions/{definition.pk}/"
    assert desk.ask(path).status_code == 404
    assert send(desk, "patch", path, {"name": "Mine"}, **{"If-Match": "*"}).status_code == 404
    assert Newsdesk("read").ask("report-definitions/").status_code == 403


def test_a_newer_state_is_not_overwritten(desk: Newsdesk) -> None:
    made = send(desk, "post", "report-definitions/", GIVEN)
    path = f"report-definitions/{made.json()['id']}/"
    assert send(desk, "patch", path, {"name": "A"}, **{"If-Match": made["ETag"]}).status_code == 200
    assert send(desk, "patch", path, {"name": "B"}, **{"If-Match": made["ETag"]}).status_code == 412
    assert send(desk, "patch", path, {"name": "B"}).status_code == 428
