"""Assigning readings: one by hand, or all that an outlet or a topic brings, now and later."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotate.actions.queue import readable
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.interests import interest_in, interesting_to
from annotate.models import Assignment, Outlet, QueuedText, Revision, Task, Topic, User
from annotate.models.task import NOT_DONE
from annotate.roles import REVIEWER, WORKER, Actor, roles_of

#: Texts that one assignment of an outlet or topic gives at once; the rest follow as the worker weighs them.
AT_ONCE = 200


def assign_text(*, revision: Revision, to: User, by: User, due_on: dt.date | None = None) -> Task:
    """Keep one reading of this text for a reviewer, by a day if there is one."""
    _check(to, due_on)
    if why := interest_in(revision.article, to):
        raise ValidationError({"to": f"{to} is not to read this: {why}"})
    with verb("task.assign", by=by, allowed_as="queue.assign") as log:
        task = _keep_for(revision, to, due_on)
        if task is None:
            raise ValidationError(
                {"to": f"There is no reading of this text free for {to}. Ask for one more, or take one back."}
            )
        log.add(revision, after={"assigned_to": to.pk, "due_on": due_on.isoformat() if due_on else None})
    return task


def take_back(*, task: Task, by: User) -> None:
    """The reading is anybody's again."""
    with verb("task.take_back", by=by, allowed_as="queue.assign") as log:
        task = lock(task)
        if task.assigned_to_id is None or task.review_id:
            raise ValidationError("This reading is nobody's to take back.", code=CONFLICT)
        log.add(task.revision, before={"assigned_to": task.assigned_to_id}, after={"assigned_to": None})
        task.assigned_to, task.due_on = None, None
        task.save()


def assign_all(
    *, to: User, by: User, outlet: Outlet | None = None, topic: Topic | None = None, days: int | None = None
) -> Assignment:
    """One reading of each text of an outlet, or about a topic, is this reviewer's: those there and those to come."""
    if (outlet is None) == (topic is None):
        raise ValidationError({"outlet": "Choose an outlet or a topic, one of the two."})
    if days is not None and not 1 <= days <= 365:
        raise ValidationError({"days": "Give a number of days from 1 to 365, or none."})
    _check(to, None)
    with verb("assignment.make", by=by, allowed_as="queue.assign") as log:
        what = {"outlet": outlet.kept if outlet else None, "topic": topic}
        if Assignment.objects.filter(reviewer=to, ended_at=None, **what).exists():
            raise ValidationError(f"{to} has this already.", code=CONFLICT)
        made = Assignment.objects.create(reviewer=to, days=days, assigned_by=by, **what)
        log.add(made, after=snapshot(made))
        _follow(made, _texts_of(made)[:AT_ONCE])
    return made


def end_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """Nothing new is assigned; readings not begun are anybody's again."""
    with verb("assignment.end", by=by, allowed_as="queue.assign") as log:
        assignment = lock(assignment)
        if assignment.ended_at:
            raise ValidationError("This has ended already.", code=CONFLICT)
        assignment.ended_at = timezone.now()
        assignment.save()
        waiting = Task.objects.filter(NOT_DONE, assigned_to=assignment.reviewer, leased_until=None)
        waiting.filter(revision__in=_texts_of(assignment).values("pk")).update(assigned_to=None, due_on=None)
        log.add(assignment, before={"ended_at": None}, after=snapshot(assignment))
    return assignment


def follow_assignments(*, texts: Iterable[str], by: Actor = WORKER) -> None:
    """Give the texts, which are new or newly filed, to those whose outlet or topic they are. Called by a worker."""
    ids = list(texts)
    with verb("assignment.follow", by=by, allowed_as="queue.store"):
        for assignment in Assignment.objects.filter(ended_at=None).select_related("reviewer"):
            _follow(assignment, _texts_of(assignment).filter(pk__in=ids))


def _follow(assignment: Assignment, texts: QuerySet[QueuedText]) -> None:
    for queued in texts.select_related("revision"):
        due = timezone.localdate() + dt.timedelta(days=assignment.days) if assignment.days else None
        _keep_for(queued.revision, assignment.reviewer, due, again=False)


def _texts_of(assignment: Assignment) -> QuerySet[QueuedText]:
    by_topic = Q(revision__passages__attributions__claim__topics=assignment.topic_id)
    which = Q(revision__article__outlet=assignment.outlet_id) if assignment.outlet_id else by_topic
    found = (
        readable(timezone.now())
        .filter(which)
        .exclude(revision__article__in=interesting_to(assignment.reviewer))
    )
    return found.order_by("-worth", "pk").distinct()


def _keep_for(revision: Revision, to: User, due_on: dt.date | None, *, again: bool = True) -> Task | None:
    """One free reading, by compare-and-set. ``again``: one assigned already gets the new day."""
    own = Task.objects.filter(revision=revision).filter(
        Q(assigned_to=to) | Q(holder=to, review__isnull=False)
    )
    if there := own.first():
        if again and there.review_id is None:
            own.filter(pk=there.pk).update(due_on=due_on)
            return there
        return None
    now = timezone.now()
    free = Task.objects.filter(NOT_DONE, revision=revision, assigned_to=None).filter(
        Q(holder=None) | Q(holder=to) | Q(leased_until=None) | Q(leased_until__lte=now)
    )
    for task in sorted(free, key=lambda t: (t.holder_id != to.pk, t.number)):
        # Whoever's lease has run out holds it no more, or could take no other reading of the text.
        ended = {} if task.holder_id == to.pk else {"holder": None, "leased_until": None}
        if free.filter(pk=task.pk).update(assigned_to=to, due_on=due_on, **ended):
            return task
    return None


def _check(to: User, due_on: dt.date | None) -> None:
    if REVIEWER not in roles_of(to):
        raise ValidationError({"to": f"{to} is no reviewer."})
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": "This day is over. Give one that is still to come."})
