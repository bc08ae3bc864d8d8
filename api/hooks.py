"""Webhooks by key: made, changed, tested, told again, with the log of what was sent and answered."""

import json
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateTimeField,
    FloatField,
    IntegerField,
    ListField,
)

from annotate.actions import hooks as verbs
from annotate.formats.claims import instant as told_at
from annotate.models import ApiKey, Event, Hook, Message, Scope
from api import paging
from api.answers.hooks import DeliveryAnswer, DeliveryPage, HookAnswer, HookMade, HookPage, Replayed
from api.bodies import Body
from api.paging import Order
from api.parameters import INSTANT, Parameter, instant, one_of
from api.views import ReadView, answer, encoded, or_404
from api.writing import Write, WriteView

WEBHOOKS = Scope.WEBHOOKS
NEWEST = Order("-number", "number", descending=True)
COLUMNS = (
    "number", "id", "hook_id", "event", "subject", "change", "state", "attempts", "created_at", "not_before", "ended_at",
    "replayed_at",
)  # fmt: skip
#: Columns that are told under other names.
_TIMES = ("created_at", "not_before", "ended_at", "replayed_at")


class HookChange(Body):
    """What differs. `is_on` turns it off, or on: then it goes on where it stopped."""

    name = CharField(max_length=100, required=False)
    url = CharField(max_length=2000, required=False)
    events = ListField(child=CharField(max_length=40), max_length=20, required=False)
    threshold = FloatField(min_value=0, max_value=1, required=False)
    quiet_minutes = IntegerField(min_value=0, max_value=7 * 24 * 60, required=False)
    is_on = BooleanField(required=False)


class NewHook(Body):
    """Where to be told, and of what. It is told of what happens from now on."""

    name = CharField(max_length=100)
    url = CharField(max_length=2000, help_text="https:// and public.")
    events = ListField(
        child=CharField(max_length=40), max_length=20, help_text=f"Some of {', '.join(Event.values)}."
    )
    threshold = FloatField(min_value=0, max_value=1, default=0.05)
    quiet_minutes = IntegerField(min_value=0, max_value=7 * 24 * 60, default=0)


class ReplayBody(Body):
    """Messages by id, or those made in a time; only those given up, unless `only_failed` is false."""

    messages = ListField(child=CharField(max_length=40), max_length=500, required=False)
    since = DateTimeField(required=False)
    until = DateTimeField(required=False)
    only_failed = BooleanField(default=True)


class HookWrites(WriteView):
    """A newsroom's own hooks."""

    def own(self, id: str) -> Hook:
        found = Hook.objects.select_for_update(no_key=True, of=("self",)).select_related("newsroom")
        hook: Hook = or_404(found.filter(newsroom=self.newsroom, pk=id).first())
        return hook

    def told(self, id: str) -> dict[str, Any]:
        return told(or_404(Hook.objects.filter(newsroom=self.newsroom, pk=id).first()))


class Hooks(HookWrites):
    """A newsroom's hooks. The secret of a new one is in the answer that makes it, and nowhere else."""

    scopes = {"GET": WEBHOOKS, "POST": WEBHOOKS}
    writes = {"POST": Write("hooks_create", "Be told of events", NewHook, HookMade, 201)}
    operation, summary = "hooks_list", "Your hooks"
    answer = HookPage
    secret: str | None = None

    def read(self) -> dict[str, Any]:
        return {"results": [told(hook) for hook in Hook.objects.filter(newsroom=self.newsroom)], "next": None}

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        hook, self.secret = verbs.create_hook(newsroom=key.newsroom, by=key, **given)
        return hook.pk

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        made = super().post(request, **kwargs)
        # The ETag stays that of the hook as it is read from now on.
        made.content = encoded(json.loads(made.content) | {"secret": self.secret})
        return made


class HookView(HookWrites):
    """One hook."""

    scopes = {"GET": WEBHOOKS, "PATCH": WEBHOOKS, "DELETE": WEBHOOKS}
    writes = {
        "PATCH": Write("hooks_change", "Change a hook, turn it off or on", HookChange, HookAnswer, 200),
        "DELETE": Write("hooks_delete", "Delete a hook and its deliveries", None, None, 204),
    }
    operation, summary = "hooks_read", "A hook"
    answer = HookAnswer

    def read(self, id: str) -> dict[str, Any]:
        return self.told(id)

    def change(self, thing: Hook, given: dict[str, Any], key: ApiKey) -> None:
        is_on = given.pop("is_on", None)
        if given:
            verbs.update_hook(hook=thing, by=key, **given)
        if is_on is not None:
            (verbs.enable_hook if is_on else verbs.disable_hook)(hook=thing, by=key)

    def remove(self, thing: Hook, key: ApiKey) -> None:
        verbs.delete_hook(hook=thing, by=key)


