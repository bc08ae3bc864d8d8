"""Erasing: asked for on an object's page, decided here by a second person."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from annotate.actions.erasure import carry_out_erasure, refuse_erasure, request_erasure
from annotate.admin.acts import Act, ActingAdmin
from annotate.models import ErasureRequest, User


class Ground(forms.Form):
    reason = forms.CharField(
        max_length=5000, label="On what ground",
        help_text="The court, the law, whose right. Do not repeat here what is to be erased.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class Sure(forms.Form):
    sure = forms.BooleanField(label="Erase it everywhere, at once and for good. This cannot be undone.")


def _ask(thing: Any, by: User, reason: str) -> str:
    request_erasure(thing=thing, reason=reason, by=by)
    return "Asked for. A second person decides."


def _carry_out(request: ErasureRequest, by: User, sure: bool) -> str:
    carry_out_erasure(request=request, by=by)
    return "Erased. What stays is that there was something, when, and who decided."


def _refuse(request: ErasureRequest, by: User) -> str:
    refuse_erasure(request=request, by=by)
    return "Refused."


def _not_erased(thing: Any) -> bool:
    return not getattr(thing, "erased_at", None)


def _is_open(request: Any) -> bool:
    return request.state == ErasureRequest.State.REQUESTED


ERASE = Act(
    "erase", "Ask for erasure", "erasure.request", _ask, Ground, _not_erased,
    "For a court's order or a person's right. The words go from everywhere; a second person carries it out.",
    is_grave=True,
)  # fmt: skip


@admin.register(ErasureRequest)
class ErasureAdmin(ActingAdmin):
    view_verb = "erasure.request"
    acts = (
        Act("carry-out", "Carry it out", "erasure.decide", _carry_out, Sure, _is_open, is_grave=True),
        Act("refuse", "Refuse", "erasure.decide", _refuse, shows=_is_open),
    )
    list_display = ("what", "object_id", "state", "requested_by", "requested_at", "decided_by", "decided_at")
    list_filter = ("state", "object_type", "requested_at")
    list_select_related = ("requested_by", "decided_by")
    search_fields = ("object_id", "reason")
    search_help_text = "Id or ground"
    fields = (
        "object_type",
        "object_id",
        "now",
        "reason",
        "state",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
    )
    readonly_fields = fields
    empty = "No erasure was ever asked for. Ask for one on the page of an article, a claim or a source."

    @admin.display(description="object")
    def what(self, request: ErasureRequest) -> str:
        return request.object_type

    @admin.display(description="what it says now")
    def now(self, request: ErasureRequest) -> str:
        return str(request.thing or "–")

    def acts_for(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """Whoever asked does not decide."""
        return [] if thing.requested_by_id == request.user.pk else super().acts_for(request, thing)
