"""The form of signing in, for the desk and for newsrooms: passwords cannot be tried without end.

So many attempts on one name from one address in a quarter of an hour, and ten times that from everywhere; then none is
looked at, not even the right one, until it is over. Whether there is such a name makes no difference.
"""

import hashlib
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from annotate import counting

ATTEMPTS, EVERYWHERE = 10, 100
WITHIN = 15 * 60


class Guarded(AuthenticationForm):
    #: How many seconds to wait, where there were too many attempts.
    wait = 0

    def clean(self) -> Any:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return super().clean()
        here, everywhere = _counted_as(name, self.request)
        found = [counting.count(what, within=WITHIN) for what in (here, everywhere)]
        if found[0].used > ATTEMPTS or found[1].used > EVERYWHERE:
            self.wait = found[0].seconds
            raise ValidationError(_too_many(self.wait), code="too_many")
        cleaned = super().clean()
        counting.forget(here, within=WITHIN)
        return cleaned


class SignInForm(Guarded):
    """For everybody."""


class DeskSignInForm(Guarded, AdminAuthenticationForm):
    """For the admin."""


def answered(response: HttpResponse) -> HttpResponse:
    """As HTTP says it, where the form refused because of too many attempts: 429, and how long to wait."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if isinstance(form, Guarded) and form.wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(form.wait)
    return response


def _too_many(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"Too many attempts for this name. Wait {minutes} minute{'s' * (minutes != 1)} and try again."


def _counted_as(name: str, request: Any) -> tuple[str, str]:
    """Under which names an attempt is counted. No login name goes into the cache as it is."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    digests = (hashlib.sha256(text.casefold().encode()).hexdigest() for text in (f"{name}\n{address}", name))
    here, everywhere = digests
    return f"sign-in:{here}", f"sign-in:{everywhere}"