class HookAct(HookWrites):
    """Something done to a hook by POST to an address under it."""

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        given, key = self.body(request), self.key()
        return answer(self.act(self.own_unlocked(kwargs["id"]), given, key), self.writes["POST"].status)

    def own_unlocked(self, id: str) -> Hook:
        found = Hook.objects.select_related("newsroom").filter(newsroom=self.newsroom, pk=id)
        hook: Hook = or_404(found.first())
        return hook

    def act(self, hook: Hook, given: dict[str, Any], key: ApiKey) -> dict[str, Any]:
        raise NotImplementedError


class HookTest(HookAct):
    """A message of the type `hook.test`, which says nothing but that it is one."""

    scopes = {"POST": WEBHOOKS}
    writes = {"POST": Write("hooks_test", "Send a test", None, DeliveryAnswer, 202, is_repeatable=False)}
    operation = "hooks_test"

    def act(self, hook: Hook, given: dict[str, Any], key: ApiKey) -> dict[str, Any]:
        return delivery(verbs.send_test(hook=hook, by=key).id, self.newsroom)


class HookSecret(HookAct):
    """A new secret. For a day each message is signed with both."""

    scopes = {"POST": WEBHOOKS}
    writes = {"POST": Write("hooks_rotate", "Make a new secret", None, HookMade, 200, is_repeatable=False)}
    operation = "hooks_rotate"

    def act(self, hook: Hook, given: dict[str, Any], key: ApiKey) -> dict[str, Any]:
        changed, secret = verbs.rotate_secret(hook=hook, by=key)
        return told(changed) | {"secret": secret}


class HookReplay(HookAct):
    """Send again, under the same ids."""

    scopes = {"POST": WEBHOOKS}
    writes = {
        "POST": Write("hooks_replay", "Send messages again", ReplayBody, Replayed, 202, is_repeatable=False)
    }
    operation = "hooks_replay"

    def act(self, hook: Hook, given: dict[str, Any], key: ApiKey) -> dict[str, Any]:
        return {"replayed": verbs.replay(hook=hook, by=key, ids=given.pop("messages", ()), **given)}


class Deliveries(ReadView):
    """What a hook was told, newest first, and how each stands. The log goes back thirty days."""

    scopes = {"GET": WEBHOOKS}
    operation, summary = "hooks_deliveries", "What became of each message"
    parameters = (
        Parameter(
            "state",
            "How they stand.",
            one_of(Message.State.values),
            {"type": "string", "enum": [*Message.State.values]},
        ),
        Parameter(
            "event", "Of which event.", one_of(Event.values), {"type": "string", "enum": [*Event.values]}
        ),
        Parameter("since", "Made at this time or later.", instant, INSTANT),
        *paging.PARAMETERS,
    )
    answer = DeliveryPage

    def read(self, id: str) -> dict[str, Any]:
        hook = or_404(Hook.objects.filter(newsroom=self.newsroom, pk=id).values("pk").first())
        found = Message.objects.filter(hook=hook["pk"])
        for name, lookup in (("state", "state"), ("event", "event"), ("since", "created_at__gte")):
            if self.given[name] is not None:
                found = found.filter(**{lookup: self.given[name]})
        rows, cursor = paging.page(found.values(*COLUMNS), NEWEST, self.given)
        return self.page([_delivery(row) for row in rows], cursor)


class DeliveryView(ReadView):
    """One message: what is sent, and each attempt with what was answered."""

    scopes = {"GET": WEBHOOKS}
    operation, summary = "deliveries_read", "A message and its attempts"
    answer = DeliveryAnswer

    def read(self, id: str) -> dict[str, Any]:
        return delivery(id, self.newsroom)


def told(hook: Hook) -> dict[str, Any]:
    """A hook as its newsroom reads it, without its secret."""
    return {
        "object": "hook",
        "id": hook.pk,
        "name": hook.name,
        "url": hook.url,
        "events": hook.events,
        "threshold": hook.threshold,
        "quiet_minutes": hook.quiet_minutes,
        "is_on": hook.is_on,
        "off_because": hook.disabled_because or None,
        "failing_since": told_at(hook.failing_since),
        "both_secrets_until": told_at(hook.secret_before_until),
        "created_at": told_at(hook.created_at),
        "updated_at": told_at(hook.updated_at),
    }


def delivery(id: str, newsroom: str) -> dict[str, Any]:
    found: Message = or_404(
        Message.objects.filter(hook__newsroom=newsroom, id=id).prefetch_related("tries").first()
    )
    row = {name: getattr(found, name) for name in COLUMNS}
    return _delivery(row) | {
        "body": json.loads(found.body) if found.body else None,
        "tries": [
            {
                "number": each.number, "at": told_at(each.at), "url": each.url, "request_headers": each.request_headers,
                "status": each.status, "response_headers": each.response_headers, "response_body": each.response_body,
                "error": each.error, "milliseconds": each.milliseconds,
            }
            for each in found.tries.all()
        ],
    }  # fmt: skip


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    shown = {
        name: told_at(row[name]) if name in _TIMES else row[name] for name in COLUMNS if name != "number"
    }
    return {"object": "delivery", "hook": shown.pop("hook_id"), **shown}
