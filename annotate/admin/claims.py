"""Claims: the list, making one, its page with the score and its working, and what is done with it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from annotate.actions import claims
from annotate.actions.outcomes import see_score
from annotate.actions.whatif import ask
from annotate.admin.acts import Act, ActingAdmin, Confirm, Why
from annotate.admin.base import signed_in
from annotate.admin.claim_form import ClaimForm, Divide, OtherClaim, Reword, divide, reword
from annotate.admin.claim_page import page_context
from annotate.admin.disputes import CONTEST
from annotate.admin.erasure import ERASE
from annotate.admin.fields import Until
from annotate.admin.outcomes import PROPOSE
from annotate.admin.score_page import score_context, what_if
from annotate.admin.withdrawal import ask_to_withdraw, is_published
from annotate.admin.working import GRADES
from annotate.blind import desk_sees, hidden_scores, opened_attributions
from annotate.models import Attribution, Claim, Outcome, Score, State, User


def _publish(claim: Claim, by: User) -> str:
    claims.publish_claim(claim=claim, by=by)
    return "Published."


def _embargo(claim: Claim, by: User, embargo_until: Any) -> str:
    claims.embargo_claim(claim=claim, until=embargo_until, by=by)
    return f"Embargoed until {embargo_until:%Y-%m-%d %H:%M %Z}."


def _withdraw(claim: Claim, by: User, reason: str) -> str:
    claims.withdraw_claim(claim=claim, reason=reason, by=by)
    return "Withdrawn."


def _merge(claim: Claim, by: User, kept: Claim, reason: str) -> str:
    claims.merge_claims(kept=kept, merged=claim, by=by, reason=reason)
    return f"This claim is “{kept}” from now on."


def _split(claim: Claim, by: User, reason: str) -> str:
    claims.split_claims(claim=claim, by=by, reason=reason)
    return "It is a claim of its own again."


def _where(attribution: Attribution) -> str:
    """Whose article, and the words."""
    words = attribution.passage.exact
    shown = words if len(words) <= 200 else f"{words[:199]}…"
    return f"{attribution.passage.revision.article.outlet}: “{shown}”"


def _stands(claim: Any) -> bool:
    return not claim.erased_at and not claim.merged_into_id


DIVIDE = Act(
    "divide", "Divide in two", "claim.merge", divide, Divide, _stands,
    "Some of its passages put another proposition. Merging the new claim into this one undoes it.",
)  # fmt: skip

ACTS = (
    Act("reword", "Reword", "claim.reword", reword, Reword, _stands,
        "Another proposition is another claim. What was read under the old words stays as it was."),
    Act("publish", "Publish", "claim.publish", _publish, Confirm,
        lambda c: _stands(c) and c.state != State.PUBLISHED, "It becomes part of the published record."),
    Act("embargo", "Embargo", "claim.publish", _embargo, Until,
        lambda c: _stands(c) and c.state == State.DRAFT, "It is published by itself at that time."),
    PROPOSE,
    CONTEST,
    Act("merge", "Merge into another", "claim.merge", _merge, OtherClaim, _stands,
        "The two are one proposition. This can be undone."),
    DIVIDE,
    Act("split", "Undo the merge", "claim.merge", _split, Why, lambda c: c.merged_into_id is not None),
    Act("withdraw", "Withdraw", "claim.withdraw", _withdraw, Why,
        lambda c: _stands(c) and c.state != State.WITHDRAWN and not is_published(c),
        "It was never published; nobody reads it any more.", is_grave=True),
    ask_to_withdraw("claim"),
    ERASE,
)  # fmt: skip


@admin.register(Claim)
class ClaimAdmin(ActingAdmin):
    form = ClaimForm
    add_verb = "claim.create"
    acts = ACTS
    list_display = ("words", "state", "disputed", "subject", "grade", "outcome", "reports", "updated_at")
    list_filter = ("state", "topics", "outcomes__verdict", "language", "updated_at")
    search_fields = ("id", "wording", "subject")
    search_help_text = "Words, subject or id"
    ordering = ("-updated_at", "id")
    empty = "No claim yet. Make one here, or while you read an article."
    fields = (*ClaimForm.Meta.fields, "topics")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        standing = Outcome.objects.filter(state__in=("proposed", "agreed"))
        return (
            desk_sees(signed_in(request), super().get_queryset(request))
            .select_related("merged_into", "question", "score")
            .defer("score__contributions", "score__components")
            .prefetch_related(Prefetch("outcomes", standing, "standing"))
            .annotate(passages=Count("passage_links__passage", distinct=True))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, term: str
    ) -> tuple[QuerySet, bool]:
        rows, distinct = super().get_search_results(request, queryset, term)
        return (rows.filter(merged_into=None), distinct) if "field_name" in request.GET else (rows, distinct)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Whose score this person may not see is asked once for the whole page."""
        page = super().get_changelist_instance(request)
        hidden = hidden_scores(signed_in(request), [c.pk for c in page.result_list])
        for claim in page.result_list:
            claim.hidden = hidden.get(claim.pk, "")
        return page

    @admin.display(description="claim", ordering="wording")
    def words(self, claim: Claim) -> str:
        return claim.wording if len(claim.wording) <= 140 else f"{claim.wording[:139]}…"

    @admin.display(description="Admiralty")
    def grade(self, claim: Any) -> str:
        """No ordering and no filter by it: they would tell what is hidden."""
        score: Score | None = getattr(claim, "score", None)
        if claim.hidden:
            return "hidden"
        return f"{score.admiralty} {GRADES[score.admiralty]}" if score else "not scored yet"

    @admin.display()
    def outcome(self, claim: Any) -> str:
        return ", ".join(f"{o.get_verdict_display()} ({o.state})" for o in claim.standing) or "–"

    @admin.display()
    def disputed(self, claim: Any) -> str:
        return "disputed" if claim.dispute and claim.dispute["state"] == "open" else "–"

    @admin.display(description="passages", ordering="passages")
    def reports(self, claim: Any) -> int:
        return claim.passages

    def act_form(self, act: Act, thing: Any, request: HttpRequest) -> Any:
        """The list of what is due says why a claim was looked for."""
        form = super().act_form(act, thing, request)
        if act is DIVIDE:
            own = opened_attributions(signed_in(request)).filter(claim=thing)
            field: Any = form.fields["attributions"]
            field.queryset = own.select_related("passage__revision__article__outlet").order_by("created_at")
            field.label_from_instance = _where
        if act is PROPOSE and request.method == "GET":
            form.initial["why_checked"] = request.GET.get("why_checked", "")
        return form

    def get_urls(self) -> list[Any]:
        see = require_POST(self.admin_site.admin_view(self.see_view))
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/see-score/", see, name="annotate_claim_see"),
            path("<path:object_id>/score/what-if/", view(self.what_if_view), name="annotate_claim_what_if"),
            path("<path:object_id>/score/", view(self.score_view), name="annotate_claim_score"),
            *super().get_urls(),
        ]

    def score_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How the score was made. Hidden from whom the score is hidden; the claim's page says why."""
        claim, score = self._open_score(request, object_id)
        if score is None:
            return HttpResponseRedirect(reverse("admin:annotate_claim_change", args=(claim.pk,)))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "How the score is made",
                   "claim": claim, **score_context(score)}  # fmt: skip
        return TemplateResponse(request, "admin/annotate/score.html", context)

    def what_if_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST asks (once a score), GET has the answer, or nothing yet (204)."""
        claim, score = self._open_score(request, object_id)
        if score is None:
            raise Http404("There is no score to be seen.")
        if request.method == "POST":
            ask(score=score, by=signed_in(request))
            return HttpResponseRedirect(reverse("admin:annotate_claim_score", args=(claim.pk,)))
        found = what_if(score)
        if found is None:
            return HttpResponse(status=204)
        return TemplateResponse(request, "admin/annotate/what_if.html", {"what_if": found})

    def _open_score(self, request: HttpRequest, object_id: str) -> tuple[Claim, Score | None]:
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404("There is no such claim.")
        if hidden_scores(signed_in(request), [claim.pk]):
            return claim, None
        return claim, Score.objects.filter(claim=claim).first()

    def see_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """An explicit choice: whoever has seen the score no longer resolves the claim."""
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404("There is no such claim.")
        see_score(claim=claim, by=signed_in(request))
        messages.info(request, "The score is shown. Somebody else resolves this claim.")
        return HttpResponseRedirect(reverse("admin:annotate_claim_change", args=(claim.pk,)))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Claim",
            "acts": self.acts_for(request, claim),
            "history_url": reverse("admin:annotate_claim_history", args=(claim.pk,)),
            **page_context(request, claim),
        }
        return TemplateResponse(request, "admin/annotate/claim.html", context)
