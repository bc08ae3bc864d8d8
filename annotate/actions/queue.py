"""The queue: readings that texts need, taken as leases.

A lease is held by compare-and-set: one UPDATE that says what the row must still be, so that of two reviewers who
reach for the same reading one gets it, on SQLite as on PostgreSQL. Leases stand in no log: holding one is nothing
that happened yet. What happened is the review. A lapsed lease still lets its holder submit until somebody else
takes it over, and what was read is kept in any case.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from annotate import text as texts
from annotate.actions import cases
from annotate.actions.recusal import recuse, refuse_interested
from annotate.actions.verb import CONFLICT, lock, verb
from annotate.interests import interesting_to
from annotate.models import QueuedText, QueueSeen, Review, Revision, Skip, State, Task, User
from annotate.models.task import NOT_DONE
from annotate.roles import WORKER, Actor
from annotate.vocabulary import WhySkipped

#: Readings that a text needs, and those it needs where two of its readers disagree.
WANTED, WANTED_TO_DECIDE = 2, 3
LEASE = dt.timedelta(minutes=10)
#: A page that is loaded again, or gone back to, finds its lease.
GRACE = dt.timedelta(seconds=30)
#: Tried in a row before asking anew what is free.
CANDIDATES = 20


def queue_text(revision: Revision, wanted: int = WANTED) -> None:
    """Part of other verbs: a new text waits for its readings."""
    QueuedText.objects.create(revision=revision, wanted=wanted)
    Task.objects.bulk_create(Task(revision=revision, number=n) for n in range(1, wanted + 1))


def queued_with(revision: Revision, reviews: Iterable[Review]) -> tuple[QueuedText, list[Task]]:
    """Part of importing an archive: the rows, unsaved, of a text that comes with finished reviews."""
    there = list(reviews)
    wanted = max(WANTED, len(there))
    tasks = [
        Task(revision=revision, number=n, review=r, holder=r.reviewer if r else None)
        for n, r in enumerate([*there, *[None] * (wanted - len(there))], 1)
    ]
    queued = QueuedText(revision=revision, wanted=wanted, is_open=len(there) < wanted, was_drawn=True)
    return queued, tasks


def take_next(*, by: User) -> Task | None:
    """The lease on the text most worth this reviewer's time; the one held already, if there is one.

    None where nothing in the queue is for this reviewer.
    """
    with verb("task.take", by=by, allowed_as="queue.read"):
        at = timezone.now()
        if held := leases_of(by, at).order_by("leased_until").first():
            Task.objects.filter(pk=held.pk, holder=by, review=None).update(leased_until=at + LEASE)
            return held
        while texts_now := list(islice(worth_reading(by, at), CANDIDATES)):
            for revision in texts_now:
                if task := _seize(revision, by, at):
                    return task
    return None


def take_task(*, revision: Revision, by: User) -> Task:
    """The lease on this text, or `ValidationError` that says why there is none to be had."""
    with verb("task.take", by=by, allowed_as="queue.read"):
        refuse_interested(revision.article, by)
        task = _seize(revision, by, timezone.now())
        if task is None:
            raise ValidationError(why_not(revision, by), code=CONFLICT)
    return task


def hold(revision: Revision, by: User) -> None:
    """Part of reading: whoever begins holds a lease, where one is to be had."""
    now = timezone.now()
    own = Task.objects.filter(_is_free(by, now), revision=revision, holder=by)
    if not own.update(leased_until=now + LEASE):
        _seize(revision, by, now)


def renew_lease(*, revision: Revision, by: User) -> Task:
    """The page is still open. Where somebody has taken it over meanwhile, another free one of the text is taken."""
    with verb("task.renew", by=by, allowed_as="queue.read"):
        task = _seize(revision, by, timezone.now())
        if task is None:
            raise ValidationError(why_not(revision, by), code=CONFLICT)
    return task


def leave_task(*, revision: Revision, by: User) -> None:
    """The page was left: the lease ends shortly, unless it is opened again."""
    with verb("task.leave", by=by, allowed_as="queue.read"):
        soon = timezone.now() + GRACE
        Task.objects.filter(revision=revision, holder=by, leased_until__gt=soon).update(leased_until=soon)


def release_task(*, revision: Revision, by: User) -> None:
    """Give the lease back at once. What was read stays, and can be submitted while a reading is wanted."""
    with verb("task.release", by=by, allowed_as="queue.read"):
        _release(revision, by)


def skip_text(*, revision: Revision, why: str, by: User, words: str = "") -> Skip:
    """Not this one, and why. It is not handed to this reviewer again."""
    if why not in WhySkipped.values:
        raise ValidationError({"why": f"“{why}” is no reason. Use one of {', '.join(WhySkipped.values)}."})
    said = texts.clean(words, field="words", limit=500)
    if why == WhySkipped.OTHER and not said:
        raise ValidationError({"words": "Say what it is."})
    with verb("task.skip", by=by, allowed_as="queue.read") as log:
        skip = Skip.objects.create(revision=revision, reviewer=by, why=why, words=said)
        _release(revision, by)
        Task.objects.filter(NOT_DONE, revision=revision, assigned_to=by).update(assigned_to=None, due_on=None)
        if why == WhySkipped.INTEREST:
            recuse(user=by, article=revision.article, reason=said or WhySkipped.INTEREST.label, by=by)
        log.add(revision, after={"skipped": why, "words": said}, verb="task.skip")
    return skip


def ask_readings(*, revision: Revision, wanted: int, by: Actor) -> QueuedText:
    """How many independent readings this text needs. What is submitted stays."""
    if type(wanted) is not int or not 1 <= wanted <= 20:
        raise ValidationError({"wanted": "Give a number from 1 to 20."})
    with verb("queue.ask", by=by, allowed_as="queue.assign") as log:
        lock(revision)
        queued = QueuedText.objects.get(revision=revision)
        before, queued.wanted = queued.wanted, wanted
        queued.save()
        settle(revision)
        log.add(revision, before={"wanted": before}, after={"wanted": wanted})
    return queued


def stand_in(review: Review, at: dt.datetime) -> None:
    """Part of submitting: the review takes one of the readings that its text needs, or `ValidationError`.

    The revision is locked, so that nobody submits beside this.
    """
    for task in _free(review.revision, review.reviewer, at):
        if (
            _free(review.revision, review.reviewer, at)
            .filter(pk=task.pk)
            .update(review=review, holder=review.reviewer, leased_until=None)
        ):
            return
    raise ValidationError(
        f"{why_not(review.revision, review.reviewer)} Your readings are kept and do not count; "
        "an editor can ask for one reading more."
    )


def seat(revision: Revision) -> None:
    """Part of importing a record: reviews that came finished stand in tasks; what was read through is not drawn anew."""
    finished = Review.objects.filter(revision=revision, submitted_at__isnull=False, task=None).order_by(
        "submitted_at", "pk"
    )
    free = list(
        Task.objects.filter(revision=revision, review=None, holder=None, assigned_to=None).order_by("number")
    )
    last = Task.objects.filter(revision=revision).count()
    for review in finished:
        task = free.pop(0) if free else Task(revision=revision, number=(last := last + 1))
        task.review, task.holder = review, review.reviewer
        task.save()
    if not Task.objects.filter(revision=revision, review=None).exists():
        QueuedText.objects.filter(revision=revision).update(was_drawn=True)
    settle(revision)


def settle(revision: Revision) -> None:
    """Part of submitting and correcting: as many tasks as readings are needed now, and what is to be adjudicated.

    The revision is locked by whoever calls.
    """
    queued = QueuedText.objects.get(revision=revision)
    tasks = list(Task.objects.filter(revision=revision))
    done = sum(t.review_id is not None for t in tasks)
    differing = cases.differing(revision) if done > 1 else set()
    needed = max(queued.wanted, WANTED_TO_DECIDE) if differing else queued.wanted
    last = max(t.number for t in tasks)
    more = [Task(revision=revision, number=last + n) for n in range(1, needed - len(tasks) + 1)]
    Task.objects.bulk_create(more)
    idle = [t for t in tasks if not (t.review_id or t.holder_id or t.assigned_to_id)]
    gone = idle[len(idle) - max(0, min(len(idle), len(tasks) - needed)) :]
    Task.objects.filter(pk__in=[t.pk for t in gone], holder=None, review=None).delete()
    is_open = len(tasks) + len(more) - len(gone) > done
    QueuedText.objects.filter(pk=queued.pk).update(is_open=is_open)
    if not is_open and done > 1:
        cases.open_cases(revision, differing)


def store_worth(*, weighed: Iterable[QueuedText], seen: int | None, by: Actor = WORKER) -> None:
    """Keep what a worker found of how much texts are worth, and the change that it had seen."""
    with verb("queue.store", by=by):
        fields = ["worth", "reasons", "as_of_change", "computed_at"]
        QueuedText.objects.bulk_update(weighed, fields, batch_size=200)
        if seen is not None and not QueueSeen.objects.filter(pk=1).update(change=seen):
            QueueSeen.objects.get_or_create(pk=1, defaults={"change": seen})


def leases_of(user: User, at: dt.datetime) -> QuerySet[Task]:
    """What somebody holds now."""
    return Task.objects.filter(holder=user, leased_until__gt=at).select_related("revision__article")


def readable(at: dt.datetime) -> QuerySet[QueuedText]:
    """Newest texts of living articles that still need readings."""
    newer = Revision.objects.filter(
        article=OuterRef("revision__article"), number__gt=OuterRef("revision__number")
    )
    living = QueuedText.objects.filter(is_open=True).exclude(revision__article__state=State.WITHDRAWN)
    return living.filter(~Exists(newer), revision__article__erased_at=None)


def worth_reading(user: User, at: dt.datetime) -> Iterator[Revision]:
    """Texts with a reading free for this reviewer: their own assignments by due day, then the most worth first.

    However many texts wait: the assigned ones are few, and of the rest the index is read until there are enough.
    """
    free = Task.objects.filter(_is_free(user, at), revision=OuterRef("revision"))
    mine = Task.objects.filter(NOT_DONE, assigned_to=user).values("revision")
    done = Review.objects.filter(revision=OuterRef("revision"), reviewer=user, submitted_at__isnull=False)
    skipped = Skip.objects.filter(revision=OuterRef("revision"), reviewer=user)
    open_to = readable(at).filter(Exists(free), ~Exists(done)).select_related("revision__article__outlet")
    open_to = open_to.exclude(revision__article__in=interesting_to(user)).defer("revision__text")
    own = (
        open_to.filter(pk__in=mine)
        .annotate(due=mine_due(user))
        .order_by(F("due").asc(nulls_last=True), "-worth", "pk")
    )
    yield from (q.revision for q in own[:CANDIDATES])
    rest = open_to.filter(_EVERYBODYS, ~Q(pk__in=mine), ~Exists(skipped))
    yield from (q.revision for q in rest.order_by("-worth", "pk")[:CANDIDATES])


#: Of no newsroom's own texts. Not as “newsroom is null”: SQLite would begin at all articles of none and sort them.
_EVERYBODYS = Q(Exact(Coalesce("revision__article__newsroom", Value("")), Value("")))


def mine_due(user: User) -> Any:
    """The day by which this reviewer's assigned reading of a text is due."""
    return Subquery(Task.objects.filter(revision=OuterRef("revision"), assigned_to=user).values("due_on")[:1])


