"""How these answers are sent: to anybody, from anywhere, kept for a minute and then asked for again by their ETag."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from api import manners

#: A withdrawal must not linger, and ten thousand readers of a page need not all ask.
KEPT = "public, max-age=60"
#: No script at all, its own style sheet, and any page may frame it.
POLICY: dict[str, Any] = {
    "default-src": [NONE], "script-src": [NONE], "style-src": [SELF], "img-src": [SELF], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": ["*"],
}  # fmt: skip


def framed(view: Any) -> Any:
    """A page that stands in others' pages."""
    return require_safe(xframe_options_exempt(csp_replace(POLICY)(view)))


def send(
    request: HttpRequest, content: str | bytes, kind: str, *, status: int = 200, kept: str = KEPT
) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8", status=status)
    response.headers["Cache-Control"] = kept
    manners.dress(request, response)
    return response


def card_url(claim: str) -> str:
    """The address of a claim's card, wherever it is asked from."""
    return settings.BASE_URL + reverse("card", args=(claim,))
