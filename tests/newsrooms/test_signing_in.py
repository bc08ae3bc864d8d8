"""Passwords cannot be tried without end, at the desk and at a newsroom's door, whether the cache's server is there or not."""

from typing import Any

import pytest
from django.test import Client

from annotate import counting
from annotate.admin import signing_in
from tests import factories as make

pytestmark = pytest.mark.django_db
DOORS = ("/newsroom/login/", "/admin/login/")
PASSWORD = "Quastenflosser7"


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting.time, "time", lambda: 1_000_000_000.0)
    monkeypatch.setattr(counting, "_counts", {})
    monkeypatch.setattr(signing_in, "ATTEMPTS", 3)
    monkeypatch.setattr(signing_in, "EVERYWHERE", 5)


def reviewer() -> Any:
    made = make.user("reviewer")
    made.set_password(PASSWORD)
    made.save()
    return made


def knock(door: str, name: str, password: str, **more: str) -> Any:
    return Client().post(door, {"username": name, "password": password}, **more)


@pytest.mark.parametrize("door", DOORS)
def test_after_some_wrong_ones_even_the_right_one_waits(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = reviewer()
    wrong = [knock(door, who.username, "no").status_code for _ in range(3)]
    refused = knock(door, who.username.upper(), PASSWORD)
    assert (wrong, refused.status_code) == ([200] * 3, 429)
    assert refused.headers["Retry-After"] == "800"
    assert "Wait 14 minutes" in refused.content.decode()
    assert knock(door, who.username, PASSWORD).status_code == 429, "no other door is open either"
    monkeypatch.setattr(counting.time, "time", lambda: 1_000_000_801.0)
    assert knock(door, who.username, PASSWORD).status_code == 302


def test_both_doors_count_together() -> None:
    who = reviewer()
    statuses = [knock(DOORS[n % 2], who.username, "no").status_code for n in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_the_right_one_begins_anew_and_another_name_is_not_held_up() -> None:
    who, other = reviewer(), reviewer()
    for password in ("no", "no", PASSWORD, "no", "no"):
        assert knock(DOORS[0], who.username, password).status_code != 429
    assert knock(DOORS[0], other.username, PASSWORD).status_code == 302


def test_a_name_that_nobody_has_is_counted_alike() -> None:
    assert [knock(DOORS[0], "nobody", "no").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_from_another_address_one_can_still_come_in_but_not_try_for_ever() -> None:
    who = reviewer()
    for _ in range(4):
        knock(DOORS[0], who.username, "no", REMOTE_ADDR="203.0.113.7")
    assert knock(DOORS[0], who.username, PASSWORD, REMOTE_ADDR="198.51.100.9").status_code == 302
    for n in range(3):
        last = knock(DOORS[0], who.username, "no", REMOTE_ADDR=f"203.0.113.{n + 50}")
    assert last.status_code == 429


def test_while_redis_is_away_this_process_counts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    location = "unix:///nonexistent/valkey.sock?db=1"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}
    }
    monkeypatch.setattr(counting, "_quiet_until", 0.0)
    assert [knock(DOORS[1], "nobody", "no").status_code for _ in range(4)] == [200, 200, 200, 429]