def _seize(revision: Revision, by: User, at: dt.datetime) -> Task | None:
    """A reading of this text for this reviewer, by compare-and-set; None where there is none free."""
    for task in _free(revision, by, at):
        if _free(revision, by, at).filter(pk=task.pk).update(holder=by, leased_until=at + LEASE):
            return Task.objects.select_related("revision__article").get(pk=task.pk)
    return None


def _free(revision: Revision, user: User, at: dt.datetime) -> QuerySet[Task]:
    """The readings of a text that this reviewer could take: held already, assigned, then the first free one."""
    if Task.objects.filter(revision=revision, holder=user, review__isnull=False).exists():
        return Task.objects.none()
    order = Case(When(holder=user, then=0), When(assigned_to=user, then=1), default=2)
    return Task.objects.filter(_is_free(user, at), revision=revision).order_by(order, "number")


def _is_free(user: User, at: dt.datetime) -> Q:
    """Not done; not held by another, or no longer; not kept for another."""
    nobodys = Q(holder=None) | Q(leased_until=None) | Q(leased_until__lte=at) | Q(holder=user)
    return NOT_DONE & nobodys & (Q(assigned_to=None) | Q(assigned_to=user))


def _release(revision: Revision, by: User) -> None:
    held = Task.objects.filter(NOT_DONE, revision=revision, holder=by)
    held.update(holder=None, leased_until=None)


def why_not(revision: Revision, by: User) -> str:
    """Why there is no lease on this text to be had; empty where there is one."""
    if _free(revision, by, timezone.now()).exists():
        return ""
    tasks = Task.objects.filter(revision=revision)
    if tasks.filter(holder=by, review__isnull=False).exists():
        return "You have submitted your review of this text."
    if not tasks.filter(NOT_DONE).exists():
        return f"This text has the {tasks.count()} reviews it needs."
    if tasks.filter(leased_until__gt=timezone.now()).exists():
        return "The reviews that this text still needs are in other reviewers' hands."
    return "The reviews that this text still needs are kept for those whom they are assigned to."
