"""The card: one claim, how it is sourced and what became of it, as a small page without a script."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from annotate.formats import claims
from annotate.formats.claim_review import SOURCING
from annotate.models import Claim, State
from annotate.vocabulary import Verdict
from api.claims import kept
from api.embedding.serving import KEPT, card_url, framed, send

THEMES = ("light", "dark")


@framed
def card(request: HttpRequest, id: str) -> HttpResponse:
    """A withdrawn claim says so, an erased one is gone, a merged one leads to what it became."""
    row = public(id)
    if row is None:
        return _page(request, {"is_missing": True}, 404)
    if row["erased_at"]:
        return _page(request, {"is_erased": True}, 410)
    if row["merged_into_id"]:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        answer = HttpResponseRedirect(reverse("card", args=(kept(row["merged_into_id"]),)) + query)
        answer.headers["Cache-Control"] = KEPT
        return answer
    return _page(request, {"claim": claims.claim(row, newsroom=None), "url": card_url(id)})


def public(id: str) -> dict[str, Any] | None:
    """The row of a claim that anybody may know of."""
    if "\x00" in id:
        return None
    return claims.rows(Claim.objects.visible_to(None).filter(pk=id)).first()


def _page(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    claim = told.get("claim") or {}
    theme = request.GET.get("theme", "")
    context = told | {
        "theme": theme if theme in THEMES else "",
        "is_withdrawn": claim.get("state") == State.WITHDRAWN,
        "score": _score(claim.get("credibility")),
        "verdict": Verdict(claim["outcome"]["verdict"]).label.lower() if claim.get("outcome") else "",
        "oembed": f"{settings.BASE_URL}{reverse('oembed')}?{urlencode({'url': told['url']})}"
        if "url" in told
        else "",
    }
    return send(request, render_to_string("embed/card.html", context), "text/html", status=status)


def _score(score: dict[str, Any] | None) -> dict[str, Any] | None:
    """Figures as the card prints them: whole per cents, never a number where it cannot be judged."""
    if score is None:
        return None
    percent = None if score["cannot_be_judged"] else _percent(score["probability"])
    low, high = map(_percent, score["interval"] or (0, 0))
    return score | {"grade": SOURCING[score["admiralty"]], "percent": percent, "low": low, "high": high}


def _percent(probability: float) -> int:
    """Never 0 or 100: nothing is certain by rounding."""
    return min(99, max(1, round(probability * 100)))
