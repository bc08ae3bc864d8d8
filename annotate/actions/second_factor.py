"""The second factor of signing in: a code from a phone that changes every 30 seconds (RFC 6238), or a backup code.

Devices and codes are rows of django-otp, which also slows down whoever guesses.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from annotate.actions.verb import verb
from annotate.models import User
from annotate.roles import Actor

BACKUP_CODES = 10
PHONE, BACKUP = "phone", "backup codes"


def begin_second_factor(*, by: User) -> TOTPDevice:
    """The phone that is being set up; it counts once a code of it was given."""
    if TOTPDevice.objects.filter(user=by, confirmed=True).exists():
        raise PermissionDenied("A phone is set up already. Take it away first.")
    with verb("people.second_factor", by=by, allowed_as="profile.change"):
        return TOTPDevice.objects.get_or_create(user=by, confirmed=False, defaults={"name": PHONE})[0]


def confirm_second_factor(*, code: str, by: User) -> tuple[TOTPDevice, list[str]]:
    """The phone counts from now on. Returns it, and the backup codes, which are told this once."""
    device = begin_second_factor(by=by)
    _check(device, code)
    with verb("people.second_factor", by=by, allowed_as="profile.change") as log:
        device.confirmed = True
        device.save()
        codes = _new_codes(by)
        log.add(by, after={"second_factor": True})
    return device, codes


def renew_backup_codes(*, by: User) -> list[str]:
    """Ten new codes; the old ones open nothing any more."""
    with verb("people.backup_codes", by=by, allowed_as="profile.change") as log:
        codes = _new_codes(by)
        log.add(by, after={"backup_codes": len(codes)})
    return codes


def give_second_factor(*, code: str, by: User) -> TOTPDevice | StaticDevice:
    """The device whose code this is. A wrong one is refused, and after each the wait grows."""
    words = "".join(code.split()).lower()
    devices = TOTPDevice if words.isdigit() else StaticDevice
    device = devices.objects.filter(user=by, confirmed=True).first()
    if device is None:
        raise ValidationError(
            {"code": "Give the six digits that your phone shows, or one of your backup codes."}
        )
    _check(device, words)
    return device


def reset_second_factor(*, user: User, by: Actor) -> None:
    """Take a lost phone and its backup codes away; one's own, or anybody's for whoever manages people."""
    own = isinstance(by, User) and by.pk == user.pk
    allowed = "profile.change" if own else "people.manage"
    with verb("people.second_factor", by=by, allowed_as=allowed) as log:
        for device in devices_for_user(user, confirmed=None):
            device.delete()
        log.add(user, before={"second_factor": True}, after={"second_factor": False})


def _check(device: TOTPDevice | StaticDevice, code: str) -> None:
    with transaction.atomic():
        device = type(device).objects.select_for_update().get(pk=device.pk)
        may_try, _ = device.verify_is_allowed()
        # Outside of any verb's transaction: that a code was wrong must be kept, or guessing would cost nothing.
        is_right = may_try and device.verify_token(code)
    if not may_try:
        raise ValidationError(
            {"code": "There were wrong codes just now. Wait some seconds, then give a new one."}
        )
    if not is_right:
        raise ValidationError(
            {"code": "This is not the code. Is your phone’s clock right? Each code works once."}
        )


def _new_codes(user: User) -> list[str]:
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": BACKUP})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
