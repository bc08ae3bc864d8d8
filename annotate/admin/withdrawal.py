"""Withdrawals of what was published: asked for on an object's page, decided here by a second person."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotate.actions.withdrawal import carry_out_withdrawal, refuse_withdrawal, request_withdrawal
from annotate.admin.acts import Act, ActingAdmin, Why
from annotate.models import State, User, WithdrawalRequest
from annotate.templatetags.desk import object_url


def _ask(thing: Any, by: User, reason: str) -> str:
    request_withdrawal(thing=thing, reason=reason, by=by)
    return "Asked for. A second person decides; until then it stays in the record."


def _carry_out(request: WithdrawalRequest, by: User) -> str:
    carry_out_withdrawal(request=request, by=by)
    return "Withdrawn. It answers with its state and the reason."


def _refuse(request: WithdrawalRequest, by: User) -> str:
    refuse_withdrawal(request=request, by=by)
    return "Refused. It stays in the record."


def _is_open(request: Any) -> bool:
    return request.state == WithdrawalRequest.State.REQUESTED


def is_published(thing: Any) -> bool:
    """Whether readers have it: then withdrawing takes two."""
    return thing.published_at is not None and thing.state != State.WITHDRAWN and not thing.erased_at


def ask_to_withdraw(kind: str) -> Act:
    """The act on the page of a published article or claim."""
    return Act(
        "ask-withdrawal", "Ask for withdrawal", f"{kind}.withdraw", _ask, Why, is_published,
        "It leaves the record once a second person agrees. Readers are then told your reason.", is_grave=True,
    )  # fmt: skip


@admin.register(WithdrawalRequest)
class WithdrawalAdmin(ActingAdmin):
    view_verb = "withdrawal.decide"
    acts = (
        Act("carry-out", "Carry it out", "withdrawal.decide", _carry_out, shows=_is_open, is_grave=True,
            about="It leaves the record at once. If it was wrong to, it can be published again."),
        Act("refuse", "Refuse", "withdrawal.decide", _refuse, shows=_is_open),
    )  # fmt: skip
    list_display = ("what", "state", "requested_by", "requested_at", "decided_by", "decided_at")
    list_filter = ("state", "requested_at")
    list_select_related = ("article", "claim", "requested_by", "decided_by")
    search_fields = ("id", "reason", "claim__wording", "article__id")
    search_help_text = "Reason, claim or id"
    fields = ("about", "reason", "state", "requested_by", "requested_at", "decided_by", "decided_at")
    readonly_fields = fields
    empty = "Nobody has asked for a withdrawal. Ask for one on the page of a published article or claim."

    def get_queryset(self, request: HttpRequest) -> QuerySet[WithdrawalRequest]:
        return super().get_queryset(request).prefetch_related("article__revisions")

    @admin.display(description="article or claim")
    def what(self, request: WithdrawalRequest) -> str:
        return str(request.thing)[:140]

    @admin.display(description="article or claim")
    def about(self, request: WithdrawalRequest) -> SafeString:
        return format_html('<a href="{}" dir="auto">{}</a>', object_url(request.thing), request.thing)

    def acts_for(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """Whoever asked does not decide."""
        return [] if thing.requested_by_id == request.user.pk else super().acts_for(request, thing)
