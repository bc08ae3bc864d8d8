"""Keys: ``Authorization: Bearer onr_…``, looked up by prefix, compared as SHA-256 in constant time.

A key that was looked up is remembered by this process for `REMEMBERED` seconds: so a revoked one opens nothing
after that time, and most requests ask the database nothing. Its last use is written at most every
`NOTED_EVERY` seconds.
"""

import datetime as dt
import hmac
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from annotate.actions import newsrooms
from annotate.models import ApiKey
from api.problems import Problem

REMEMBERED = 20.0
NOTED_EVERY = dt.timedelta(minutes=5)
MOST_REMEMBERED = 10_000
CHALLENGE = 'Bearer realm="On Record"'
SCHEME = "bearer"
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks: a newsroom, by one of its keys. It is `request.auth`."""

    key: str
    newsroom: str
    digest: str
    scopes: frozenset[str]
    expires_at: dt.datetime | None
    #: Its newsroom annotates or resolves, so it is told neither scores nor what others read.
    is_blind: bool = False
    #: It has submitted something: what is told to it may differ from what is told to everybody.
    has_own: bool = False


class BearerKey(BaseAuthentication):
    """Sets `request.auth` to the `Holder`. No header: nobody, and the permission then asks for a key."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Holder] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, secret = header.partition(" ")
        secret = secret.strip()
        if scheme.lower() != SCHEME or not secret or len(secret) > LONGEST or not secret.isascii():
            raise _bad("Write the header as “Authorization: Bearer onr_…”.")
        holder = holder_of(secret)
        if holder is None:
            raise _bad("It is unknown, revoked or expired. Ask your newsroom's manager for another.")
        return AnonymousUser(), holder

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


_remembered: OrderedDict[str, tuple[float, Holder]] = OrderedDict()
_lock = threading.Lock()


def holder_of(secret: str) -> Holder | None:
    """Whose key this is, if it opens anything now."""
    prefix, digest = secret[: newsrooms.PREFIX_LENGTH], newsrooms.digest(secret)
    until, holder = _remembered.get(prefix, (0.0, None))
    fresh = None
    if holder is None or until < time.monotonic():
        fresh, holder = _look_up(prefix)
    # Compared also where the prefix is unknown, so that the time taken does not tell.
    right = hmac.compare_digest(digest, holder.digest if holder else "0" * 64)
    if holder is None or not right or (holder.expires_at and holder.expires_at <= timezone.now()):
        return None
    if fresh is not None:
        newsrooms.note_use(key=fresh, every=NOTED_EVERY)
    return holder


def forget() -> None:
    """Look every key up again."""
    with _lock:
        _remembered.clear()


def _look_up(prefix: str) -> tuple[ApiKey | None, Holder | None]:
    key = ApiKey.objects.live(timezone.now()).select_related("newsroom").filter(prefix=prefix).first()
    with _lock:
        if key is None:
            _remembered.pop(prefix, None)
            return None, None
        holder = Holder(
            key.pk, key.newsroom_id, key.digest, frozenset(key.scopes), key.expires_at,
            is_blind=key.newsroom.blind_since is not None, has_own=key.newsroom.has_submitted,
        )  # fmt: skip
        _remembered[prefix] = (time.monotonic() + REMEMBERED, holder)
        while len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return key, holder


def _bad(detail: str) -> Problem:
    problem = Problem("bad-key", detail)
    problem.auth_header = CHALLENGE + ', error="invalid_token"'  # type: ignore[attr-defined]
    return problem
