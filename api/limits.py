"""How often a key may ask: counted per minute in Redis for all processes; in this process alone while Redis is away.

Never uncounted, and never an error because the counter is: losing Redis makes the limit looser, not the service.
"""

import logging
import threading
import time
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

WINDOW = 60
SECONDS_TO_WAIT = 0.2
SECONDS_OF_QUIET = 5.0
_REDIS = "django.core.cache.backends.redis.RedisCache"


@dataclass(frozen=True, slots=True)
class Count:
    """``used`` of ``limit`` in this window, which ends in ``seconds``."""

    limit: int
    used: int
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them."""
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"key";q={self.limit};w={WINDOW}',
            "RateLimit": f'"key";r={left};t={self.seconds}',
        }


def count(key: str) -> Count:
    """Count one request of a key."""
    window, into = divmod(time.time(), WINDOW)
    used = _in_redis(key, int(window))
    if used is None:
        used = _here(key, int(window))
    return Count(settings.API_REQUESTS_PER_MINUTE, used, max(1, round(WINDOW - into)))


_quiet_until = 0.0
_counts: dict[str, int] = {}
_counted_window = 0
_lock = threading.Lock()


def _in_redis(key: str, window: int) -> int | None:
    global _quiet_until
    location = settings.CACHES["default"]
    if location["BACKEND"] != _REDIS or time.monotonic() < _quiet_until:
        return None
    try:
        pipe = _client(location["LOCATION"]).pipeline(transaction=False)
        pipe.incr(f"on-record:limit:{key}:{window}")
        pipe.expire(f"on-record:limit:{key}:{window}", 2 * WINDOW)
        return int(pipe.execute()[0])
    except redis.RedisError as error:
        _quiet_until = time.monotonic() + SECONDS_OF_QUIET
        logger.warning("requests are counted by process alone for %s s: %s", SECONDS_OF_QUIET, error)
        return None


def _here(key: str, window: int) -> int:
    global _counted_window
    with _lock:
        if window != _counted_window:
            _counts.clear()
            _counted_window = window
        _counts[key] = _counts.get(key, 0) + 1
        return _counts[key]


@lru_cache(maxsize=4)
def _client(location: str) -> redis.Redis:
    return redis.Redis.from_url(
        location, socket_timeout=SECONDS_TO_WAIT, socket_connect_timeout=SECONDS_TO_WAIT
    )
