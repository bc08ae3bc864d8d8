"""Webhooks and the log of their deliveries, for administrators. A newsroom's own manager has them on its pages."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from annotate.actions import hooks as verbs
from annotate.admin.acts import Act, ActingAdmin, Secret
from annotate.admin.base import signed_in
from annotate.admin.hook_form import HookForm, Replay
from annotate.models import Hook, Message, User
from annotate.models.hook import Event

_MOST_SHOWN = 50
State = Message.State


class ChangedHook(HookForm):
    """As it is set now."""

    @classmethod
    def given(cls, hook: Hook) -> dict[str, Any]:
        return {"initial": cls.of(hook)}


def _change(hook: Hook, by: User, **values: Any) -> str:
    verbs.update_hook(hook=hook, by=by, **values)
    return "Saved."


def _rotate(hook: Hook, by: User) -> Secret:
    made, secret = verbs.rotate_secret(hook=hook, by=by)
    return Secret(made, secret, made, "For 24 hours messages are signed with this one and the one before.")


def _delete(hook: Hook, by: User) -> str:
    verbs.delete_hook(hook=hook, by=by)
    return "It is deleted, and its deliveries with it."


def _test(hook: Hook, by: User) -> str:
    verbs.send_test(hook=hook, by=by)
    return "A test is on its way."


def _disable(hook: Hook, by: User) -> str:
    verbs.disable_hook(hook=hook, by=by)
    return "It is turned off. Turned on again, it goes on where it stopped."


def _enable(hook: Hook, by: User) -> str:
    verbs.enable_hook(hook=hook, by=by)
    return "It is turned on, and is told what it missed."


def _replay(hook: Hook, by: User, delivered_too: bool, **times: Any) -> str:
    count = verbs.replay(hook=hook, by=by, only_failed=not delivered_too, **times)
    return f"Messages sent again: {count}."


def _send_again(message: Message, by: User) -> str:
    verbs.replay(hook=message.hook, ids=[message.id], by=by)
    return "It is sent again."


@admin.register(Hook)
class HookAdmin(ActingAdmin):
    """A secret is shown once, when it is made."""

    view_verb = "hook.manage"
    acts = (
        Act("test", "Send a test", "hook.manage", _test, shows=lambda h: h.is_on),
        Act("replay", "Send again", "hook.manage", _replay, Replay, lambda h: h.is_on),
        Act("change", "Change", "hook.manage", _change, ChangedHook),
        Act("secret", "New secret", "hook.manage", _rotate, about="For 24 hours each message is signed with both, the new one and the one before; then with the new one alone."),
        Act("disable", "Turn off", "hook.manage", _disable, shows=lambda h: h.is_on, is_grave=True),
        Act("enable", "Turn on", "hook.manage", _enable, shows=lambda h: not h.is_on),
        Act("delete", "Delete", "hook.manage", _delete, is_grave=True, is_end=True,
            about="Its log of deliveries goes too. To stop it for a while, turn it off instead."),
    )  # fmt: skip
    list_display = ("name", "newsroom", "url", "stands", "created_at")
    list_filter = ("newsroom", "disabled_because", "created_at")
    list_select_related = ("newsroom",)
    search_fields = ("id", "name", "url", "newsroom__name")
    search_help_text = "Name, address or newsroom"
    fields = readonly_fields = (
        "name", "newsroom", "url", "told_when", "threshold", "quiet_minutes", "stands", "after_change", "not_before",
        "secret_before_until", "created_at", "created_by", "deliveries",
    )  # fmt: skip
    ordering = ("newsroom__name", "name")
    empty = "No webhook yet. Each newsroom makes its own."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hook]:
        signed_in(request)
        return super().get_queryset(request).defer("secret", "secret_before")

    @admin.display(description="told when")
    def told_when(self, hook: Hook) -> str:
        return format_html_join(mark_safe("<br>"), "{}", ((Event(name).label,) for name in hook.events))

    @admin.display(description="deliveries")
    def deliveries(self, hook: Hook) -> str:
        rows = hook.messages.order_by().values_list("state").annotate(Count("number"))
        told = ", ".join(f"{count} {State(state).label.lower()}" for state, count in sorted(rows))
        address = f"{reverse('admin:annotate_message_changelist')}?hook__id__exact={hook.pk}"
        return format_html(
            '{}<br><a href="{}">The log, with request and answer</a>', told or "None yet.", address
        )

    @admin.display(description="stands")
    def stands(self, hook: Hook) -> str:
        if not hook.is_on:
            return hook.get_disabled_because_display()
        return f"fails since {hook.failing_since:%Y-%m-%d %H:%M} UTC" if hook.failing_since else "on"


@admin.register(Message)
class MessageAdmin(ActingAdmin):
    view_verb = "hook.manage"
    acts = (
        Act("replay", "Send it again", "hook.manage", _send_again, shows=lambda m: m.state in ("delivered", "failed")),
    )  # fmt: skip
    list_display = ("event", "subject", "hook", "state", "attempts", "created_at", "not_before", "ended_at")
    list_filter = ("state", "event", "hook", "created_at")
    list_select_related = ("hook",)
    search_fields = ("=id", "=subject")
    search_help_text = "The id of a message, or of what it is about"
    fields = readonly_fields = (
        "id", "hook", "event", "subject", "change", "state", "attempts", "created_at", "not_before", "ended_at", "replayed_at",
        "what_is_sent", "what_became_of_it",
    )  # fmt: skip
    ordering = ("-number",)
    empty = "Nothing was told yet. The log goes back thirty days."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).defer("body")

    @admin.display(description="sent")
    def what_is_sent(self, message: Message) -> str:
        if not message.body:
            return "Erased."
        return format_html(
            "<pre>{}</pre>", json.dumps(json.loads(message.body), ensure_ascii=False, indent=2)
        )

    @admin.display(description="attempts, request and answer")
    def what_became_of_it(self, message: Message) -> str:
        tries = message.tries.all()[:_MOST_SHOWN]
        return render_to_string("newsroom/tries.html", {"tries": tries}) if tries else "–"
