"""The queue's screen, “next” from anywhere, and what the article page asks of its lease."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from annotate.actions import queue
from annotate.actions.cases import open_cases_for
from annotate.admin.base import signed_in
from annotate.admin.json_views import body_of, endpoint
from annotate.blind import articles_open_to
from annotate.models import QueuedText, Revision, Task, User
from annotate.models.task import NOT_DONE
from annotate.roles import may
from annotate.vocabulary import WhySkipped

SHOWN = 50
EMPTY = "Nothing in the queue is for you now. Texts come when they are imported, and again when two readers disagree."


def queue_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What one holds, what is assigned to one, what is next and why; for editors also where every text stands."""
    user, now = signed_in(request), timezone.now()
    reads, assigns = may(user, "queue.read"), may(user, "queue.assign")
    context = {
        **site.each_context(request),
        "title": "Queue",
        "reads": reads,
        "assigns": assigns,
        "held": list(queue.leases_of(user, now).prefetch_related("revision__article__outlet"))
        if reads
        else [],
        "assigned": _assigned(user) if reads else [],
        "coming": _coming(user, now) if reads else [],
        "texts": _texts(now) if assigns else [],
        "today": timezone.localdate(),
        "now": now,
        "empty": EMPTY,
    }
    return TemplateResponse(request, "admin/annotate/queue.html", context)


def next_text(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Take the next lease and go there."""
    user = signed_in(request)
    try:
        task = queue.take_next(by=user)
    except ValidationError:  # the same reviewer in two tabs, at the same moment
        task = queue.take_next(by=user)
    if task is None:
        messages.info(request, EMPTY)
        return HttpResponseRedirect(reverse("admin:queue"))
    there = reverse("admin:annotate_article_change", args=(task.revision.article_id,))
    return HttpResponseRedirect(there)


@endpoint("POST")
def lease(site: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """What the page does with its lease: ``do`` is take, renew, leave, release or skip (with ``why`` and ``words``)."""
    user, sent = signed_in(request), body_of(request)
    text = _revision(revision, user)
    match sent.get("do"):
        case "take":
            queue.take_task(revision=text, by=user)
        case "renew":
            queue.renew_lease(revision=text, by=user)
        case "leave":
            queue.leave_task(revision=text, by=user)
        case "release":
            queue.release_task(revision=text, by=user)
        case "skip":
            queue.skip_text(
                revision=text, why=str(sent.get("why")), words=str(sent.get("words") or ""), by=user
            )
        case _:
            raise ValidationError({"do": "Send take, renew, leave, release or skip."})
    return lease_of(text, user)


def first_thing(user: User) -> dict[str, Any]:
    """What this person does first, with one line of why: go on with what they hold, the next text, or a case."""
    if not may(user, "queue.read"):
        return {"cases": open_cases_for(user).count() if may(user, "attribution.adjudicate") else 0}
    now = timezone.now()
    if held := queue.leases_of(user, now).select_related("revision__article__outlet").first():
        return {"revision": held.revision, "until": held.leased_until}
    revision = next(queue.worth_reading(user, now), None)
    if revision is None:
        return {"empty": EMPTY}
    own = user.assigned_tasks.filter(NOT_DONE, revision=revision).first()
    return {
        "revision": revision,
        "assigned": own,
        "reasons": QueuedText.objects.values_list("reasons", flat=True).get(pk=revision.pk),
    }


def at_a_glance(user: User) -> dict[str, Any]:
    """The queue as the dashboard tells it: what is one's own, how much there is."""
    now, reads = timezone.now(), may(user, "queue.read")
    mine = user.assigned_tasks.filter(review=None)
    return {
        "open": queue.readable(now).count(),
        "held": queue.leases_of(user, now).count() if reads else 0,
        "assigned": mine.count() if reads else 0,
        "overdue": mine.filter(due_on__lt=timezone.localdate()).count() if reads else 0,
        "cases": open_cases_for(user).count() if may(user, "attribution.adjudicate") else None,
    }


def lease_of(revision: Revision, user: User) -> dict[str, Any]:
    """How this reviewer stands to the readings that a text needs. Says how many are done, and nothing of them."""
    tasks = list(Task.objects.filter(revision=revision))
    now = timezone.now()
    own = next((t for t in tasks if t.holder_id == user.pk), None)
    until = own.leased_until if own else None
    held = until is not None and until > now
    done = own is not None and own.review_id is not None
    assigned = next((t for t in tasks if t.assigned_to_id == user.pk and t.review_id is None), None)
    return {
        "held": held,
        "done": done,
        "seconds": max(0, int((until - now).total_seconds())) if until else 0,
        "due_on": assigned.due_on.isoformat() if assigned and assigned.due_on else None,
        "submitted": sum(t.review_id is not None for t in tasks),
        "needed": len(tasks),
        "why_none": "" if held or done else queue.why_not(revision, user),
    }


def lease_context(revision: Revision, user: User) -> dict[str, Any]:
    """For the head of the article page."""
    return {
        "state": lease_of(revision, user),
        "url": reverse("admin:queue-lease", args=(revision.pk,)),
        "reasons": [(t.value, t.label, t.definition) for t in WhySkipped],
        "why": list(QueuedText.objects.filter(pk=revision.pk).values_list("reasons", flat=True)),
    }


def _revision(pk: str, user: User) -> Revision:
    found = Revision.objects.filter(pk=pk, article__in=articles_open_to(user)).select_related(
        "article__outlet__owner"
    )
    revision = found.first()
    if revision is None:
        raise ValidationError({"revision": "There is no such text."})
    if not may(user, "queue.read"):
        raise PermissionDenied("Reading takes the role reviewer.")
    return revision


def _assigned(user: User) -> list[Task]:
    """What is assigned to one and not done, the first due first."""
    mine = user.assigned_tasks.filter(NOT_DONE).order_by("due_on", "revision")
    return list(mine.select_related("revision__article__outlet", "revision__queued")[:SHOWN])


def _coming(user: User, now: Any) -> list[QueuedText]:
    """The next few, with the reasons."""
    coming = list(queue.worth_reading(user, now))[:10]
    found = QueuedText.objects.select_related("revision__article__outlet").in_bulk([r.pk for r in coming])
    return [found[r.pk] for r in coming if r.pk in found]


def _texts(now: Any) -> list[QueuedText]:
    tasks = Task.objects.select_related("holder", "assigned_to")
    rows = queue.readable(now).select_related("revision__article__outlet")
    return list(rows.prefetch_related(Prefetch("revision__tasks", tasks)).order_by("-worth", "pk")[:SHOWN])
