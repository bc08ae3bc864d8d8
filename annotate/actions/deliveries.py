"""Who gets reports by e-mail, and noting what became of each message."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.bell import ring
from annotate.blind import hidden_in
from annotate.models import ApiKey, Delivery, Report, ReportDefinition, Subscription, User
from annotate.roles import VIEW, WORKER, Actor, System

#: A hand-over that has not ended after so long ended with its worker.
PATIENCE = dt.timedelta(minutes=15)
MOST_RECIPIENTS = 50
_signer = signing.Signer(salt="annotate.subscription")


def subscribe(*, definition: ReportDefinition, address: str, by: Actor) -> Subscription:
    """Send a definition's reports to an address from now on."""
    with verb("report.subscribe", by=by, allowed_as="report.define") as log:
        _check_owner(definition, by)
        made = Subscription(
            definition=definition,
            address=address.strip().lower(),
            created_by=by if isinstance(by, User) else None,
        )
        made.full_clean(validate_constraints=False)
        if definition.subscriptions.filter(address=made.address, ended_at=None).exists():
            raise ValidationError({"address": f"{made.address} gets this report already."}, code=CONFLICT)
        made.save(force_insert=True)
        log.add(definition, after={"subscribed": made.pk})
    return made


def _check_owner(definition: ReportDefinition, by: Actor) -> None:
    if isinstance(by, ApiKey) and definition.newsroom_id != by.newsroom_id:
        raise PermissionDenied("A key decides who gets reports of its own newsroom only.")


def unsubscribe(*, subscription: Subscription, by: Actor = WORKER) -> None:
    """Send nothing more there, not even what waits. By an editor, or by whoever holds the link in a message."""
    allowed = "report.store" if isinstance(by, System) else "report.define"
    with verb("report.unsubscribe", by=by, allowed_as=allowed) as log:
        _check_owner(subscription.definition, by)
        subscription = lock(subscription)
        if subscription.ended_at is None:
            subscription.ended_at = log.at
            subscription.save()
            Delivery.objects.filter(subscription=subscription, state=Delivery.State.WAITING).update(
                state=Delivery.State.REFUSED, ended_at=log.at, answer="Unsubscribed."
            )
            log.add(subscription.definition, after={"unsubscribed": subscription.pk})


def set_recipients(*, definition: ReportDefinition, addresses: Iterable[str], by: Actor) -> None:
    """Send a definition's reports to just these addresses: others are unsubscribed."""
    wanted = {address.strip().lower() for address in addresses}
    if len(wanted) > MOST_RECIPIENTS:
        raise ValidationError({"recipients": f"At most {MOST_RECIPIENTS} addresses. Use a mailing list."})
    there = {s.address: s for s in definition.subscriptions.filter(ended_at=None)}
    with transaction.atomic():
        for address in sorted(there.keys() - wanted):
            unsubscribe(subscription=there[address], by=by)
        for address in sorted(wanted - there.keys()):
            try:
                subscribe(definition=definition, address=address, by=by)
            except ValidationError as error:
                raise ValidationError(
                    {"recipients": [f"{address}: {why}" for why in error.messages]}
                ) from None


def token_of(subscription: Subscription) -> str:
    """What the link in a message carries: enough to end that one subscription, and nothing else."""
    return _signer.sign(subscription.pk)


def subscription_of(token: str) -> Subscription | None:
    """The subscription that a link is of; None for a token that we did not sign."""
    try:
        return Subscription.objects.filter(pk=_signer.unsign(token)).first()
    except signing.BadSignature:
        return None


def address_report(report: Report, at: dt.datetime) -> None:
    """Part of storing a report: a row for each who gets it. What a person asked for goes to nobody else."""
    newsroom = report.newsroom
    if newsroom is not None and newsroom.blind_since:  # it began to annotate: no score may reach it
        return
    if not report.is_preview and report.requested_by_id is None:
        subscribed = Subscription.objects.filter(definition=report.definition, ended_at=None)
        Delivery.objects.bulk_create(
            [Delivery(report=report, subscription=s, not_before=at) for s in subscribed],
            ignore_conflicts=True,
        )


