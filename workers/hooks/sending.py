"""Sending what is due to one hook: a few at once, each subject in order, for a while and then somebody else's turn."""

import datetime as dt
import email.utils
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone

from annotate import outbound
from annotate.actions import hook_messages
from annotate.actions.hook_messages import Outcome
from annotate.actions.hooks import signing_secrets
from annotate.models import Hook, Message
from annotate.outbound import OutboundError
from annotate.seals import BrokenSealError, open_sealed
from workers.hooks import signing

logger = logging.getLogger(__name__)

AT_ONCE = 4
PICKED = 100
SECONDS = 15.0
#: A hook with more to send than this takes another turn, behind the other work.
SECONDS_A_TURN = 20.0
LONGEST_HEADER = 500
MOST_HEADERS = 40


def hooks_with_work(at: dt.datetime) -> list[str]:
    """Hooks that can be sent to now and to which something is due."""
    free = Hook.objects.on().exclude(busy_until__gt=at).exclude(not_before__gt=at)
    due = free.filter(messages__state=Message.State.WAITING, messages__not_before__lte=at)
    return list(due.order_by("pk").values_list("pk", flat=True).distinct())


def send_due(hook_id: str, at: dt.datetime | None = None) -> int:
    """Send to a hook what is due, unless another worker is at it. Returns how many attempts were made.

    ``at``: the moment to take for now, for tests; else the clock's.
    """
    hook = Hook.objects.on().filter(pk=hook_id).first()
    if hook is None or not hook_messages.take_hook(hook, at or timezone.now()):
        return 0
    made, until = 0, time.monotonic() + SECONDS_A_TURN
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while time.monotonic() < until:
                done = _turn(hook, pool, at, until)
                made += done
                if not done:
                    break
    finally:
        hook_messages.leave_hook(hook)
    return made


def _turn(hook: Hook, pool: ThreadPoolExecutor, at: dt.datetime | None, until: float) -> int:
    made = 0
    picked = hook_messages.due(hook, at or timezone.now(), PICKED)
    for start in range(0, len(picked), AT_ONCE):
        taken = [
            m
            for m in picked[start : start + AT_ONCE]
            if hook_messages.begin_attempt(message=m, at=at or timezone.now())
        ]
        if not taken or time.monotonic() > until:
            for message in taken:
                hook_messages.give_back(message=message)
            break
        hook.refresh_from_db()
        for message in taken:
            message.refresh_from_db()
        # Only asking is done aside: the database is this thread's.
        for message, outcome in zip(taken, pool.map(lambda m: attempt(hook, m), taken), strict=True):
            hook_messages.end_attempt(message=message, outcome=outcome, at=at or timezone.now())
        made += len(taken)
    return made


def attempt(hook: Hook, message: Message) -> Outcome:
    """Ask the hook's address once. Nothing is raised, and the database is not asked."""
    began, body = time.monotonic(), message.body.encode()
    try:
        secrets = [open_sealed(sealed) for sealed in signing_secrets(hook)]
    except BrokenSealError as error:
        return Outcome({}, error=str(error))
    headers = signing.headers(secrets, message.id, int(time.time()), body) | {
        "Content-Type": "application/json"
    }
    try:
        answer = outbound.post(hook.url, body=body, headers=headers, seconds=SECONDS)
    except OutboundError as error:
        return Outcome(headers, error=str(error), milliseconds=_since(began))
    return Outcome(
        headers, answer.status, _kept(answer), answer.body.decode(errors="replace").replace("\x00", "\ufffd"), "", _since(began),
        _retry_after(answer),
    )  # fmt: skip


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _kept(answer: outbound.Answer) -> dict[str, str]:
    first = [*answer.headers.items()][:MOST_HEADERS]
    return {name[:100]: value[:LONGEST_HEADER].replace("\x00", "\ufffd") for name, value in first}


def _retry_after(answer: outbound.Answer) -> dt.timedelta | None:
    """How long it asks us to wait: in seconds, or until a day and time."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return dt.timedelta(seconds=min(int(said[:9]), 10**6))
    try:
        return max(email.utils.parsedate_to_datetime(said) - timezone.now(), dt.timedelta(0))
    except (ValueError, TypeError, OverflowError):
        return None
