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


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "editor"])
def test_nobody_else_at_the_desk_sees_them(role: str) -> None:
    hook, desk = make.hook(), client(role)
    message = make.message(hook)
    for path in ("hook/", f"hook/{hook.pk}/change/", "message/", f"message/{message.pk}/change/"):
        assert desk.get(f"/admin/annotate/{path}").status_code == 403