def send_to_me(*, report: Report, by: User) -> Delivery:
    """Send one report, also a preview, to the person who asks, at the address of their account."""
    with verb("report.send", by=by, allowed_as=VIEW) as log:
        if not by.email:
            raise ValidationError("Your account has no e-mail address. An administrator can enter one.")
        if report.built_at is None:
            raise ValidationError("This report is not written yet.")
        if hidden_in(report, by):
            raise PermissionDenied("This report names scores that are hidden from you.")
        made = Delivery(report=report, asked_by=by, not_before=log.at)
        made.full_clean()
        made.save(force_insert=True)
        log.add(report, after={"delivery": made.pk})
        transaction.on_commit(partial(ring, "workers.deliver_reports"), robust=True)
    return made


def begin_delivery(*, delivery: Delivery, at: dt.datetime) -> bool:
    """Take a message to hand over, by compare-and-set: False where another worker has it."""
    waiting = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.WAITING, not_before__lte=at, subscription__ended_at=None
    )
    return bool(waiting.update(state=Delivery.State.HANDING, begun_at=at, attempts=F("attempts") + 1))


def end_delivery(
    *,
    delivery: Delivery,
    state: Delivery.State,
    answer: str = "",
    at: dt.datetime | None = None,
    by: System = WORKER,
) -> None:
    """Note how a hand-over ended; ``waiting`` is tried again later, so often and no more."""
    with verb("report.deliver", by=by, allowed_as="report.store") as log:
        delivery, moment = lock(delivery), at or timezone.now()
        if delivery.state != Delivery.State.HANDING:
            return
        if state == Delivery.State.WAITING and delivery.attempts >= Delivery.ATTEMPTS:
            state, answer = Delivery.State.REFUSED, f"Given up after {delivery.attempts} attempts. {answer}"
        delivery.state, delivery.answer = state, answer[:2000]
        if state == Delivery.State.WAITING:
            delivery.not_before = moment + dt.timedelta(minutes=min(720, 2**delivery.attempts))
        else:
            delivery.ended_at = moment
        delivery.save()
        log.add(delivery.report, after={"delivery": delivery.pk, "state": state, "answer": delivery.answer})


def note_the_dead(*, at: dt.datetime, by: System = WORKER) -> int:
    """Hand-overs whose worker never came back: nobody knows whether the message went out."""
    with verb("report.deliver", by=by, allowed_as="report.store"):
        gone = Q(begun_at__lte=at - PATIENCE) | Q(begun_at__gt=at)
        return Delivery.objects.filter(gone, state=Delivery.State.HANDING).update(
            state=Delivery.State.UNCERTAIN, ended_at=at, answer="The worker was killed while handing it over."
        )


def decide_delivery(*, delivery: Delivery, send_again: bool, by: User) -> Delivery:
    """A person decides on an uncertain or refused message: once more, or take it as delivered."""
    with verb("report.decide_delivery", by=by, allowed_as="report.define") as log:
        delivery = lock(delivery)
        if delivery.state not in (Delivery.State.UNCERTAIN, Delivery.State.REFUSED):
            raise ValidationError("Only an uncertain or refused message is decided on.", code=CONFLICT)
        if send_again and delivery.subscription and delivery.subscription.ended_at:
            raise ValidationError("This address has unsubscribed.")
        before = snapshot(delivery)
        delivery.decided_by = by
        if send_again:
            delivery.state, delivery.ended_at = Delivery.State.WAITING, None
            delivery.attempts, delivery.not_before = 0, log.at
        else:
            delivery.state = Delivery.State.HANDED
        delivery.save()
        log.add(delivery.report, before={"state": before["state"]}, after={"state": delivery.state})
    return delivery
