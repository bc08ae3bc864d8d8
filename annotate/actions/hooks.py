"""Webhooks as their newsroom runs them: made, changed, turned off and on, tested, told again. What workers note is in `hook_messages`."""

import base64
import datetime as dt
import json
import secrets
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from annotate import text as texts
from annotate.actions.newsrooms import allowed_in
from annotate.actions.verb import CONFLICT, change, lock, snapshot, verb
from annotate.models import ChangeHead, Event, Hook, Message, Newsroom, User
from annotate.outbound import ForbiddenAddressError, check_address
from annotate.roles import Actor
from annotate.seals import seal

MOST_HOOKS = 20
MOST_REPLAYED = 10_000
#: So long both secrets sign after a rotation.
OVERLAP = dt.timedelta(hours=24)
TEST = "hook.test"
_STANDING = (
    "after_change", "failing_since", "failures", "not_before", "busy_until", "mailed_at", "secret_before_until", "updated_at",
)  # fmt: skip


def create_hook(
    *, newsroom: Newsroom, name: str, url: str, events: Iterable[str], by: Actor, **values: Any
) -> tuple[Hook, str]:
    """A hook and its secret, which is shown this once. It is told of what happens from now on.

    ``values``: ``threshold``, ``quiet_minutes``.
    """
    with verb("hook.create", by=by, allowed_as=allowed_in(newsroom, by, "hook.manage")) as log:
        if Hook.objects.filter(newsroom=newsroom).count() >= MOST_HOOKS:
            raise ValidationError(
                f"A newsroom has at most {MOST_HOOKS} hooks. Delete one that is no longer used."
            )
        secret = _new_secret()
        hook = Hook(
            newsroom=newsroom, secret=seal(secret), after_change=ChangeHead.objects.get(pk=1).last,
            created_by=by if isinstance(by, User) else None, **_checked({"name": name, "url": url, "events": events} | values),
        )  # fmt: skip
        hook.full_clean(exclude=["created_by"])
        hook.save(force_insert=True)
        log.add(hook, after=snapshot(hook, leave_out=_STANDING))
    return hook, secret


