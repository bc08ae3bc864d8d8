"""oEmbed 1.0 (JSON): an editor pastes the address of a card, and its CMS asks here how to embed it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from annotate.formats import claims
from api.claims import kept
from api.embedding.cards import public
from api.embedding.serving import card_url, send
from api.views import encoded

WIDTH, HEIGHT = 480, 320
CACHE_AGE = 3600
_NAMES = ("card", "claim")


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """``?url=`` of a card, or of the claim in the API; ``maxwidth``, ``maxheight``, ``format=json``."""
    if request.GET.get("format", "json") != "json":
        return _refuse("format: only json is spoken.", 501)
    try:
        width, height = _most(request, "maxwidth", WIDTH), _most(request, "maxheight", HEIGHT)
    except ValueError as error:
        return _refuse(str(error), 400)
    claim = _claim(request.GET.get("url", ""), request.get_host())
    if claim is None:
        return _refuse("url: this is not the address of a claim here.", 404)
    return send(request, encoded(_answer(claim, width, height)), "application/json")


def _answer(claim: dict[str, Any], width: int, height: int) -> dict[str, Any]:
    title = f"On Record: {claim['wording']}"
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>',
        card_url(claim["id"]), width, height, title,
    )  # fmt: skip
    return {
        "version": "1.0", "type": "rich", "width": width, "height": height, "title": title, "html": frame,
        "provider_name": "On Record", "provider_url": settings.BASE_URL, "cache_age": CACHE_AGE,
    }  # fmt: skip


def _claim(url: str, host: str) -> dict[str, Any] | None:
    """The claim that an address of ours is of; None for any other address, and for what is erased or unknown."""
    try:
        parts = urlsplit(url)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    ours = {host.lower(), urlsplit(settings.BASE_URL).netloc.lower()}
    if (
        parts.scheme not in ("http", "https")
        or parts.netloc.lower() not in ours
        or found.url_name not in _NAMES
    ):
        return None
    row = public(found.kwargs["id"])
    if row is not None and row["merged_into_id"]:
        row = public(kept(row["merged_into_id"]) or "")
    return None if row is None or row["erased_at"] else claims.claim(row, newsroom=None)


def _most(request: HttpRequest, name: str, usual: int) -> int:
    given = request.GET.get(name, "")
    if given and (not re.fullmatch(r"[0-9]{1,5}", given) or int(given) < 1):
        raise ValueError(f"{name}: give a whole number of pixels.")
    return min(usual, int(given)) if given else usual


def _refuse(why: str, status: int) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)
