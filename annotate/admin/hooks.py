"""Webhooks and the log of their deliveries, for administrators. A newsroom's own manager has them on its pages."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from annotate.actions import hooks as verbs
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import signed_in
from annotate.models import Hook, Message, User

_MOST_SHOWN = 50


class Replay(forms.Form):
    since = forms.DateTimeField(label="Made since", help_text="In your own time zone.")
    until = forms.DateTimeField(label="Made until", required=False)
    delivered_too = forms.BooleanField(label="Also those that were taken", required=False)


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
    """No secret is shown here, nor made: that is the newsroom's own."""

    view_verb = "hook.manage"
    acts = (
        Act("test", "Send a test", "hook.manage", _test, shows=lambda h: h.is_on),
        Act("replay", "Send again", "hook.manage", _replay, Replay, lambda h: h.is_on),
        Act("disable", "Turn off", "hook.manage", _disable, shows=lambda h: h.is_on, is_grave=True),
        Act("enable", "Turn on", "hook.manage", _enable, shows=lambda h: not h.is_on),
    )
    list_display = ("name", "newsroom", "url", "stands", "created_at")
    list_filter = ("newsroom", "disabled_because", "created_at")
    list_select_related = ("newsroom",)
    search_fields = ("id", "name", "url", "newsroom__name")
    search_help_text = "Name, address or newsroom"
    fields = readonly_fields = (
        "name", "newsroom", "url", "events", "threshold", "quiet_minutes", "stands", "after_change", "not_before",
        "secret_before_until", "created_at", "created_by",
    )  # fmt: skip
    ordering = ("newsroom__name", "name")
    empty = "No webhook yet. Each newsroom makes its own."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hook]:
        signed_in(request)
        return super().get_queryset(request).defer("secret", "secret_before")

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
        rows = (
            (
                each.at.isoformat(timespec="seconds"), each.status or "no answer", each.milliseconds, each.error,
                _headers(each.request_headers), _headers(each.response_headers), each.response_body,
            )
            for each in message.tries.all()[:_MOST_SHOWN]
        )  # fmt: skip
        return format_html_join("", "<p>{}: {} ({} ms) {}</p><pre>{}\n\n{}\n\n{}</pre>", rows) or "–"


def _headers(headers: dict[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())
