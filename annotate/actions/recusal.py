"""Recusal: who does not judge what. Nobody judges the outlets of a newsroom they belong to."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import CONFLICT, lock, person_of, snapshot, verb
from annotate.blind import refuse_sighted
from annotate.interests import interest_in
from annotate.models import ApiKey, Article, Outlet, Recusal, Task, Topic, User
from annotate.models.task import NOT_DONE


def recuse(
    *, user: User, reason: str, by: User, outlet: Outlet | None = None, topic: Topic | None = None,
    article: Article | None = None,
) -> Recusal:  # fmt: skip
    """From now on this person is not handed it and does not judge it. Anybody recuses themselves; editors others."""
    why = texts.clean(reason, field="reason", limit=500)
    if not why:
        raise ValidationError({"reason": "Say why, in a few words."})
    if sum(thing is not None for thing in (outlet, topic, article)) != 1:
        raise ValidationError({"outlet": "Choose one outlet, one topic or one article."})
    what = {"outlet": outlet.kept if outlet else None, "topic": topic, "article": article}
    with verb(
        "recusal.declare", by=by, allowed_as="recusal.declare" if by.pk == user.pk else "queue.assign"
    ) as log:
        there = Recusal.objects.filter(user=user, ended_at=None, **what).first()
        if there:
            return there
        recusal = Recusal.objects.create(user=user, reason=why, declared_by=by, **what)
        free = Task.objects.filter(NOT_DONE, assigned_to=user)
        kept = [
            t.pk for t in free.select_related("revision__article") if interest_in(t.revision.article, user)
        ]
        free.filter(pk__in=kept).update(assigned_to=None, due_on=None)
        log.add(recusal, after=snapshot(recusal))
    return recusal


def end_recusal(*, recusal: Recusal, by: User) -> Recusal:
    """It holds no longer."""
    own = recusal.user_id == by.pk and recusal.declared_by_id == by.pk
    with verb("recusal.end", by=by, allowed_as="recusal.declare" if own else "queue.assign") as log:
        recusal = lock(recusal)
        if recusal.ended_at:
            raise ValidationError("This has ended already.", code=CONFLICT)
        recusal.ended_at = timezone.now()
        recusal.save()
        log.add(recusal, before={"ended_at": None}, after=snapshot(recusal))
    return recusal


def refuse_interested(article: Article, by: User | ApiKey) -> None:
    """Part of reading and judging: raises `PermissionDenied` where this person, or newsroom, has an interest in it."""
    if isinstance(by, ApiKey):
        if article.outlet.owner == by.newsroom:
            raise PermissionDenied(f"Your newsroom owns {article.outlet}: its articles are read by others.")
        refuse_sighted(by.newsroom, article.published_at)
    if why := interest_in(article, person_of(by)):
        raise PermissionDenied(why)
