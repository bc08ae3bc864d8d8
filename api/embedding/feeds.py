"""Atom feeds (RFC 4287): new claims, new denials, and a newsroom's watch list by its private address."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from annotate.actions.newsrooms import digest
from annotate.formats import attributions, claims
from annotate.formats.blindness import blinded
from annotate.formats.claim_review import SOURCING
from annotate.models import Attribution, Change, Claim, FeedAddress, Newsroom
from annotate.vocabulary import Verdict
from api.embedding.serving import KEPT, card_url, send

MOST = 50
KIND = "application/atom+xml"
PRIVATE = "private, no-cache"
#: What is told of a watched claim, and how.
NEWS = {
    "claim.publish": "published", "claim.score_changed": "credibility changed", "claim.withdraw": "withdrawn",
    "claim.erase": "erased", "dispute.open": "disputed", "dispute.decide": "dispute decided",
}  # fmt: skip
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class Feed(Atom1Feed):
    """Empty, it is as old as can be: the same bytes each time it is asked."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else NEVER


@require_safe
def new_claims(request: HttpRequest) -> HttpResponse:
    feed = _feed("New claims", "Claims as they come into the record.", reverse("feed-claims"))
    changes = _newest("claim.publish")
    told = _claims(change["object_id"] for change in changes)
    for change in _first_of_each(changes, told):
        claim = told[change["object_id"]]
        _add(feed, claim, change, claim["wording"], _about(claim))
    return send(request, feed.writeString("utf-8"), KIND, kept=KEPT)


@require_safe
def new_denials(request: HttpRequest) -> HttpResponse:
    feed = _feed("New denials", "Who denies or disputes a claim, in which words.", reverse("feed-denials"))
    changes = _newest("attribution.denial")
    found = Attribution.objects.filter(pk__in=[change["object_id"] for change in changes])
    denials = {each["id"]: each for each in attributions.told(found, newsroom=None)}
    told = _claims(change["detail__after"]["claim"] for change in changes if change["detail__after"])
    for change in changes:
        denial, claim = (
            denials.get(change["object_id"]),
            told.get((change["detail__after"] or {}).get("claim", "")),
        )
        if denial and claim:
            _add(feed, claim, change, f"Denied: {claim['wording']}", _quoted(denial))
    return send(request, feed.writeString("utf-8"), KIND, kept=KEPT)


@require_safe
def watched(request: HttpRequest, token: str) -> HttpResponse:
    """What happened to the claims that a newsroom follows. Whoever has the address may read it, until it is revoked."""
    found = (
        FeedAddress.objects.filter(digest=digest(token), revoked_at=None).select_related("newsroom").first()
    )
    if found is None:
        raise Http404("There is no such feed.")
    room = found.newsroom
    feed = _feed(f"{room}: watched claims", "What happened to them.", reverse("feed-watched", args=(token,)))
    ids = list(room.watched.values_list("claim", flat=True))
    changes = list(
        Change.objects.visible_to(room.pk).filter(object_type="claim", object_id__in=ids, verb__in=_news_for(room))
        .order_by("-number").values("number", "at", "verb", "object_id")[:MOST]
    )  # fmt: skip
    told = _claims((change["object_id"] for change in changes), room.pk)
    for change in changes:
        if claim := told.get(change["object_id"]):
            what = NEWS[change["verb"]]
            shown = blinded(claim) if room.blind_since else claim
            _add(feed, shown, change, f"{claim['wording']}: {what}", _about(shown))
    return send(request, feed.writeString("utf-8"), KIND, kept=PRIVATE)


def _news_for(room: Newsroom) -> list[str]:
    """Who judges for the desk is told no scores."""
    return [verb for verb in NEWS if not (verb == "claim.score_changed" and room.blind_since)]


def _feed(title: str, subtitle: str, path: str) -> Feed:
    return Feed(
        title=f"On Record: {title}", link=settings.BASE_URL + "/", description=subtitle, subtitle=subtitle, language="en",
        feed_url=settings.BASE_URL + path, author_name="On Record", feed_guid=settings.BASE_URL + path.split("?")[0],
    )  # fmt: skip


def _newest(verb: str) -> list[dict[str, Any]]:
    found = Change.objects.filter(verb=verb, audience="public", object_type__in=("claim", "attribution"))
    rows: Any = found.order_by("-number").values("number", "at", "verb", "object_id", "detail__after")
    return list(rows[:MOST])


def _first_of_each(changes: Iterable[dict[str, Any]], told: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The newest publication of each claim that stands."""
    seen: set[str] = set()
    for change in changes:
        pk = change["object_id"]
        if pk in told and told[pk]["state"] == "published" and pk not in seen:
            seen.add(pk)
            yield change


def _claims(ids: Iterable[str], newsroom: str | None = None) -> dict[str, dict[str, Any]]:
    found = Claim.objects.visible_to(newsroom).filter(pk__in=set(ids), erased_at=None, merged_into=None)
    return {row["id"]: claims.claim(row, newsroom=newsroom) for row in claims.rows(found)}


def _add(feed: Feed, claim: dict[str, Any], change: dict[str, Any], title: str, content: str) -> None:
    feed.add_item(
        title=title, link=card_url(claim["id"]), description=content, unique_id=f"{card_url(claim['id'])}#{change['number']}",
        pubdate=change["at"], updateddate=max(change["at"], parse_datetime(claim["updated_at"]) or change["at"]),
        categories=claim["topics"],
    )  # fmt: skip


def _about(claim: dict[str, Any]) -> str:
    """How it stands, as HTML."""
    lines = []
    if claim["withdrawn_reason"]:
        lines.append(f"Withdrawn: {claim['withdrawn_reason']}")
    if score := claim["credibility"]:
        lines.append(f"Credibility {score['admiralty']}: {SOURCING[score['admiralty']].lower()}.")
        lines.append(f"Independent roots: {score['independent_roots']}; denials: {score['denials']}.")
    if claim["outcome"]:
        lines.append(f"Outcome: {Verdict(claim['outcome']['verdict']).label.lower()}.")
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines or ["Not scored yet."]))


def _quoted(denial: dict[str, Any]) -> str:
    who = [node["name"] for node in denial["chain"] if node["name"]]
    source = denial["article"]
    return format_html(
        "<blockquote>{}</blockquote><p>{}</p><p>{}: {}</p>",
        denial["quote"], " ← ".join(who), source["outlet"]["name"], source["headline"],
    )  # fmt: skip
