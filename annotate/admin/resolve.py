"""Resolving, calmly: which claims are due for an outcome, and which outcomes wait for a second person.

Listed is only what this person may decide: not what they have read, nor what they have seen the score of. No score
stands on these pages.
"""

import datetime as dt
import secrets

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from annotate.admin.base import signed_in
from annotate.blind import desk_sees
from annotate.models import Claim, Dispute, Outcome, Reading, ScoreSeen, User
from annotate.roles import require
from annotate.vocabulary import WhyChecked

SHOWN = 50
#: A claim that is about no stated time is due so long after it was published.
AFTER = dt.timedelta(days=30)


def resolve_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user = _resolver(request)
    due = due_claims(user)
    context = {
        **site.each_context(request),
        "title": "To resolve",
        "due": list(due[:SHOWN]),
        "count": due.count(),
        "waiting": list(second_person(user)[:SHOWN]),
        "own": Outcome.objects.filter(state=Outcome.State.PROPOSED, proposed_by=user).count(),
    }
    return TemplateResponse(request, "admin/annotate/resolve.html", context)


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """One of the due claims at random: what is only followed up is no fair sample of what was right."""
    due = list(due_claims(_resolver(request)).values_list("pk", flat=True))
    if not due:
        messages.info(request, "No claim is due.")
        return HttpResponseRedirect(reverse("admin:resolve"))
    return HttpResponseRedirect(address(secrets.choice(due), WhyChecked.SAMPLED))


def address(claim: str, why: str) -> str:
    """Where an outcome is proposed, with the reason for looking filled in."""
    return f"{reverse('admin:annotate_claim_act', args=(claim, 'resolve'))}?why_checked={why}"


def due_claims(user: User) -> QuerySet[Claim]:
    """Published claims whose time has come and that have no outcome; contested ones first, then the longest due."""
    today = timezone.localdate()
    open_dispute = Dispute.objects.filter(claim=OuterRef("pk"), state=Dispute.State.OPEN)
    standing = Outcome.objects.filter(claim=OuterRef("pk"), state__in=("proposed", "agreed"))
    claims = Claim.objects.kept().published().filter(~Exists(standing), erased_at=None)
    claims = claims.annotate(
        contested=Exists(open_dispute),
        due_on=Coalesce("about_to", "about_from", TruncDate("published_at"), output_field=DateField()),
    )
    came = Q(about_from__isnull=False, due_on__lt=today) | Q(
        about_from=None, published_at__lt=timezone.now() - AFTER
    )
    order = Case(When(contested=True, then=Value(0)), default=Value(1))
    return _open_to(user, claims.filter(came | Q(contested=True)), "pk").order_by(order, "due_on", "pk")


def second_person(user: User) -> QuerySet[Outcome]:
    """Outcomes that this person may decide: not their own, and of claims that they neither read nor saw the score of."""
    proposed = Outcome.objects.filter(state=Outcome.State.PROPOSED).exclude(proposed_by=user)
    found = _open_to(user, proposed.select_related("claim", "proposed_by"), "claim")
    return found.order_by("proposed_at", "pk")


def _open_to(user: User, rows: QuerySet, claim: str) -> QuerySet:
    prefix = "" if claim == "pk" else "claim__"
    about = Q(attribution__claim=OuterRef(claim)) | Q(attribution__claim__merged_into=OuterRef(claim))
    read = Reading.objects.filter(about, reviewer=user)
    seen = ScoreSeen.objects.filter(claim=OuterRef(claim), user=user)
    return desk_sees(user, rows.filter(~Exists(read), ~Exists(seen)), f"{prefix}newsroom")


def _resolver(request: HttpRequest) -> User:
    user = signed_in(request)
    require(user, "outcome.propose")
    return user
