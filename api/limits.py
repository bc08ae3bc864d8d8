"""How often a key may ask: so many requests a minute, counted by `annotate.counting`."""

from dataclasses import dataclass

from django.conf import settings

from annotate import counting

WINDOW = 60


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
    found = counting.count(f"key:{key}", within=WINDOW)
    return Count(settings.API_REQUESTS_PER_MINUTE, found.used, found.seconds)
