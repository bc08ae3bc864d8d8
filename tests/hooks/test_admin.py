"""Webhooks at the desk: an administrator makes, tests, turns off and sends again; nobody else sees them."""

import pytest

from annotate.models import Hook, Message
from tests.admin.desk import client
from tests.hooks import factories as make
from tests.hooks.factories import make as rows_of

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_one_and_sees_its_secret_once() -> None:
    room, desk = rows_of.newsroom(), client("administrator")
    given = {
        "name": "CMS",
        "url": "https://cms.example/in",
        "events": ["claim.published"],
        "threshold": "0.1",
        "quiet_minutes": "5",
    }
    page = desk.post(f"/admin/annotate/newsroom/{room.pk}/do/new-hook/", given).content.decode()
    secret = page.split('value="whsec_')[1].split('"')[0]
    hook = Hook.objects.get(newsroom=room)
    assert secret not in desk.get(f"/admin/annotate/hook/{hook.pk}/change/").content.decode()


def test_it_is_tested_turned_off_and_on_and_its_messages_sent_again() -> None:
    hook, desk = make.hook(), client("administrator")
    message = make.message(hook, state="failed", ended_at=make.NOW)
    message.tries.create(
        number=1, at=make.NOW, url=hook.url, status=500, response_body="<script>alert(1)</script>"
    )
    page = desk.get(f"/admin/annotate/message/{message.pk}/change/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    desk.post(f"/admin/annotate/message/{message.pk}/do/replay/")
    message.refresh_from_db()
    assert message.state == "waiting"
    desk.post(f"/admin/annotate/hook/{hook.pk}/do/test/")
    assert Message.objects.filter(event="hook.test").count() == 1
    desk.post(f"/admin/annotate/hook/{hook.pk}/do/disable/")
    assert not Hook.objects.get().is_on
    desk.post(f"/admin/annotate/hook/{hook.pk}/do/enable/")
    assert Hook.objects.get().is_on


def test_it_is_changed_given_another_secret_and_deleted() -> None:
    hook, desk = make.hook(), client("administrator")
    make.message(hook)
    page = f"/admin/annotate/hook/{hook.pk}/"
    form = desk.get(f"{page}do/change/").content.decode()
    assert hook.url in form, "it is shown as it is set"
    given = {"name": "Łódź CMS", "url": "https://cms.example/in", "events": ["claim.erased"], "threshold": "0.2", "quiet_minutes": "5"}  # fmt: skip
    refused = desk.post(f"{page}do/change/", given | {"url": "https://10.0.0.1/"}).content.decode()
    assert "errorlist" in refused
    assert desk.post(f"{page}do/change/", given).status_code == 302
    changed = Hook.objects.get()
    assert (changed.name, changed.url, changed.events, changed.threshold) == (
        "Łódź CMS", "https://cms.example/in", ["claim.erased"], 0.2,
    )  # fmt: skip
    assert "1 waiting" in desk.get(f"{page}change/").content.decode()
    shown = desk.post(f"{page}do/secret/")
    secret = shown.content.decode().split('value="whsec_')[1].split('"')[0]
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in desk.get(f"{page}change/").content.decode()
    assert Hook.objects.get().secret_before_until
    assert desk.get(f"{page}do/delete/").status_code == 200
    assert Hook.objects.exists(), "looking at the question deletes nothing"
    assert desk.post(f"{page}do/delete/").headers["Location"] == "/admin/annotate/hook/"
    assert not Hook.objects.exists()
    assert not Message.objects.exists()


def test_the_log_shows_what_was_asked_and_what_was_answered_and_a_time_is_sent_again() -> None:
    hook, desk = make.hook(), client("administrator")
    message = make.message(hook, state="failed", ended_at=make.NOW)
    message.tries.create(
        number=1, at=make.NOW, url=hook.url, status=503, request_headers={"webhook-id": message.id},
        response_headers={"Retry-After": "60"}, response_body="come back",
    )  # fmt: skip
    page = desk.get(f"/admin/annotate/message/{message.pk}/change/").content.decode()
    for words in (
        f"POST {hook.url}",
        f"webhook-id: {message.id}",
        "answered 503",
        "Retry-After: 60",
        "come back",
    ):
        assert words in page
    span = {"since_0": "2026-03-03", "since_1": "00:00", "since": "2026-03-03T00:00"}
    assert desk.post(f"/admin/annotate/hook/{hook.pk}/do/replay/", span).status_code == 302
    assert Message.objects.get().state == "waiting"


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "editor"])
def test_nobody_else_at_the_desk_sees_them(role: str) -> None:
    hook, desk = make.hook(), client(role)
    message = make.message(hook)
    for path in ("hook/", f"hook/{hook.pk}/change/", "message/", f"message/{message.pk}/change/"):
        assert desk.get(f"/admin/annotate/{path}").status_code == 403
    for act in ("change", "secret", "delete", "test", "replay"):
        assert desk.post(f"/admin/annotate/hook/{hook.pk}/do/{act}/").status_code == 403
    assert Hook.objects.filter(pk=hook.pk, secret_before_until=None).exists()
