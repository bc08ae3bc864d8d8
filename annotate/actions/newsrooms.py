"""Newsrooms, their members and their keys."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import Log, change, lock, snapshot, verb
from annotate.models import ApiKey, Membership, Newsroom, Scope, User
from annotate.roles import Actor

PREFIX_LENGTH = 12
#: Scopes that make readings and outcomes, which are made blind.
WORKING = {Scope.ANNOTATE, Scope.RESOLVE}


def create_newsroom(*, name: str, by: Actor, time_zone: str = "UTC") -> Newsroom:
    """A client of the desk."""
    with verb("newsroom.create", by=by, allowed_as="newsroom.manage") as log:
        newsroom = Newsroom(name=texts.clean(name, field="name", limit=200), time_zone=time_zone)
        newsroom.full_clean()
        newsroom.save(force_insert=True)
        log.add(newsroom, after=snapshot(newsroom))
    return newsroom


def update_newsroom(*, newsroom: Newsroom, by: Actor, **values: str) -> Newsroom:
    """Another name or time zone."""
    if "name" in values:
        values["name"] = texts.clean(values["name"], field="name", limit=200)
    with verb("newsroom.update", by=by, allowed_as="newsroom.manage") as log:
        newsroom = lock(newsroom)
        if difference := change(newsroom, values):
            log.add(newsroom, before=difference[0], after=difference[1])
    return newsroom


def add_member(
    *, newsroom: Newsroom, user: User, by: Actor, role: str = Membership.Role.MEMBER
) -> Membership:
    """Somebody belongs to a newsroom from now on, or has another role in it."""
    with verb("newsroom.member", by=by, allowed_as="newsroom.manage") as log:
        membership = Membership.objects.filter(newsroom=newsroom, user=user).first()
        before = snapshot(membership) if membership else None
        membership = membership or Membership(newsroom=newsroom, user=user)
        membership.role = role
        membership.full_clean()
        membership.save()
        log.add(newsroom, before=before, after=snapshot(membership))
    return membership


def remove_member(*, newsroom: Newsroom, user: User, by: Actor) -> None:
    """Somebody no longer belongs to a newsroom."""
    with verb("newsroom.member", by=by, allowed_as="newsroom.manage") as log:
        membership = newsroom.memberships.filter(user=user).first()
        if membership:
            log.add(newsroom, before=snapshot(membership))
            membership.delete()


def issue_key(
    *,
    newsroom: Newsroom,
    name: str,
    by: Actor,
    scopes: Iterable[str] = (Scope.READ,),
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once: only its SHA-256 is kept."""
    scopes = {*scopes}
    unknown = scopes - {*Scope.values}
    if unknown:
        raise ValidationError(
            {"scopes": f"“{min(unknown)}” is not a scope. Use some of {', '.join(Scope.values)}."}
        )
    with verb("key.issue", by=by, allowed_as="key.manage") as log:
        if expires_at and expires_at <= log.at:
            raise ValidationError({"expires_at": "Give a time that is still to come."})
        secret = f"onr_{secrets.token_urlsafe(32)}"
        key = ApiKey(
            newsroom=newsroom,
            name=texts.clean(name, field="name", limit=100),
            prefix=secret[:PREFIX_LENGTH],
            digest=digest(secret),
            scopes=sorted(scopes),
            created_by=by if isinstance(by, User) else None,
            expires_at=expires_at,
        )
        key.full_clean(exclude=["created_by"])
        key.save(force_insert=True)
        log.add(key, after=snapshot(key))
        if WORKING & scopes:
            _make_blind(log, newsroom)
    return key, secret


def _make_blind(log: Log, newsroom: Newsroom) -> None:
    """From its first key that annotates or resolves on, and for good: who looked once cannot unlook."""
    newsroom = lock(newsroom)
    if newsroom.blind_since is None:
        voice = User(username=f"newsroom-{newsroom.pk}", last_name=newsroom.name[:150], is_active=False)
        voice.set_unusable_password()
        voice.save()
        newsroom.voice = voice
        newsroom.blind_since = log.at
        newsroom.save()
        log.add(newsroom, before={"blind_since": None}, after=snapshot(newsroom))


def revoke_key(*, key: ApiKey, by: Actor) -> ApiKey:
    """The key opens nothing from now on."""
    with verb("key.revoke", by=by, allowed_as="key.manage") as log:
        key = lock(key)
        if key.revoked_at is None:
            key.revoked_at = log.at
            key.save()
            log.add(key, before={"revoked_at": None}, after=snapshot(key))
    return key


def note_use(*, key: ApiKey, every: dt.timedelta) -> None:
    """Keep when a key was last used, to within ``every``. Says nothing of what was asked, so it is not logged."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at <= now - every:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def digest(secret: str) -> str:
    """How a key is stored. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