def update_hook(*, hook: Hook, by: Actor, **values: Any) -> Hook:
    """Another name, address, threshold or quiet period, or other events."""
    with verb("hook.update", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        hook = lock(hook)
        if difference := change(hook, _checked(values)):
            log.add(hook, before=_public(difference[0]), after=_public(difference[1]))
    return hook


def rotate_secret(*, hook: Hook, by: Actor) -> tuple[Hook, str]:
    """A new secret, shown this once. For a day each message is signed with both."""
    with verb("hook.rotate", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        hook, secret = lock(hook), _new_secret()
        hook.secret_before, hook.secret = hook.secret, seal(secret)
        hook.secret_before_until = log.at + OVERLAP
        hook.save()
        log.add(hook, after={"both_sign_until": hook.secret_before_until.isoformat()})
    return hook, secret


def disable_hook(*, hook: Hook, by: Actor) -> Hook:
    """Tell it nothing more. The change log waits for it: turned on again, it goes on where it stopped."""
    with verb("hook.disable", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        hook = lock(hook)
        if hook.is_on:
            hook.disabled_at, hook.disabled_because = log.at, Hook.Off.BY_HAND
            hook.save()
            log.add(hook, after={"disabled_because": hook.disabled_because})
    return hook


def enable_hook(*, hook: Hook, by: Actor) -> Hook:
    """Tell it again, from where it stopped, what waits at once."""
    with verb("hook.enable", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        hook = lock(hook)
        if not hook.is_on:
            before = hook.disabled_because
            hook.disabled_at, hook.disabled_because, hook.mailed_at = None, "", None
            hook.failing_since, hook.not_before, hook.failures = None, None, 0
            hook.save()
            hook.messages.filter(state=Message.State.WAITING).update(not_before=log.at)
            log.add(hook, before={"disabled_because": before}, after={"disabled_because": ""})
    return hook


def delete_hook(*, hook: Hook, by: Actor) -> None:
    """The hook and its log of deliveries go; that it was there stays in the change log."""
    with verb("hook.delete", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        hook = lock(hook)
        log.add(hook, before={"name": hook.name, "url": hook.url})
        pk = hook.pk
        hook.delete()
        hook.pk = pk  # the log names it when the transaction ends


def send_test(*, hook: Hook, by: Actor) -> Message:
    """A message that says nothing but that it is one, to a hook that is on."""
    with verb("hook.test", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        _require_on(hook)
        body = {"type": TEST, "timestamp": _instant(log.at), "data": {"hook": hook.pk}}
        message = Message.objects.create(
            hook=hook,
            event=TEST,
            subject=hook.pk,
            body=json.dumps(body),
            created_at=log.at,
            not_before=log.at,
        )
        log.add(hook, after={"message": message.pk})
    return message


def replay(
    *, hook: Hook, by: Actor, ids: Collection[str] = (), since: dt.datetime | None = None, until: dt.datetime | None = None,
    only_failed: bool = True,
) -> int:  # fmt: skip
    """Send again, under the same ids: these messages, or those made in a time. Returns how many.

    What waits already is left alone, and what was erased is gone.
    """
    with verb("hook.replay", by=by, allowed_as=allowed_in(hook.newsroom, by, "hook.manage")) as log:
        _require_on(hook)
        if not ids and since is None:
            raise ValidationError({"since": "Say from when on, or name messages in “messages”."})
        ended = (
            [Message.State.FAILED]
            if only_failed and not ids
            else [Message.State.FAILED, Message.State.DELIVERED]
        )
        found = hook.messages.filter(state__in=ended)
        if ids:
            found = found.filter(id__in=_known(hook, ids))
        if since:
            found = found.filter(created_at__gte=since)
        if until:
            found = found.filter(created_at__lte=until)
        if found.count() > MOST_REPLAYED:
            raise ValidationError(
                {"since": f"These are more than {MOST_REPLAYED:,} messages. Give a shorter time."}
            )
        count = found.update(
            state=Message.State.WAITING, attempts=0, not_before=log.at, ended_at=None, replayed_at=log.at
        )
        hook.not_before = None
        Hook.objects.filter(pk=hook.pk).update(not_before=None)
        log.add(hook, after={"replayed": count})
    return count


def _known(hook: Hook, ids: Collection[str]) -> list[str]:
    there = {*hook.messages.filter(id__in=ids).values_list("id", flat=True)}
    if missing := sorted({*ids} - there):
        raise ValidationError({"messages": f"“{missing[0][:40]}” is no message of this hook."})
    return sorted(there)


def _require_on(hook: Hook) -> None:
    if not Hook.objects.on().filter(pk=hook.pk).exists():
        raise ValidationError("This hook is turned off. Turn it on first.", code=CONFLICT)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if "name" in values:
        values["name"] = texts.clean(values["name"], field="name", limit=100)
    if "url" in values:
        try:
            values["url"] = check_address(values["url"], is_secure=True)
        except ForbiddenAddressError as error:
            raise ValidationError({"url": str(error)}) from None
    if "events" in values:
        values["events"] = sorted({*values["events"]})
        if unknown := {*values["events"]} - {*Event.values}:
            raise ValidationError(
                {"events": f"“{min(unknown)}” is no event. Use some of {', '.join(Event.values)}."}
            )
        if not values["events"]:
            raise ValidationError({"events": f"Say of what: some of {', '.join(Event.values)}."})
    return values


def _public(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _STANDING}


def _new_secret() -> str:
    """As Standard Webhooks has them: 256 random bits in base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def signing_secrets(hook: Hook, at: dt.datetime | None = None) -> list[str]:
    """The sealed secrets that sign now, the newest first."""
    is_double = hook.secret_before_until is not None and hook.secret_before_until > (at or timezone.now())
    return [hook.secret, *[hook.secret_before] * is_double]
