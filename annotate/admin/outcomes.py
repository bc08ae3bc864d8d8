"""Outcomes: proposed on the claim's page by one person, agreed or rejected by a second. Neither sees the score."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from annotate.actions.outcomes import agree_outcome, propose_outcome, reject_outcome, withdraw_outcome
from annotate.admin.acts import Act, ActingAdmin, Why
from annotate.admin.base import signed_in
from annotate.admin.fields import Day
from annotate.blind import desk_sees
from annotate.models import Claim, Outcome, User
from annotate.vocabulary import OutcomeCertainty, Terms, Verdict, WhyChecked


def _explained(terms: type[Terms]) -> list[tuple[str, str]]:
    return [("", "—"), *((t.value, f"{t.label}: {t.definition}") for t in terms)]


class Proposal(forms.Form):
    verdict = forms.ChoiceField(choices=_explained(Verdict))
    why_checked = forms.ChoiceField(choices=_explained(WhyChecked), label="Why it was checked")
    certainty = forms.ChoiceField(choices=_explained(OutcomeCertainty)[1:])
    evidence_url = forms.CharField(
        label="Address of the evidence", max_length=2000, widget=forms.URLInput,
        help_text="Not one of the reports that the claim rests on.",
    )  # fmt: skip
    evidence_quote = forms.CharField(
        label="The words that settle it",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    came_about_on = forms.DateField(required=False, widget=Day, label="Day on which it was so, or was shown")


def _propose(claim: Claim, by: User, **values: Any) -> str:
    propose_outcome(claim=claim, by=by, **values)
    return "Proposed. It counts once a second person agrees."


def _agree(outcome: Outcome, by: User) -> str:
    agree_outcome(outcome=outcome, by=by)
    return "Agreed. Records of sources count it from now on."


def _reject(outcome: Outcome, by: User, reason: str) -> str:
    reject_outcome(outcome=outcome, reason=reason, by=by)
    return "Rejected; the proposer is shown why."


def _withdraw(outcome: Outcome, by: User, reason: str) -> str:
    withdraw_outcome(outcome=outcome, reason=reason, by=by)
    return "Taken back. It no longer counts."


PROPOSE = Act(
    "resolve", "Propose an outcome", "outcome.propose", _propose, Proposal,
    lambda claim: not claim.erased_at and not claim.merged_into_id,
    "What became of the claim, with evidence. A second person, who has neither read the claim nor seen its score, agrees.",
)  # fmt: skip


def _is_proposed(outcome: Any) -> bool:
    return outcome.state == Outcome.State.PROPOSED


@admin.register(Outcome)
class OutcomeAdmin(ActingAdmin):
    acts = (
        Act("agree", "Agree", "outcome.decide", _agree, shows=_is_proposed),
        Act("reject", "Reject", "outcome.decide", _reject, Why, _is_proposed),
        Act("withdraw", "Take back", "outcome.decide", _withdraw, Why, lambda o: o.state in ("proposed", "agreed"),
            is_grave=True),
    )  # fmt: skip
    list_display = (
        "claim",
        "verdict",
        "state",
        "why_checked",
        "certainty",
        "proposed_by",
        "proposed_at",
        "decided_by",
    )
    list_filter = ("state", "verdict", "why_checked", "certainty", "imported", "proposed_at")
    list_select_related = ("claim", "proposed_by", "decided_by")
    search_fields = ("id", "claim__wording", "evidence_url", "evidence_quote")
    search_help_text = "Claim or evidence"
    fields = (
        "about", "verdict", "state", "why_checked", "certainty", "evidence_url", "evidence_quote", "came_about_on",
        "proposed_by", "proposed_at", "decided_by", "decided_at", "imported",
    )  # fmt: skip
    readonly_fields = fields
    empty = "No outcome yet. Propose one on a claim's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outcome]:
        return desk_sees(signed_in(request), super().get_queryset(request), "claim__newsroom")

    @admin.display(description="claim")
    def about(self, outcome: Outcome) -> str:
        return format_html(
            '<a href="{}" dir="auto">{}</a>',
            reverse("admin:annotate_claim_change", args=(outcome.claim_id,)),
            outcome.claim,
        )

    def acts_for(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """The second person is another than the one who proposed it."""
        acts = super().acts_for(request, thing)
        own = thing.proposed_by_id == request.user.pk
        return [a for a in acts if a["act"].name == "withdraw"] if own else acts
