"""A newsroom's webhooks, as its own manager runs them, with the log of what was sent and answered."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from annotate.actions import hooks as verbs
from annotate.admin.base import put_errors
from annotate.admin.hook_form import HookForm, Replay
from annotate.models import Event, Hook, Message
from annotate.newsrooms.room import Room, act_of, attempt, manager_page, show

PER_PAGE = 50


@manager_page
def hooks(request: HttpRequest, room: Room) -> HttpResponse:
    return show(request, room, "hooks", "Webhooks", hooks=room.newsroom.hooks.all())


@manager_page
def new(request: HttpRequest, room: Room) -> HttpResponse:
    form = HookForm(request.POST if request.method == "POST" else None)

    def create(**values: Any) -> Any:
        return verbs.create_hook(newsroom=room.newsroom, by=room.user, **values)

    if form.is_bound and (made := attempt(form, create)):
        return _secret(request, room, *made)
    return show(request, room, "form", "A new webhook", form=form, button="Make it", back=room.url("hooks"))


def _secret(request: HttpRequest, room: Room, hook: Hook, secret: str) -> HttpResponse:
    return show(
        request, room, "secret", f"The secret of “{hook.name}”", secret=secret, label="Signing secret",
        back=room.url("hook", hook.pk),
        about="This is the only time that it is shown. Copy it to where messages are verified.",
    )  # fmt: skip


def hook_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one of the newsroom's own hooks."""

    @manager_page
    def inner(request: HttpRequest, room: Room, hook: str, **kwargs: Any) -> HttpResponse:
        found = room.newsroom.hooks.filter(pk=hook).first()
        if found is None:
            raise Http404("There is no such hook.")
        return view(request, room, found, **kwargs)

    return inner


@hook_page
def hook(request: HttpRequest, room: Room, hook: Hook) -> HttpResponse:
    """How it is set and stands, what can be done, and the newest deliveries."""
    rows = hook.messages.all()
    state = request.GET.get("state", "")
    if state in Message.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    names = dict(Event.choices)
    return show(
        request, room, "hook", hook.name, hook=hook, page=page, state=state, states=Message.State.choices,
        events=[names.get(event, event) for event in hook.events], form=Replay(), now=timezone.now(),
        waiting=hook.messages.filter(state=Message.State.WAITING).count(),
    )  # fmt: skip


@hook_page
def change(request: HttpRequest, room: Room, hook: Hook) -> HttpResponse:
    form = HookForm(request.POST if request.method == "POST" else None, initial=HookForm.of(hook))

    def update(**values: Any) -> Any:
        return verbs.update_hook(hook=hook, by=room.user, **values)

    if form.is_bound and attempt(form, update):
        return HttpResponseRedirect(room.url("hook", hook.pk))
    return show(
        request,
        room,
        "form",
        f"Change “{hook.name}”",
        form=form,
        button="Save",
        back=room.url("hook", hook.pk),
    )


_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "test": (verbs.send_test, "A test is on its way: reload the page in a few seconds."),
    "disable": (verbs.disable_hook, "It is turned off. Turned on again, it goes on where it stopped."),
    "enable": (verbs.enable_hook, "It is turned on, and is told what it missed."),
}


@hook_page
def act(request: HttpRequest, room: Room, hook: Hook, name: str) -> HttpResponse:
    if name not in _ACTS:
        raise Http404("There is no such act.")
    verb, said = _ACTS[name]
    return act_of(request, lambda: verb(hook=hook, by=room.user), said, room.url("hook", hook.pk))


@hook_page
def rotate(request: HttpRequest, room: Room, hook: Hook) -> HttpResponse:
    if request.method == "POST":
        return _secret(request, room, *verbs.rotate_secret(hook=hook, by=room.user))
    return show(
        request, room, "confirm", f"A new secret for “{hook.name}”", button="Make a new secret", back=room.url("hook", hook.pk),
        about="For 24 hours each message is signed with both, the new one and the one before; then with the new one alone.",
    )  # fmt: skip


@hook_page
def delete(request: HttpRequest, room: Room, hook: Hook) -> HttpResponse:
    if request.method == "POST":
        return act_of(
            request, lambda: verbs.delete_hook(hook=hook, by=room.user), "It is deleted, and its deliveries with it.",
            room.url("hooks"),
        )  # fmt: skip
    return show(
        request, room, "confirm", f"Delete “{hook.name}”", button="Delete it", is_grave=True, back=room.url("hook", hook.pk),
        about="Its log of deliveries goes too. To stop it for a while, turn it off instead.",
    )  # fmt: skip


@hook_page
def replay(request: HttpRequest, room: Room, hook: Hook) -> HttpResponse:
    """Messages of a time, or one by its id."""
    ids = request.POST.getlist("message")
    form = Replay(request.POST if request.method == "POST" and not ids else None)
    if ids:
        return act_of(
            request,
            lambda: verbs.replay(hook=hook, ids=ids, by=room.user),
            "It is sent again.",
            room.url("hook", hook.pk),
        )
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        only_failed = not given.pop("delivered_too")
        try:
            count = verbs.replay(hook=hook, by=room.user, only_failed=only_failed, **given)
        except ValidationError as error:
            put_errors(form, error)
        else:
            return act_of(request, lambda: None, f"Messages sent again: {count}.", room.url("hook", hook.pk))
    return show(
        request,
        room,
        "form",
        "Send again",
        form=form,
        button="Send them again",
        back=room.url("hook", hook.pk),
    )


@hook_page
def delivery(request: HttpRequest, room: Room, hook: Hook, message: str) -> HttpResponse:
    """What was sent, each attempt, and what was answered."""
    found = hook.messages.filter(id=message).first()
    if found is None:
        raise Http404("There is no such message.")
    body = json.dumps(json.loads(found.body), ensure_ascii=False, indent=2) if found.body else ""
    return show(
        request,
        room,
        "delivery",
        f"{found.event}, {found.id}",
        hook=hook,
        message=found,
        body=body,
        tries=found.tries.all(),
    )
