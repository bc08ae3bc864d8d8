"""Newsrooms, their members and their keys."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import Log, change, lock, snapshot, verb
from annotate.models import ApiKey, FeedAddress, Membership, Newsroom, Scope, User
from annotate.roles import Actor

PREFIX_LENGTH = 12
#: Scopes that make readings and outcomes, which are made blind.
WORKING = {Scope.ANNOTATE, Scope.RESOLVE}
#: What a newsroom's own manager may give. Whoever annotates or resolves works for the desk, and is chosen by it.
OWN_SCOPES = (Scope.READ, Scope.SUBMIT, Scope.WEBHOOKS, Scope.REPORTS)
MOST_KEYS = 50


def allowed_in(newsroom: Newsroom, by: Actor, right: str) -> str:
    """The right that ``by`` is asked for to run a newsroom: its own managers have it, anybody else takes ``right``.

    Raises `PermissionDenied` for another newsroom's key.
    """
    if isinstance(by, ApiKey) and by.newsroom_id != newsroom.pk:
        raise PermissionDenied("This key is another newsroom's.")
    return "newsroom.run" if isinstance(by, User) and is_manager(newsroom, by) else right


def is_manager(newsroom: Newsroom, user: User) -> bool:
    """Whether somebody runs this newsroom, by being its manager."""
    return newsroom.memberships.filter(user=user, role=Membership.Role.MANAGER).exists()


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
    """Somebody belongs to a newsroom from now on, or has another role in it.

    Its own managers give roles to those who belong already; new people they invite (`people.invite_member`): nobody is
    drawn into a newsroom, whose members may not judge its outlets, by that newsroom alone.
    """
    known = newsroom.memberships.filter(user=user).exists()
    allowed = allowed_in(newsroom, by, "newsroom.manage") if known and user != by else "newsroom.manage"
    with verb("newsroom.member", by=by, allowed_as=allowed) as log:
        membership = Membership.objects.filter(newsroom=newsroom, user=user).first()
        before = snapshot(membership) if membership else None
        membership = membership or Membership(newsroom=newsroom, user=user)
        membership.role = role
        membership.full_clean()
        membership.save()
        log.add(newsroom, before=before, after=snapshot(membership))
    return membership


def remove_member(*, newsroom: Newsroom, user: User, by: Actor) -> None:
    """Somebody no longer belongs to a newsroom. A manager may take out others, so that one always stays."""
    allowed = allowed_in(newsroom, by, "newsroom.manage") if user != by else "newsroom.manage"
    with verb("newsroom.member", by=by, allowed_as=allowed) as log:
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
    allowed = allowed_in(newsroom, by, "key.manage")
    if allowed != "key.manage" and (more := {*scopes} - {*OWN_SCOPES}):
        raise ValidationError(
            {
                "scopes": f"“{min(more)}” is given by an administrator of the desk. Use some of {', '.join(OWN_SCOPES)}."
            }
        )
    with verb("key.issue", by=by, allowed_as=allowed) as log:
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
    with verb("key.revoke", by=by, allowed_as=allowed_in(key.newsroom, by, "key.manage")) as log:
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


def make_feed_address(*, newsroom: Newsroom, by: Actor) -> tuple[FeedAddress, str]:
    """A private address of the watch list's feed: its token, shown this once, is all that it takes to read it."""
    with verb("feed.make", by=by, allowed_as=allowed_in(newsroom, by, "newsroom.manage")) as log:
        if newsroom.feed_addresses.filter(revoked_at=None).count() >= MOST_KEYS:
            raise ValidationError(f"A newsroom has at most {MOST_KEYS} addresses. Revoke one first.")
        token = secrets.token_urlsafe(32)
        address = FeedAddress(
            newsroom=newsroom, digest=digest(token), created_by=by if isinstance(by, User) else None
        )
        address.save(force_insert=True)
        log.add(address, after=snapshot(address))
    return address, token


def revoke_feed_address(*, address: FeedAddress, by: Actor) -> None:
    """It answers 404 from now on."""
    allowed = allowed_in(address.newsroom, by, "newsroom.manage")
    with verb("feed.revoke", by=by, allowed_as=allowed) as log:
        address = lock(address)
        if address.revoked_at is None:
            address.revoked_at = log.at
            address.save()
            log.add(address, after=snapshot(address))


def digest(secret: str) -> str:
    """How a key is stored. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
