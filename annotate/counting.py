"""How often something was done lately: counted in the cache's server for all processes, in this one alone while that is away.

Never uncounted, and never an error because the counter is: losing Redis makes a limit looser, not the service.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS_TO_WAIT = 0.2
SECONDS_OF_QUIET = 5.0
_REDIS = "django.core.cache.backends.redis.RedisCache"


@dataclass(frozen=True, slots=True)
class Count:
    """``used`` in this window, which ends in ``seconds``."""

    used: int
    seconds: int


def count(what: str, *, within: int) -> Count:
    """Count it once more. Windows of ``within`` seconds follow each other; each begins at nought."""
    window, into = divmod(time.time(), within)
    name = f"{what}:{within}:{int(window)}"
    used = _in_redis(name, within)
    if used is None:
        used = _here(name, within, int(window))
    return Count(used, max(1, round(within - into)))


def forget(what: str, *, within: int) -> None:
    """Begin at nought again."""
    name = f"{what}:{within}:{int(time.time() // within)}"
    _asked(lambda client: client.delete(_key(name)))
    with _lock:
        _counts.pop((within, name), None)


_quiet_until = 0.0
_counts: dict[tuple[int, str], int] = {}
_windows: dict[int, int] = {}
_lock = threading.Lock()


def _key(name: str) -> str:
    return f"on-record:limit:{name}"


def _in_redis(name: str, within: int) -> int | None:
    def once_more(client: redis.Redis) -> int:
        pipe = client.pipeline(transaction=False)
        pipe.incr(_key(name))
        pipe.expire(_key(name), 2 * within)
        return int(pipe.execute()[0])

    return _asked(once_more)


def _asked(ask: Callable[[redis.Redis], Any]) -> Any:
    """What the server answers; None while it is away, and for a while after it was."""
    global _quiet_until
    location = settings.CACHES["default"]
    if location["BACKEND"] != _REDIS or time.monotonic() < _quiet_until:
        return None
    try:
        return ask(_client(location["LOCATION"]))
    except redis.RedisError as error:
        _quiet_until = time.monotonic() + SECONDS_OF_QUIET
        logger.warning("limits are counted by process alone for %s s: %s", SECONDS_OF_QUIET, error)
        return None


def _here(name: str, within: int, window: int) -> int:
    with _lock:
        if _windows.get(within) != window:  # what was counted in windows before is over
            for key in [key for key in _counts if key[0] == within]:
                del _counts[key]
            _windows[within] = window
        _counts[within, name] = _counts.get((within, name), 0) + 1
        return _counts[within, name]


@lru_cache(maxsize=4)
def _client(location: str) -> redis.Redis:
    return redis.Redis.from_url(
        location, socket_timeout=SECONDS_TO_WAIT, socket_connect_timeout=SECONDS_TO_WAIT
    )
