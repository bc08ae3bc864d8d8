"""How often a key may ask: counted in Redis for all processes, never uncounted, never an error of its own."""

from typing import Any

import pytest

from annotate import counting
from tests.api.asking import Newsdesk
from workers.valkey import Valkey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(counting.time, "time", lambda: 1_000_000_000.0)
    monkeypatch.setattr(counting, "_quiet_until", 0.0)
    counting._counts.clear()


@pytest.fixture
def cache(valkey: Valkey, settings: Any) -> str:
    location = valkey.broker_url.replace("redis+socket", "unix").replace("virtual_host=0", "db=1")
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}
    }
    return location


def statuses(desk: Newsdesk, times: int) -> list[int]:
    return [desk.ask("changes/").status_code for _ in range(times)]


def test_each_answer_says_how_many_are_left_and_the_fourth_when_to_come_back(cache: str) -> None:
    desk = Newsdesk()
    first = desk.ask("changes/")
    assert first.headers["RateLimit-Policy"] == '"key";q=3;w=60'
    assert first.headers["RateLimit"] == '"key";r=2;t=20'
    assert statuses(desk, 3) == [200, 200, 429]
    refused = desk.ask("changes/")
    assert (refused.headers["Retry-After"], refused.json()["type"]) == (
        "20",
        "urn:on-record:problem:too-many-requests",
    )
    assert counting._counts == {}, "it was counted in Redis"


def test_another_key_has_a_count_of_its_own(cache: str) -> None:
    first, second = Newsdesk(), Newsdesk()
    assert statuses(first, 4)[-1] == 429
    assert statuses(second, 1) == [200]


def test_the_count_begins_again_with_the_next_minute(cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Newsdesk()
    assert statuses(desk, 4)[-1] == 429
    monkeypatch.setattr(counting.time, "time", lambda: 1_000_000_021.0)
    assert statuses(desk, 1) == [200]


def test_while_redis_is_away_this_process_counts(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nonexistent/valkey.sock?db=1",
        }
    }
    assert statuses(Newsdesk(), 4) == [200, 200, 200, 429]
    assert caplog.text.count("counted by process alone") == 1, "it is not asked again at every request"
