"""The archive: permanent addresses, open to a newsroom's members and to nobody else."""

import pytest
from django.test import Client

from annotate.models import Audience, Change, Membership, Newsroom, Report, ReportDefinition, User
from tests.reports import factories as make
from tests.reports.test_html import HOSTILE
from workers.reports import preview

pytestmark = pytest.mark.django_db


def member(of: Newsroom) -> Client:
    user = User.objects.create(username=f"member of {of.pk}")
    Membership.objects.create(newsroom=of, user=user)
    client = Client()
    client.force_login(user)
    return client


def report_for(newsroom: Newsroom | None, wording: str = "Rain.") -> Report:
    claim = make.known()
    claim.wordings.amend(text=wording)
    make.scored(claim, 0.4, at=make.BEFORE_IT)
    make.scored(claim, 0.8, at=make.IN_IT)
    ReportDefinition.objects.update(is_active=False)
    return make.written(make.definition(newsroom=newsroom, name="Our week"))


def test_a_member_reads_the_report_and_takes_its_files_away() -> None:
    newsroom = make.make.newsroom()
    report, reader = report_for(newsroom, HOSTILE), member(newsroom)
    assert "Our week" in reader.get("/reports/").content.decode()
    page = reader.get(report.get_absolute_url())
    assert "<img" not in page.content.decode()
    assert '<article class="report"' in page.content.decode()
    for form, start in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfsection,"), ("json", b"{")):
        file = reader.get(f"{report.get_absolute_url()}file.{form}")
        assert file.content.startswith(start)
        assert file["Content-Disposition"].endswith(f'"our-week-2026-03-02.{form}"')
    assert reader.get(f"{report.get_absolute_url()}file.exe").status_code == 404


@pytest.mark.parametrize("of_the_desk", [True, False])
def test_what_is_another_newsrooms_or_the_desks_is_not_there(of_the_desk: bool) -> None:
    report = report_for(None if of_the_desk else make.make.newsroom())
    stranger = member(make.make.newsroom())
    for address in ("", "file.json", "file.pdf"):
        assert stranger.get(f"{report.get_absolute_url()}{address}").status_code == 404
    assert report.pk not in stranger.get("/reports/").content.decode()
    assert stranger.get("/reports/rpt_none/").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to() -> None:
    report = report_for(make.make.newsroom())
    for address in ("/reports/", report.get_absolute_url(), f"{report.get_absolute_url()}file.json"):
        answer = Client().get(address)
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_the_desk_reads_it_in_the_admin_where_scores_may_be_hidden() -> None:
    report, client = report_for(make.make.newsroom()), Client()
    client.force_login(make.make.user("editor"))
    assert client.get(report.get_absolute_url())["Location"].endswith(f"/report/{report.pk}/change/")


def test_whoever_is_of_the_desk_and_of_the_newsroom_gets_no_file_past_what_is_hidden() -> None:
    newsroom = make.make.newsroom()
    report, client, editor = report_for(newsroom), Client(), make.make.user("editor")
    Membership.objects.create(newsroom=newsroom, user=editor)
    client.force_login(editor)
    for form in ("json", "csv", "pdf"):
        answer = client.get(f"{report.get_absolute_url()}file.{form}")
        assert client.get(answer["Location"]).status_code == 403


def test_a_preview_is_not_in_the_archive() -> None:
    newsroom = make.make.newsroom()
    report = preview(make.definition(newsroom=newsroom), make.AFTER)
    assert member(newsroom).get(report.get_absolute_url()).status_code == 404


def test_an_issued_report_is_announced_to_its_newsroom_and_the_desks_to_the_desk() -> None:
    newsroom = make.make.newsroom()
    for of, audience in ((newsroom, Audience.NEWSROOM), (None, Audience.DESK)):
        told = Change.objects.of(report_for(of)).get(verb="report.ready")
        assert (told.audience, told.newsroom) == (audience, of)


def test_a_preview_is_announced_to_nobody() -> None:
    report = preview(make.definition(newsroom=make.make.newsroom()), make.AFTER)
    assert not Change.objects.of(report).filter(verb="report.ready").exists()


def test_a_definition_with_reports_does_not_go_to_another_newsroom() -> None:
    from annotate.actions.definitions import ValidationError, update_definition

    report = report_for(make.make.newsroom())
    with pytest.raises(ValidationError) as refused:
        update_definition(definition=report.definition, newsroom=make.make.newsroom(), by=make.SETUP)
    assert "newsroom" in refused.value.message_dict


def test_a_newsroom_that_annotates_blind_gets_no_report() -> None:
    from annotate.actions.definitions import ValidationError
    from annotate.actions.deliveries import subscribe

    newsroom = make.make.newsroom()
    report, reader = report_for(newsroom), member(newsroom)
    subscribe(definition=report.definition, address="a@news.example", by=make.SETUP)
    make.make.key(newsroom, "annotate")
    assert reader.get(report.get_absolute_url()).status_code == 404
    (later,) = make.build_due(make.AFTER + make.WEEK)
    assert not later.deliveries.exists()
    with pytest.raises(ValidationError):
        make.definition(newsroom=Newsroom.objects.get(pk=newsroom.pk))
