"""The door of a newsroom's pages: who may come in, and what every page is told."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from annotate.admin.base import put_errors
from annotate.admin.second_factor import is_due
from annotate.models import Membership, Newsroom, User

#: The pages of a newsroom: route, what it is called, whether only a manager sees it.
SECTIONS = (
    ("watch", "Watch list", False),
    ("reports", "Reports", False),
    ("keys", "Keys", True),
    ("hooks", "Webhooks", True),
    ("members", "Members", True),
)


@dataclass(frozen=True)
class Room:
    """A newsroom, and who of its people is asking."""

    newsroom: Newsroom
    user: User
    is_manager: bool

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"newsroom:{name}", args=(self.newsroom.pk, *args))

    def sections(self) -> list[dict[str, str]]:
        mine = [s for s in SECTIONS if self.is_manager or not s[2]]
        return [{"name": name, "label": label, "url": self.url(name)} for name, label, _ in mine]


View = Callable[..., HttpResponse]


def enter(request: HttpRequest) -> HttpResponse | None:
    """Where somebody goes first who has not signed in, or owes a code; None for who may come in."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return redirect_to_login(request.get_full_path(), reverse("newsroom:login"))
    return HttpResponseRedirect(reverse("admin:second_factor")) if is_due(request) else None


def page(view: View) -> View:
    """For every member. A newsroom that is not one's own answers as one that does not exist."""
    return _guarded(view, False)


def manager_page(view: View) -> View:
    """For its managers."""
    return _guarded(view, True)


def _guarded(view: View, managers_only: bool) -> View:
    @wraps(view)
    def inner(request: HttpRequest, newsroom: str, **kwargs: Any) -> HttpResponse:
        if elsewhere := enter(request):
            return elsewhere
        if any("\x00" in str(value) for value in (newsroom, *kwargs.values())):
            raise Http404("There is no such page.")  # PostgreSQL refuses even to look for it
        room = _room(request, newsroom)
        if managers_only and not room.is_manager:
            raise PermissionDenied("This is for the managers of your newsroom.")
        answer = view(request, room, **kwargs)
        if not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_store=True)
        return answer

    return inner


def _room(request: HttpRequest, newsroom: str) -> Room:
    user: Any = request.user
    own = Membership.objects.select_related("newsroom").filter(user=user)
    membership = own.filter(newsroom=newsroom).first()
    if membership is None:
        raise Http404("There is no such newsroom.")
    return Room(membership.newsroom, user, membership.role == Membership.Role.MANAGER)


def show(request: HttpRequest, room: Room | None, template: str, title: str, **more: Any) -> HttpResponse:
    """A page in the newsroom's frame."""
    context = {
        "title": title, "site_title": "On Record", "site_header": "On Record", "has_permission": True,
        "is_nav_sidebar_enabled": False, "room": room, "sections": room.sections() if room else [], **more,
    }  # fmt: skip
    return TemplateResponse(request, f"newsroom/{template}.html", context)


def attempt(form: forms.BaseForm, act: Callable[..., Any]) -> Any:
    """Call a verb with the form's values; None, with its errors on the form, where either refuses."""
    if not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return None


def act_of(request: HttpRequest, act: Callable[[], Any], done: str, to: str) -> HttpResponse:
    """A button: call a verb, say what came of it, go back to the page."""
    if request.method != "POST":
        return HttpResponseRedirect(to)
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(to)
