"""Keys: what opens the API, and what does not."""

import datetime as dt

import pytest
from django.utils import timezone

from annotate.actions import newsrooms
from annotate.models import ApiKey
from annotate.roles import SETUP
from api import authentication
from tests import factories as make
from tests.api.asking import CLIENT, Newsdesk, ask

pytestmark = pytest.mark.django_db


def test_without_a_key_it_says_what_to_send() -> None:
    answer = ask("claims/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization: Bearer" in answer.json()["detail"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer onr_unknown", "Basic onr_x", "Bearer a b", "Bearer " + "x" * 5000, "Bearer ö"],
)
def test_nothing_else_opens_it(header: str) -> None:
    answer = CLIENT.get("/api/v1/claims/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:on-record:problem:bad-key"


def test_a_key_with_the_right_prefix_and_other_bits_opens_nothing() -> None:
    desk = Newsdesk()
    assert desk.ask("claims/").status_code == 200
    last = "A" if desk.secret[-1] != "A" else "B"
    assert ask("claims/", key=desk.secret[:-1] + last).status_code == 401


def test_a_key_without_the_scope_is_told_which() -> None:
    answer = Newsdesk("submit").ask("claims/")
    assert answer.status_code == 403
    assert "“read”" in answer.json()["detail"]


def test_a_revoked_key_opens_nothing_half_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Newsdesk()
    assert desk.ask("claims/").status_code == 200
    newsrooms.revoke_key(key=desk.key, by=SETUP)
    now = authentication.time.monotonic()
    monkeypatch.setattr(authentication.time, "monotonic", lambda: now + 30)
    assert desk.ask("claims/").status_code == 401


def test_an_expired_key_opens_nothing_even_while_it_is_remembered() -> None:
    desk = Newsdesk()
    ApiKey.objects.update(expires_at=timezone.now() + dt.timedelta(seconds=60))
    assert desk.ask("claims/").status_code == 200
    remembered = authentication.holder_of(desk.secret)
    assert remembered is not None
    later = timezone.now() + dt.timedelta(seconds=61)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authentication.timezone, "now", lambda: later)
        assert desk.ask("claims/").status_code == 401


def test_its_last_use_is_kept_and_not_written_at_every_request(django_assert_num_queries) -> None:
    desk = Newsdesk()
    desk.ask("claims/")
    used = ApiKey.objects.get(pk=desk.key.pk).last_used_at
    assert used is not None
    authentication.forget()
    desk.ask("claims/")
    assert ApiKey.objects.get(pk=desk.key.pk).last_used_at == used
    ApiKey.objects.update(last_used_at=used - dt.timedelta(hours=1))
    authentication.forget()
    desk.ask("claims/")
    assert ApiKey.objects.get(pk=desk.key.pk).last_used_at > used


def test_a_wrong_key_never_counts_as_a_use() -> None:
    desk = Newsdesk()
    ask("claims/", key=desk.secret[:-1] + ("A" if desk.secret[-1] != "A" else "B"))
    assert ApiKey.objects.get(pk=desk.key.pk).last_used_at is None


def test_two_keys_of_a_newsroom_are_live_at_once() -> None:
    desk = Newsdesk()
    _, second = make.key(desk.newsroom)
    assert desk.ask("claims/").status_code == ask("claims/", key=second).status_code == 200
