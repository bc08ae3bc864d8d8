"""Disputes: recorded on the claim's page, owned by one person, decided with a note that readers see."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotate.actions.disputes import decide_dispute, hand_on_dispute, open_dispute
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import signed_in
from annotate.admin.fields import Day
from annotate.blind import desk_sees
from annotate.models import Claim, Dispute, Outlet, Source, User
from annotate.roles import MAY


def owners() -> QuerySet[User]:
    """Whoever could decide one."""
    return (
        User.objects.filter(is_active=True, groups__name__in=MAY["dispute.decide"])
        .distinct()
        .order_by("username")
    )


class Contest(forms.Form):
    party = forms.CharField(
        label="Who contests it", max_length=300, help_text="The name of a source or outlet, or its id, as it stands here.",
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )  # fmt: skip
    contested = forms.CharField(
        label="What they contest", max_length=5000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text="In the desk's words. Leave out addresses, handles and telephone numbers.",
    )  # fmt: skip
    owner = forms.ModelChoiceField(User.objects.none(), help_text="Who decides it.")
    due_on = forms.DateField(
        label="To be decided by", required=False, widget=Day, help_text="Empty: in two weeks."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined]

    def clean_party(self) -> Source | Outlet:
        return party_called(self.cleaned_data["party"])


def party_called(name: str) -> Source | Outlet:
    """The one source or outlet of this name or id, or `ValidationError` that says how many there are."""
    here = Q(name__iexact=name.strip()) | Q(pk=name.strip())
    found: list[Source | Outlet] = [
        *Source.objects.filter(here, merged_into=None)[:5], *Outlet.objects.filter(here, merged_into=None)[:5]
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError("No source or outlet is called that. Add it first, or give its id.")
    raise ValidationError(f"Several are called that. Give the id: {', '.join(p.pk for p in found)}.")


class Decision(forms.Form):
    state = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect,
        choices=[("upheld", "Upheld: they are right"), ("rejected", "Rejected: the record stands"),
                 ("withdrawn", "Taken back by them")],
    )  # fmt: skip
    decision = forms.CharField(
        label="Why, for the desk", max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    public_note = forms.CharField(
        label="What readers are told", max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="It stands beside the claim, in the admin and in the API.",
    )  # fmt: skip


class HandOn(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none())
    due_on = forms.DateField(label="To be decided by", widget=Day)

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        initial = {"owner": dispute.owner_id, "due_on": dispute.due_on}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined]

    @classmethod
    def given(cls, dispute: Dispute) -> dict[str, Any]:
        return {"dispute": dispute}


def _contest(claim: Claim, by: User, **given: Any) -> str:
    open_dispute(claim=claim, by=by, **given)
    return "Recorded. The claim shows “disputed” until it is decided."


def _decide(dispute: Dispute, by: User, **given: Any) -> str:
    decide_dispute(dispute=dispute, by=by, **given)
    return "Decided. The public note stands beside the claim."


def _hand_on(dispute: Dispute, by: User, **given: Any) -> str:
    hand_on_dispute(dispute=dispute, by=by, **given)
    return "Handed on."


def _is_open(dispute: Any) -> bool:
    return dispute.state == Dispute.State.OPEN


CONTEST = Act(
    "dispute", "Record a dispute", "dispute.open", _contest, Contest,
    lambda claim: not claim.erased_at and not claim.merged_into_id,
    "A source or an outlet says that the claim, or what the record makes of it, is wrong.",
)  # fmt: skip


class Due(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        return [("overdue", "overdue"), ("mine", "mine to decide")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if self.value() == "overdue":
            return rows.filter(state=Dispute.State.OPEN, due_on__lt=timezone.localdate())
        if self.value() == "mine":
            return rows.filter(state=Dispute.State.OPEN, owner=signed_in(request))
        return rows


@admin.register(Dispute)
class DisputeAdmin(ActingAdmin):
    acts = (
        Act("decide", "Decide", "dispute.decide", _decide, Decision, _is_open),
        Act(
            "hand-on", "Hand on", "dispute.open", _hand_on, HandOn, _is_open, "Another owner, or another day."
        ),
    )
    list_display = ("claim", "who", "state", "owner", "due", "opened_at", "decided_at")
    list_filter = ("state", Due, ("owner", admin.RelatedOnlyFieldListFilter), "opened_at")
    list_select_related = ("claim", "source", "outlet", "owner")
    search_fields = ("id", "claim__wording", "contested", "source__name", "outlet__name")
    search_help_text = "Claim, party or words"
    ordering = ("decided_at", "due_on", "id")
    fields = (
        "about", "who", "contested", "state", "owner", "due_on", "opened_by", "opened_at", "decision", "public_note",
        "decided_by", "decided_at",
    )  # fmt: skip
    readonly_fields = fields
    empty = "Nobody contests anything. Record a dispute on a claim's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        return desk_sees(signed_in(request), super().get_queryset(request), "claim__newsroom")

    def acts_for(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """Its owner decides; anybody who may decide may hand it on."""
        acts = super().acts_for(request, thing)
        own = thing.owner_id == request.user.pk
        return acts if own else [a for a in acts if a["act"].name != "decide"]

    @admin.display(description="claim")
    def about(self, dispute: Dispute) -> SafeString:
        address = reverse("admin:annotate_claim_change", args=(dispute.claim_id,))
        return format_html('<a href="{}" dir="auto">{}</a>', address, dispute.claim)

    @admin.display(description="contested by")
    def who(self, dispute: Dispute) -> str:
        return str(dispute.party)

    @admin.display(description="due", ordering="due_on")
    def due(self, dispute: Dispute) -> str:
        late = dispute.state == Dispute.State.OPEN and dispute.due_on < timezone.localdate()
        return f"{dispute.due_on:%-d %b %Y}{', overdue' if late else ''}"
