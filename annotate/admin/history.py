"""The history of one object: every change of it from the change log, with before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotate.blind import visible_changes, without_scores
from annotate.models import Article, Change, Claim, Outcome, Reading, Revision, User

PER_PAGE = 50
#: Why a score moved is kept for those who are told of it; the desk has the score's own page.
UNSHOWN = "why"


@dataclass(frozen=True)
class Difference:
    """One field of a change. None: it was not there on that side."""

    name: str
    before: Any
    after: Any


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Difference]:
    """The fields that differ; with one side missing, all that say something."""
    before, after = before or {}, after or {}
    names = [*before, *(name for name in after if name not in before)]
    return [
        Difference(name.removesuffix("_id").replace("_", " "), before.get(name), after.get(name))
        for name in names
        if name != UNSHOWN
        and before.get(name) != after.get(name)
        and not (name not in before and after[name] in ("", None, [], False))
    ]


def entries(changes: Iterable[Change], user: User) -> list[dict[str, Any]]:
    """Changes with what differs in them, as ``user`` may see it."""
    return [
        {"change": change, "reason": _reason(change), "fields": _fields(change, user)} for change in changes
    ]


def changes_of(thing: Any) -> Q:
    """What belongs to an object's history: its own changes, and those of its parts."""
    found = Q(object_type=thing._meta.model_name, object_id=thing.pk)
    if isinstance(thing, Claim):
        found |= Q(object_type="outcome", object_id__in=Outcome.objects.filter(claim=thing).values("pk"))
    if isinstance(thing, Article):
        revisions = Revision.objects.filter(article=thing).values("pk")
        readings = Reading.objects.filter(review__revision__in=revisions).values("pk")
        found |= Q(object_type="revision", object_id__in=revisions)
        found |= Q(object_type="reading", object_id__in=readings)
    return found


def with_details(changes: QuerySet[Change]) -> QuerySet[Change]:
    return changes.select_related("actor", "key", "detail", "newsroom").order_by("-number")


def show_history(screen: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    thing: Any = screen.get_object(request, unquote(object_id))
    if thing is None:
        raise Http404("There is no such object.")
    user = request.user
    if not screen.has_view_permission(request, thing) or not isinstance(user, User):
        raise PermissionDenied("You may not see this.")
    changes = with_details(visible_changes(user).filter(changes_of(thing)))
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **screen.admin_site.each_context(request),
        "title": f"History: {thing}",
        "opts": screen.model._meta,
        "thing": thing,
        "page": page,
        "entries": entries(page, user),
    }
    return TemplateResponse(request, "admin/annotate/history.html", context)


def _reason(change: Change) -> str:
    return change.detail.reason if hasattr(change, "detail") else ""


def _fields(change: Change, user: User) -> list[Difference]:
    if not hasattr(change, "detail"):
        return []
    detail = change.detail
    return differences(without_scores(user, detail.before), without_scores(user, detail.after))
