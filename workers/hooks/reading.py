"""The change log, read for each hook from where it stopped, a batch at a time."""

import datetime as dt
import logging
from collections.abc import Collection

from django.db.models import Q

from annotate.actions import hook_messages
from annotate.formats.blindness import blinded
from annotate.models import Change, ChangeHead, Event, Hook, Message, ScoreTold
from workers.hooks.bodies import Batch, body, data, gather
from workers.hooks.gate import Now, decide, passes

logger = logging.getLogger(__name__)

BATCH = 500
#: verb → the event that it is. (What is logged of an outcome is one whatever the verb.)
EVENT_OF = {
    "claim.publish": Event.CLAIM_PUBLISHED,
    "claim.score_changed": Event.CLAIM_SCORE_CHANGED,
    "claim.withdraw": Event.CLAIM_WITHDRAWN,
    "claim.erase": Event.CLAIM_ERASED,
    "dispute.open": Event.CLAIM_DISPUTED,
    "dispute.decide": Event.CLAIM_DISPUTED,
    "attribution.denial": Event.ATTRIBUTION_DENIAL,
    "source.reliability_changed": Event.SOURCE_RELIABILITY_CHANGED,
    "report.ready": Event.REPORT_READY,
}


#: What a newsroom that annotates or resolves is not told: it would not read blind.
NOT_BLIND = {Event.CLAIM_SCORE_CHANGED, Event.ATTRIBUTION_DENIAL, Event.SOURCE_RELIABILITY_CHANGED}


def wanted(hook: Hook) -> set[str]:
    """The events that a hook asked for and its newsroom may be told."""
    return {*hook.events} - (NOT_BLIND if hook.newsroom.blind_since else set())


def event_of(change: Change) -> Event:
    return Event.CLAIM_OUTCOME if change.object_type == "outcome" else EVENT_OF[change.verb]


def read_for_all(at: dt.datetime) -> int:
    """Make what every hook that is on is to be told. One that fails stops no other. Returns how many messages."""
    made = 0
    for hook in Hook.objects.on().select_related("newsroom").order_by("pk"):
        try:
            made += read_for(hook, at)
        except Exception:
            logger.exception("hook %s could not be read for; the next sweep tries again", hook.pk)
    return made


def read_for(hook: Hook, at: dt.datetime) -> int:
    """Read on to the end of the log, and release what was held long enough."""
    made = 0
    while True:
        head = ChangeHead.objects.get(pk=1).last
        changes = _changes(hook, head)
        reader = _Reader(hook, changes, at)
        reader.read()
        if len(changes) < BATCH:
            reader.release(at)
        upto = changes[-1].number if len(changes) == BATCH else head
        if not hook_messages.store_messages(
            hook=hook, messages=reader.messages, told=[*reader.touched.values()], upto=upto, head=head
        ):
            return made
        made += len(reader.messages)
        hook.after_change = upto
        if len(changes) < BATCH:
            return made


def _changes(hook: Hook, head: int) -> list[Change]:
    """The next changes that this newsroom may see, of the events that the hook asked for."""
    events = wanted(hook)
    of_events = Q(verb__in=[verb for verb, event in EVENT_OF.items() if event in events]) & ~Q(
        object_type="outcome"
    )
    if Event.CLAIM_OUTCOME in events:
        of_events |= Q(object_type="outcome")
    found = Change.objects.visible_to(hook.newsroom_id).filter(
        of_events, number__gt=hook.after_change, number__lte=head
    )
    return list(found.select_related("detail").order_by("number")[:BATCH])


class _Reader:
    """One batch for one hook: the messages to make, and what is then noted of scores."""

    def __init__(self, hook: Hook, changes: list[Change], at: dt.datetime) -> None:
        self.hook, self.changes, self.at = hook, changes, at
        self.messages: list[Message] = []
        self.touched: dict[str, ScoreTold] = {}
        self.remembers = bool(hook.threshold or hook.quiet_minutes)
        self.quiet = dt.timedelta(minutes=hook.quiet_minutes)

    def read(self) -> None:
        if not self.changes:
            return
        batch = gather(self.changes, self.hook.newsroom_id)
        scored = {c.object_id for c in self.changes if c.verb == "claim.score_changed"}
        known = self._known(scored)
        for change in self.changes:
            event = event_of(change)
            if event == Event.CLAIM_SCORE_CHANGED and self.remembers:
                self._weigh(change, batch, known)
            else:
                self._add(change, event, batch, change.detail.before)

    def release(self, at: dt.datetime) -> None:
        """What was held is told once the quiet is over, if it has not moved back."""
        due = {row.claim_id: row for row in ScoreTold.objects.filter(hook=self.hook, due_at__lte=at)}
        due = {claim: self.touched.get(claim, row) for claim, row in due.items()}
        held = [
            row.held_change for row in due.values() if row.held_change and row.due_at and row.due_at <= at
        ]
        changes = list(Change.objects.filter(number__in=held).select_related("detail").order_by("number"))
        if Event.CLAIM_SCORE_CHANGED not in wanted(self.hook):
            return
        batch = gather(changes, self.hook.newsroom_id)
        for change in changes:
            row = due[change.object_id]
            if passes(row.figures, change.detail.after or {}, self.hook.threshold):
                self._tell(change, batch, row)
            else:
                row.held_change = row.due_at = None
            self.touched[row.claim_id] = row

    def _known(self, claims: Collection[str]) -> dict[str, ScoreTold]:
        if not (claims and self.remembers):
            return {}
        return {row.claim_id: row for row in ScoreTold.objects.filter(hook=self.hook, claim__in=claims)}

    def _weigh(self, change: Change, batch: Batch, known: dict[str, ScoreTold]) -> None:
        claim, new = change.object_id, change.detail.after or {}
        row = known.setdefault(
            claim, ScoreTold(hook=self.hook, claim_id=claim, figures=_plain(change.detail.before))
        )
        self.touched[claim] = row
        if row.held_change:  # it is told when the quiet ends, as it then stands
            row.held_change = change.number
            return
        now = decide(
            row.figures, new, threshold=self.hook.threshold, told_at=row.told_at, quiet=self.quiet, at=self.at
        )
        if now is Now.TELL:
            self._tell(change, batch, row)
        elif now is Now.HOLD and row.told_at:
            row.held_change, row.due_at = change.number, row.told_at + self.quiet

    def _tell(self, change: Change, batch: Batch, row: ScoreTold) -> None:
        self._add(change, Event.CLAIM_SCORE_CHANGED, batch, row.figures)
        row.figures, row.told_at = _plain(change.detail.after), self.at
        row.held_change = row.due_at = None

    def _add(self, change: Change, event: Event, batch: Batch, before: dict | None) -> None:
        told = data(change, event, batch, before)
        if told is None:
            return
        if self.hook.newsroom.blind_since:
            told = blinded(told)
        self.messages.append(
            Message(
                hook=self.hook, event=event, subject=batch.subject(change), change=change.number,
                body=body(event, change.at, {"change": change.number, **told}), created_at=self.at, not_before=self.at,
            )
        )  # fmt: skip


def _plain(figures: dict | None) -> dict | None:
    """Without why: only figures are measured from."""
    return None if figures is None else {name: value for name, value in figures.items() if name != "why"}
