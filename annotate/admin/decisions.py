"""What adjudicators decided on one's readings, and why: on a page of its own, and on the readings' cards."""

from collections.abc import Collection
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotate.admin.base import signed_in
from annotate.blind import opened_attributions
from annotate.models import Adjudication, Reading, User
from annotate.vocabulary import FACETS

SHOWN = 50


def decisions_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What adjudicators decided on one's own readings, and why."""
    user = signed_in(request)
    mine = Reading.objects.current().submitted().filter(reviewer=user)
    found = Adjudication.objects.filter(attribution__in=mine.values("attribution"), superseded_at=None)
    found = found.select_related(
        "adjudicator", "attribution__claim", "attribution__passage__revision"
    ).order_by("-created_at")[:SHOWN]
    own = {r.attribution_id: r for r in mine.filter(attribution__in=[d.attribution_id for d in found])}
    context = {
        **site.each_context(request),
        "title": "Decisions on your readings",
        "decisions": [{"decision": d, "facets": _beside(d, own[d.attribution_id])} for d in found],
    }
    return TemplateResponse(request, "admin/annotate/decisions.html", context)


def _beside(decision: Adjudication, own: Reading) -> list[dict[str, Any]]:
    """Facet by facet what was decided and what the own reading says; those that differ first."""
    told = [
        {"name": name.replace("_", " "), "decided": str(FACETS[name](term).label),
         "own": str(FACETS[name](getattr(own, name)).label), "differ": getattr(own, name) != term}
        for name, term in decision.facets.items()
    ]  # fmt: skip
    return sorted(told, key=lambda row: not row["differ"])


def decided_on(attributions: Collection[str], user: User) -> dict[str, Adjudication]:
    """The decisions that stand on these, of texts that are open to ``user``. One query."""
    seen = opened_attributions(user).filter(pk__in=attributions).values("pk")
    found = Adjudication.objects.filter(attribution__in=seen, superseded_at=None).select_related(
        "adjudicator"
    )
    return {decision.attribution_id: decision for decision in found}


def on_card(decision: Adjudication | None, reading: Reading) -> dict[str, Any] | None:
    """As a reading's card tells it: what of this reading was decided otherwise."""
    if decision is None:
        return None
    return {
        "by": str(decision.adjudicator), "exists": decision.exists, "reason": decision.reason,
        "facets": _beside(decision, reading),
    }  # fmt: skip
