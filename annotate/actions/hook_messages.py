"""What workers note of webhooks: messages made from the change log, attempts and their answers, hooks turned off.

Nothing here goes through the change log but a hook that is turned off: the rows are the log of deliveries. Whoever makes
messages holds their hook, and so does an erasure: hence none is stored with words that were erased meanwhile.
"""

import datetime as dt
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from annotate.actions.verb import lock, verb
from annotate.models import Attempt, Change, Hook, Message, ScoreTold
from annotate.roles import WORKER, System
from annotate.seals import BrokenSealError, is_old, open_sealed, seal

State = Message.State
OPEN = (State.WAITING, State.SENDING)
#: An attempt that has not ended after so long ended with its worker.
PATIENCE = dt.timedelta(seconds=90)
LONGEST_PAUSE = dt.timedelta(minutes=5)
LONGEST_RETRY_AFTER = dt.timedelta(days=1)
ERASURES = ("article.erase", "claim.erase", "source.erase")


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. ``status`` None: no answer, and ``error`` says why."""

    request_headers: dict[str, str]
    status: int | None = None
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""
    error: str = ""
    milliseconds: int = 0
    retry_after: dt.timedelta | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def store_messages(
    *,
    hook: Hook,
    messages: Sequence[Message],
    told: Sequence[ScoreTold],
    upto: int,
    head: int,
    by: System = WORKER,
) -> bool:
    """Keep what a hook is to be told up to a change; ``head`` is the last change that was seen when it was read.

    False, and nothing kept, where another worker was first or something was erased meanwhile: read it again.
    """
    with verb("hook.tell", by=by):
        now = lock(hook)
        gone = Change.objects.filter(number__gt=head, verb__in=ERASURES)
        if now.after_change != hook.after_change or not now.is_on or gone.exists():
            return False
        for row in told:
            row.pk = None  # the pair names it: what is there already is changed
        # The same event is made once, whoever finds it twice.
        Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)
        ScoreTold.objects.bulk_create(
            told, batch_size=500, update_conflicts=True, unique_fields=["hook", "claim"],
            update_fields=["figures", "told_at", "held_change", "due_at"],
        )  # fmt: skip
        Hook.objects.filter(pk=hook.pk).update(after_change=upto)
    return True


def due(hook: Hook, at: dt.datetime, most: int) -> list[Message]:
    """What can be sent to a hook now: of each subject the first that is not done with."""
    earlier = Message.objects.filter(
        hook=OuterRef("hook"), subject=OuterRef("subject"), state__in=OPEN, number__lt=OuterRef("number")
    )
    waiting = hook.messages.filter(state=State.WAITING, not_before__lte=at).exclude(Exists(earlier))
    return list(waiting.order_by("number")[:most])


def take_hook(hook: Hook, at: dt.datetime) -> bool:
    """Be the one that sends to this hook for a while, by compare-and-set."""
    free = Q(busy_until=None) | Q(busy_until__lte=at) | Q(busy_until__gt=at + PATIENCE)
    return bool(Hook.objects.on().filter(free, pk=hook.pk).update(busy_until=at + PATIENCE))


def give_back(*, message: Message) -> None:
    """It was taken and there was no time left to send it."""
    taken = Message.objects.filter(pk=message.pk, state=State.SENDING)
    taken.update(state=State.WAITING, attempts=F("attempts") - 1)


def leave_hook(hook: Hook) -> None:
    Hook.objects.filter(pk=hook.pk).update(busy_until=None)


def begin_attempt(*, message: Message, at: dt.datetime) -> bool:
    """Take a message to send, by compare-and-set. The attempt is counted before it is made."""
    waiting = Message.objects.filter(
        pk=message.pk, state=State.WAITING, not_before__lte=at, hook__disabled_at=None
    ).filter(Q(hook__not_before=None) | Q(hook__not_before__lte=at))
    return bool(waiting.update(state=State.SENDING, begun_at=at, attempts=F("attempts") + 1))


def end_attempt(*, message: Message, outcome: Outcome, at: dt.datetime, by: System = WORKER) -> None:
    """Note what came of it: delivered, to be tried again, given up; the hook pauses, or is turned off."""
    with verb("hook.tell", by=by) as log:
        hook, message = lock(message.hook), lock(message)
        _note(hook, message, outcome)
        if message.state != State.SENDING:  # erased meanwhile
            return
        if outcome.is_taken:
            message.state, message.ended_at = State.DELIVERED, at
            hook.failing_since, hook.failures, hook.not_before = None, 0, None
        else:
            _put_off(hook, message, outcome, at)
        if outcome.status == 410:
            _turn_off(log, hook, Hook.Off.GONE)
        message.save(update_fields=["state", "ended_at", "not_before"])
        hook.save(
            update_fields=["failing_since", "failures", "not_before", "disabled_at", "disabled_because"]
        )


def _note(hook: Hook, message: Message, outcome: Outcome) -> None:
    kept = message.state != State.ERASED  # what answers an erased message may repeat it
    Attempt.objects.create(
        message=message, number=message.attempts, at=message.begun_at or message.created_at, url=hook.url,
        request_headers=outcome.request_headers, status=outcome.status, error=outcome.error[:500],
        response_headers=outcome.response_headers if kept else {}, response_body=outcome.response_body if kept else "",
        milliseconds=outcome.milliseconds,
    )  # fmt: skip


def _put_off(hook: Hook, message: Message, outcome: Outcome, at: dt.datetime) -> None:
    hook.failing_since, hook.failures = hook.failing_since or at, hook.failures + 1
    asked = min(outcome.retry_after or dt.timedelta(0), LONGEST_RETRY_AFTER)
    pause = max(asked, min(LONGEST_PAUSE, dt.timedelta(seconds=2 ** min(hook.failures, 9))))
    # What waits behind a closed door need not knock too.
    hook.not_before = max(hook.not_before or at, at + pause)
    if message.attempts > len(Message.WAITS):
        message.state, message.ended_at = State.FAILED, at
        return
    wait = dt.timedelta(seconds=Message.WAITS[message.attempts - 1] * random.uniform(1.0, 1.2))
    message.state, message.not_before = State.WAITING, at + max(wait, asked)


def _turn_off(log: Any, hook: Hook, why: str) -> None:
    hook.disabled_at, hook.disabled_because = log.at, why
    log.add(hook, verb="hook.turn_off", after={"disabled_because": why})


def free_the_dead(*, at: dt.datetime, by: System = WORKER) -> int:
    """Attempts whose worker never came back are made again: whoever got it sees the same id twice."""
    freed = 0
    with verb("hook.tell", by=by):
        gone = Message.objects.select_related("hook").filter(
            Q(begun_at__lte=at - PATIENCE) | Q(begun_at__gt=at), state=State.SENDING
        )
        for message in gone:
            freed += Message.objects.filter(
                pk=message.pk, state=State.SENDING, begun_at=message.begun_at
            ).update(state=State.WAITING, not_before=at)
            _note(message.hook, message, Outcome({}, error="The worker was killed while it was sending."))
    return freed


def turn_off_failing(*, at: dt.datetime, by: System = WORKER) -> int:
    """Hooks that have taken nothing for three days are turned off."""
    long_ago = at - dt.timedelta(days=Hook.PATIENCE_DAYS)
    with verb("hook.tell", by=by) as log:
        failing = Hook.objects.on().select_for_update(no_key=True).filter(failing_since__lte=long_ago)
        for hook in failing.order_by("pk"):
            _turn_off(log, hook, Hook.Off.FAILING)
            hook.save(update_fields=["disabled_at", "disabled_because"])
    return len(log.entries)


def note_mailed(*, hook: Hook, at: dt.datetime) -> None:
    """Its managers were told that it was turned off."""
    Hook.objects.filter(pk=hook.pk).update(mailed_at=at)


def forget_old(*, at: dt.datetime) -> int:
    """The log of deliveries goes back so far; second secrets end."""
    Hook.objects.filter(secret_before_until__lte=at).update(secret_before="", secret_before_until=None)
    return Message.objects.filter(ended_at__lte=at - dt.timedelta(days=Message.KEPT_DAYS)).delete()[0]


def seal_anew() -> int:
    """Secrets sealed under a key that is being replaced are sealed under today's."""
    done = 0
    for hook in Hook.objects.all():
        for name in ("secret", "secret_before"):
            sealed = getattr(hook, name)
            if sealed and is_old(sealed):
                try:
                    fresh = seal(open_sealed(sealed))
                except BrokenSealError:
                    continue  # sending says so
                done += Hook.objects.filter(pk=hook.pk, **{name: sealed}).update(**{name: fresh})
    return done


def blank(erased: str, at: dt.datetime) -> None:
    """Part of erasing: messages that name the erased thing keep no body, nor the answers to them, and are not sent.

    Every hook is held first, so that no message with its words can be stored beside this.
    """
    list(Hook.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    named = Message.objects.filter(body__contains=erased)
    pks = list(named.values_list("pk", flat=True))
    _blank(pks, at)


def _blank(pks: Collection[int], at: dt.datetime) -> None:
    Attempt.objects.filter(message__in=pks).update(response_body="", response_headers={})
    Message.objects.filter(pk__in=pks).update(state=State.ERASED, body="", ended_at=at)
