"""Links by which somebody sets a password: to accept an invitation, or because the old one is forgotten."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from annotate.actions.people import set_password
from annotate.models import User

logger = logging.getLogger(__name__)

DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400
#: Nobody is sent more than one letter in so many seconds, whoever asks for it.
QUIET_SECONDS = 60


def link(user: User) -> str:
    """The address at which this person sets a password, once; it holds for three days."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.BASE_URL + reverse("password_reset_confirm", args=(uid, token))


def send(user: User, letter: str) -> str:
    """Send ``invitation`` or ``forgotten``; returns why it could not be sent, or nothing."""
    if not user.email:
        return "There is no address to send it to."
    context = {"user": user, "link": link(user), "days": DAYS, "base_url": settings.BASE_URL}
    subject, _, body = render_to_string(f"annotate/mail/{letter}.txt", context).partition("\n")
    try:
        send_mail(subject, body.lstrip("\n"), None, [user.email])
    except Exception as error:
        logger.exception("a letter to user %s could not be sent", user.pk)
        return f"The mail server did not take it: {error}"
    return ""


class Forgotten(PasswordResetForm):
    """Sends the link to everybody active with this address; says the same whether there is one or not."""

    def get_users(self, email: str) -> Any:
        return User.objects.filter(email__iexact=email, is_active=True)

    def save(self, *args: Any, **kwargs: Any) -> None:
        for user in self.get_users(self.cleaned_data["email"]):
            if _is_quiet(user):
                send(user, "forgotten" if user.has_usable_password() else "invitation")


class FirstPassword(SetPasswordForm):
    """Set by the verb, so that the log says when."""

    def save(self, commit: bool = True) -> Any:
        return set_password(user=self.user, password=self.cleaned_data["new_password1"], by=self.user)


def urls(site: AdminSite) -> list[Any]:
    """Under the names that the stock sign-in page and its templates look for."""

    def view(of: Any, **options: Any) -> Any:
        def answer(request: HttpRequest, **kwargs: Any) -> Any:
            more = {**site.each_context(request), "has_mail_server": has_mail_server()}
            made = of.as_view(extra_context=more, **options)
            return made(request, **kwargs)

        return answer

    ask = view(views.PasswordResetView, form_class=Forgotten, success_url=reverse_lazy("password_reset_done"))
    confirm = view(
        views.PasswordResetConfirmView,
        form_class=FirstPassword,
        success_url=reverse_lazy("password_reset_complete"),
    )
    return [
        path("admin/password/forgotten/", ask, name="admin_password_reset"),
        path("admin/password/sent/", view(views.PasswordResetDoneView), name="password_reset_done"),
        path("admin/password/set/<uidb64>/<token>/", confirm, name="password_reset_confirm"),
        path("admin/password/done/", view(views.PasswordResetCompleteView), name="password_reset_complete"),
    ]


def has_mail_server() -> bool:
    """Without one, letters are printed to the log of whatever process sends them."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def _is_quiet(user: User) -> bool:
    try:
        return bool(cache.add(f"letter:{user.pk}", 1, QUIET_SECONDS))
    except Exception:  # the cache's server is away: the letter is what matters
        return True
