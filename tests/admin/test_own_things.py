"""What everybody does for themselves, and forms that are damaged on the way."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from annotate.actions import erasure, people
from annotate.blind import visible_changes
from annotate.models import Article, User
from annotate.roles import SETUP
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


def test_ones_own_time_zone_and_password_are_saved() -> None:
    me = make.user("reviewer")
    me.set_password("an old pass phrase")
    me.save()
    client = Client()
    assert client.login(username=me.username, password="an old pass phrase")
    page = reverse("admin:profile")
    form = client.get(page).context["form"]
    given = {name: value if value is not None else "" for name, value in form.initial.items()} | {
        "time_zone": "Asia/Tokyo"
    }
    assert client.post(page, given).status_code == 302
    assert User.objects.get(pk=me.pk).time_zone == "Asia/Tokyo"
    answer = client.post(
        reverse("admin:password_change"),
        {
            "old_password": "an old pass phrase",
            "new_password1": "a new pass phrase 7",
            "new_password2": "a new pass phrase 7",
        },
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=me.pk).check_password("a new pass phrase 7")


def test_a_form_of_stray_bytes_is_refused_by_the_name_of_its_field() -> None:
    client = desk.client("reviewer")
    answer = client.generic(
        "POST", reverse("admin:annotate_article_add"), b"headline=Fine&text=Some\xff\xfetext",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.content.decode().startswith("text: this is not valid UTF-8")
    assert not Article.objects.exists()


def test_a_form_in_another_charset_or_too_large_gets_a_sentence() -> None:
    client, page = desk.client("reviewer"), reverse("admin:annotate_article_add")
    form = "application/x-www-form-urlencoded"
    assert client.generic("POST", page, b"a=b", content_type=f"{form}; charset=utf-7").status_code == 400
    answer = client.generic("POST", page, b"text=" + b"x" * (17 * 1024 * 1024), content_type=form)
    assert answer.status_code == 413
    assert "16 MB" in answer.content.decode()


def test_a_key_that_cannot_be_made_says_why_on_the_form() -> None:
    client, room = desk.client("administrator"), make.newsroom()
    page = reverse("admin:annotate_newsroom_act", args=(room.pk, "issue-key"))
    past = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(page, {"name": "CMS", "scopes": ["read"], "expires_at": past})
    assert answer.status_code == 200
    assert "still to come" in answer.content.decode()
    assert not room.keys.exists()


def test_the_log_tells_a_reviewer_nothing_of_people_and_requests_to_erase() -> None:
    people.create_user(username="newcomer", password="a long pass phrase", roles=["reviewer"], by=SETUP)
    erasure.request_erasure(thing=make.source(), reason="Court order.", by=make.user("editor"))
    for role, sees in (("reviewer", False), ("administrator", True)):
        verbs = set(visible_changes(make.user(role)).values_list("verb", flat=True))
        assert ({"people.create", "erasure.request"} <= verbs) is sees
        assert bool({"people.create", "erasure.request"} & verbs) is sees


def test_everybody_is_told_what_each_role_may_do() -> None:
    page = desk.client("reviewer").get(reverse("admin:profile")).content.decode()
    assert "What each role may do" in page
    assert "reading: save" in page
