"""Denials and what they deny: shown on the readings, linked and unlinked at the desk."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from textwrap import shorten
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from annotate import text as texts
from annotate.actions.adjudication import link_denial
from annotate.admin.base import signed_in
from annotate.admin.json_views import body_of, endpoint
from annotate.blind import is_blind, opened_revisions, visible_attributions, visible_readings
from annotate.models import Attribution, DeniedBy, Reading, User
from annotate.vocabulary import SILENT

LIMIT = 12


def denied_by(denials: Collection[str], user: User) -> dict[str, list[dict[str, Any]]]:
    """Attribution → what it denies, of what ``user`` may see. A link by somebody else waits until one may look."""
    rows = DeniedBy.objects.filter(denial__in=denials).select_related("denial__passage").order_by("pk")
    newest = {(row.denial_id, row.denied_id): row for row in rows}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if standing := [row for row in newest.values() if row.linked]:
        told = _told(_speaking(user).filter(attribution__in={row.denied_id for row in standing}), user)
        opened = {*opened_revisions(user).values_list("pk", flat=True)} if is_blind(user) else None
        for row in standing:
            is_open = (
                opened is None or row.created_by_id == user.pk or row.denial.passage.revision_id in opened
            )
            if is_open and row.denied_id in told:
                found[row.denial_id].append(told[row.denied_id])
    return found


@endpoint("GET")
def deniable(screen: Any, request: HttpRequest, attribution: str) -> dict[str, Any]:
    """``?q=`` → what this may deny: of the same claim, in this article first, then anywhere; else of the same text."""
    user = signed_in(request)
    denial = _attribution(attribution, user, "attribution")
    words = texts.clean(request.GET.get("q", ""), field="q", limit=200, markup=True)
    same_claim = Q(attribution__claim=denial.claim.kept) | Q(
        attribution__claim__merged_into=denial.claim.kept
    )
    same_text = Q(review__revision=denial.passage.revision_id)
    rows = (
        _speaking(user).filter(same_claim | same_text).exclude(attribution=denial).exclude(stance__in=SILENT)
    )
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(attribution__passage__exact__icontains=word)
            | Q(attribution__claim__wording__icontains=word)
            | Q(review__revision__article__outlet__name__icontains=word)
        )
    told = _told(rows[:200], user)
    first = {*rows.filter(same_claim).values_list("attribution", flat=True)[:200]}
    here = denial.passage.revision.article_id
    for each in told.values():
        each["hint"] = f"this article: {each['hint']}" if each["article"] == here else each["hint"]
    ranked = sorted(told.values(), key=lambda each: (each["id"] not in first, each["article"] != here))
    return {"results": ranked[:LIMIT]}


@endpoint("POST")
def deny(screen: Any, request: HttpRequest, attribution: str) -> dict[str, Any]:
    """``denied``, ``linked``: link a denial with what it denies, or take the link away."""
    user, body = signed_in(request), body_of(request)
    denial = _attribution(attribution, user, "attribution")
    denied = _attribution(body.get("denied"), user, "denied")
    if not isinstance(body.get("linked"), bool):
        raise ValidationError({"linked": "Say true or false."})
    link_denial(denial=denial, denied=denied, by=user, linked=body["linked"])
    return {"denies": denied_by([denial.pk], user)[denial.pk]}


def _attribution(pk: Any, user: User, field: str) -> Attribution:
    found = (
        visible_attributions(user).filter(pk=pk).select_related("claim", "passage__revision")
        if isinstance(pk, str)
        else []
    )
    for attribution in found:
        return attribution
    raise ValidationError({field: "There is no such attribution that you may see."})


def _speaking(user: User) -> QuerySet[Reading]:
    """The standing readings that ``user`` may see, one's own first."""
    rows = visible_readings(user).current().select_related(
        "attribution__claim", "review__revision__article__outlet"
    )  # fmt: skip
    return rows.order_by("review__revision__published_at", "created_at", "pk")


def _told(readings: Iterable[Reading], user: User) -> dict[str, dict[str, Any]]:
    """One line an attribution: the words, who printed them, and where they can be seen."""
    told: dict[str, dict[str, Any]] = {}
    for r in readings:
        if r.attribution_id in told and r.reviewer_id != user.pk:
            continue
        revision = r.review.revision
        start, end = r.span("content") or (0, 0)
        article = revision.article
        told[r.attribution_id] = {
            "id": r.attribution_id,
            "type": "attribution",
            "label": f"“{shorten(revision.text[start:end].strip('“”'), 160, placeholder='…')}”",
            "hint": f"{article.outlet}, {revision.published_at:%-d %b %Y} · {r.get_stance_display()}",
            "article": article.pk,
            "url": reverse("admin:annotate_article_change", args=(article.pk,)),
        }
    return told
