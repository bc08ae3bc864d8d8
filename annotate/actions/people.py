"""People: logins and roles."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from annotate.actions.newsrooms import add_member, allowed_in
from annotate.actions.verb import change, lock, snapshot, verb
from annotate.models import Membership, Newsroom, User
from annotate.roles import ADMINISTRATOR, ROLES, SETUP, Actor, roles_of

_HIDDEN = ("last_login",)


def create_user(
    *,
    username: str,
    password: str,
    roles: Iterable[str],
    by: Actor,
    email: str = "",
    full_name: str = "",
    time_zone: str = "UTC",
) -> User:
    """A login with roles. Every role may open the admin; what it shows there follows from the role."""
    return _make(by, "people.create", password, username, roles, email, full_name, time_zone)


def invite(
    *, username: str, email: str, roles: Iterable[str], by: Actor, full_name: str = "", time_zone: str = "UTC"
) -> User:
    """A login without a password: whoever is invited sets it, by a link that is sent to the address."""
    if not email:
        raise ValidationError({"email": "Give the address to which the invitation goes."})
    return _make(by, "people.invite", None, username, roles, email, full_name, time_zone)


def set_roles(*, user: User, roles: Iterable[str], by: Actor) -> User:
    """Give somebody just these roles. The last administrator keeps that one."""
    wanted = _roles(roles)
    with verb("people.roles", by=by, allowed_as="people.manage") as log:
        user = lock(user)
        before = sorted(roles_of(user))
        user.groups.set(Group.objects.filter(name__in=wanted))
        user.is_staff = bool(wanted) or user.is_superuser
        user.save()
        _keep_an_administrator()
        log.add(user, before={"roles": before}, after={"roles": wanted})
    return user


def deactivate(*, user: User, by: Actor) -> User:
    """Nobody is deleted: what they read stays theirs. They can no longer sign in."""
    with verb("people.deactivate", by=by, allowed_as="people.manage") as log:
        user = lock(user)
        user.is_active = False
        user.save()
        _keep_an_administrator()
        log.add(user, before={"is_active": True}, after={"is_active": False})
    return user


def reactivate(*, user: User, by: Actor) -> User:
    """Let somebody sign in again."""
    with verb("people.reactivate", by=by, allowed_as="people.manage") as log:
        user = lock(user)
        user.is_active = True
        user.save()
        log.add(user, before={"is_active": False}, after={"is_active": True})
    return user


def change_profile(*, user: User, by: Actor, **values: str) -> User:
    """Names, address and time zone: one's own, or anybody's for whoever manages people."""
    own = isinstance(by, User) and by.pk == user.pk
    with verb("people.profile", by=by, allowed_as="profile.change" if own else "people.manage") as log:
        user = lock(user)
        if difference := change(user, values):
            log.add(user, before=difference[0], after=difference[1])
    return user


def set_password(*, user: User, password: str, by: Actor) -> User:
    """A new password: one's own, or anybody's for whoever manages people. The log says that, never what."""
    own = isinstance(by, User) and by.pk == user.pk
    with verb("people.password", by=by, allowed_as="profile.change" if own else "people.manage") as log:
        user = lock(user)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from None
        user.set_password(password)
        user.save()
        log.add(user)
    return user


def invite_member(
    *, newsroom: Newsroom, username: str, email: str, by: Actor, role: str = Membership.Role.MEMBER, full_name: str = "",
    time_zone: str = "UTC",
) -> User:  # fmt: skip
    """A login for somebody of a newsroom, without any role at the desk. Its managers may, and whoever manages people."""
    if not email:
        raise ValidationError({"email": "Give the address to which the invitation goes."})
    allowed = allowed_in(newsroom, by, "people.manage")
    with transaction.atomic():
        user = _make(by, "people.invite", None, username, (), email, full_name, time_zone, allowed_as=allowed)
        add_member(newsroom=newsroom, user=user, by=SETUP, role=role)
    return user


def _make(
    by: Actor, name: str, password: str | None, username: str, roles: Iterable[str], email: str, full_name: str,
    time_zone: str, allowed_as: str = "people.manage",
) -> User:  # fmt: skip
    wanted = _roles(roles)
    with verb(name, by=by, allowed_as=allowed_as) as log:
        first, _, last = full_name.partition(" ")
        user = User(
            username=username,
            email=email,
            first_name=first,
            last_name=last,
            time_zone=time_zone,
            is_staff=bool(wanted),
        )
        if password is not None:
            validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save(force_insert=True)
        user.groups.set(Group.objects.filter(name__in=wanted))
        log.add(user, after=snapshot(user, leave_out=_HIDDEN) | {"roles": wanted})
    return user


def _roles(roles: Iterable[str]) -> list[str]:
    wanted = sorted({*roles})
    if unknown := {*wanted} - {*ROLES}:
        raise ValidationError({"roles": f"“{min(unknown)}” is not a role. Use some of {', '.join(ROLES)}."})
    return wanted


def _keep_an_administrator() -> None:
    active = User.objects.filter(is_active=True)
    if (
        not active.filter(is_superuser=True).exists()
        and not active.filter(groups__name=ADMINISTRATOR).exists()
    ):
        raise ValidationError({"roles": "This is the last administrator. Make somebody else one first."})
