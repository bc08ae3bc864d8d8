"""Signing in, for everybody: people of the desk go on to it, people of a newsroom to theirs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from annotate.actions.people import change_profile
from annotate.admin.profile import OwnPassword, Profile
from annotate.admin.signing_in import SignInForm, answered
from annotate.models import User
from annotate.newsrooms.room import attempt, enter, show
from annotate.roles import VIEW, may

FRAME = {"site_title": "On Record", "site_header": "On Record", "title": "Sign in"}


class SignIn(LoginView):
    """Whoever has a role at the desk signs in there, with a second factor where it takes one."""

    template_name = "newsroom/login.html"
    authentication_form = SignInForm
    extra_context = FRAME

    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form))

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index" if may(self.request.user, VIEW) else "newsroom:index")


class SignOut(LogoutView):
    def get_default_redirect_url(self) -> str:
        return reverse("newsroom:login")


def index(request: HttpRequest) -> HttpResponse:
    """One's newsrooms; with one, that one."""
    if elsewhere := enter(request):
        return elsewhere
    user: Any = request.user
    mine = list(user.memberships.select_related("newsroom").order_by("newsroom__name"))
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("newsroom:watch", args=(mine[0].newsroom_id,)))
    return show(request, None, "index", "Your newsrooms", memberships=mine, is_of_desk=may(user, VIEW))


def profile(request: HttpRequest) -> HttpResponse:
    """Name, address, time zone and password of one's own."""
    if elsewhere := enter(request):
        return elsewhere
    user: Any = request.user
    about = Profile(request.POST if "about" in request.POST else None, instance=User.objects.get(pk=user.pk))
    password = OwnPassword(user, request.POST if "password" in request.POST else None)
    if about.is_bound and attempt(about, lambda **values: change_profile(user=user, by=user, **values)):
        messages.success(request, "Saved.")
        return HttpResponseRedirect(reverse("newsroom:profile"))
    if password.is_bound and password.is_valid():
        password.save()
        messages.success(request, "The new password holds. Sign in with it.")
        return HttpResponseRedirect(reverse("newsroom:login"))
    return show(
        request,
        None,
        "profile",
        "Your profile",
        forms=[("about", "Save", about), ("password", "Change it", password)],
    )
