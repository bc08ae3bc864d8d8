"""Setting up, and giving, the second factor of signing in."""

from base64 import b32encode
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django_otp import login, user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from annotate.actions import second_factor as verbs
from annotate.admin.base import put_errors, signed_in
from annotate.models import User
from annotate.roles import ADMINISTRATOR, EDITOR, VIEW, may, roles_of

#: Whoever publishes, or decides who may: a stolen password alone must not do.
TAKES_TWO = {EDITOR, ADMINISTRATOR}


class Code(forms.Form):
    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "size": 12}),
    )


def is_due(request: HttpRequest) -> bool:
    """Whether somebody has given a password and must still give a code."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or getattr(user, "otp_device", None):
        return False
    return must_have(user) or user_has_device(user)


def must_have(user: User) -> bool:
    return settings.TWO_FACTOR and bool(roles_of(user) & TAKES_TWO)


def give(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """After the password: the code. Whoever must have a phone and has none sets it up here."""
    user = request.user
    if not isinstance(user, User) or not may(user, VIEW):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if not is_due(request):
        return HttpResponseRedirect(_next(request))
    if request.POST.get("do") == "sign-out":
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    return _ask(site, request, user) if user_has_device(user) else _set_up(site, request, user)


def manage(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """From the profile: set a phone up, take it away, new backup codes."""
    user = signed_in(request)
    wanted = request.POST.get("do", "")
    if not user_has_device(user):
        return _set_up(site, request, user)
    if request.method == "POST" and wanted == "codes":
        return _codes(site, request, verbs.renew_backup_codes(by=user))
    if request.method == "POST" and wanted == "reset":
        verbs.reset_second_factor(user=user, by=user)
        messages.success(request, "The phone is taken away.")
        return HttpResponseRedirect(reverse("admin:profile"))
    return _page(site, request, "Your second factor", stage="manage", must=must_have(user))


def _ask(site: AdminSite, request: HttpRequest, user: User) -> HttpResponse:
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = verbs.give_second_factor(code=form.cleaned_data["code"], by=user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            login(request, device)
            return HttpResponseRedirect(_next(request))
    return _page(site, request, "Your code", stage="ask", form=form)


def _set_up(site: AdminSite, request: HttpRequest, user: User) -> HttpResponse:
    device = verbs.begin_second_factor(by=user)
    # A button of the profile brings one here by POST, without a code.
    form = Code(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            device, codes = verbs.confirm_second_factor(code=form.cleaned_data["code"], by=user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            login(request, device)
            return _codes(site, request, codes)
    return _page(
        site, request, "Set up your second factor", stage="set-up", form=form, must=must_have(user),
        picture=_picture(device.config_url), secret=_in_fours(device),
    )  # fmt: skip


def _codes(site: AdminSite, request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(site, request, "Your backup codes", stage="codes", codes=codes, next=_next(request))


def _page(site: AdminSite, request: HttpRequest, title: str, **more: Any) -> HttpResponse:
    context = {**site.each_context(request), "title": title, **more}
    answer = TemplateResponse(request, "admin/annotate/second_factor.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")


def _picture(address: str) -> str:
    """The QR code: black on white in the dark as well, or no camera reads it."""
    drawn = segno.make(address, micro=False).svg_inline(scale=5, border=4, light="#fff", dark="#000")
    return mark_safe(drawn)  # noqa: S308  segno's own SVG, no word of anybody's in it


def _in_fours(device: TOTPDevice) -> str:
    """The secret as it is typed where there is no camera."""
    plain = b32encode(device.bin_key).decode()
    return " ".join(plain[n : n + 4] for n in range(0, len(plain), 4))
