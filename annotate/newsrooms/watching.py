"""The watch list: what a newsroom follows, how it stands, and the private address of its feed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from annotate.actions import newsrooms
from annotate.actions.claims import watch
from annotate.formats import claims
from annotate.formats.blindness import blinded
from annotate.models import Claim, WatchedClaim
from annotate.newsrooms.room import Room, act_of, manager_page, page, show
from annotate.roles import roles_of
from annotate.search import LEAST_LETTERS, best

FOUND = 10


class Wanted(forms.Form):
    q = forms.CharField(
        label="Find claims to follow", max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="By their words, or the id of one.",
    )  # fmt: skip


@page
def watched(request: HttpRequest, room: Room) -> HttpResponse:
    form = Wanted(request.GET if "q" in request.GET else None)
    following = list(
        WatchedClaim.objects.filter(newsroom=room.newsroom).order_by("-since", "-pk").values("claim", "since")
    )
    told = _told([row["claim"] for row in following], room)
    rows = [told[row["claim"]] | {"since": row["since"]} for row in following if row["claim"] in told]
    words = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = _found(words, room) if words else []
    return show(
        request, room, "watch", "Watch list", rows=rows, form=form, words=words,
        found=[c for c in found if c["id"] not in told], feeds=room.newsroom.feed_addresses.filter(revoked_at=None),
    )  # fmt: skip


def _found(words: str, room: Room) -> list[dict[str, Any]]:
    seen = Claim.objects.visible_to(room.newsroom).filter(erased_at=None, merged_into=None)
    if seen.filter(pk=words).exists():
        ids = [words]
    elif sum(map(str.isalnum, words)) >= LEAST_LETTERS:
        ids = [pk for pk, _ in best(seen, "wording", words, most=FOUND)]
    else:
        ids = []
    told = _told(ids, room)
    return [told[pk] for pk in ids if pk in told]


def _told(ids: list[str], room: Room) -> dict[str, dict[str, Any]]:
    seen = Claim.objects.visible_to(room.newsroom).filter(pk__in=ids)
    told = {row["id"]: claims.claim(row, newsroom=room.newsroom.pk) for row in claims.rows(seen)}
    is_blind = room.newsroom.blind_since or roles_of(
        room.user
    )  # whoever works for the desk reads blind here too
    return {pk: blinded(claim) for pk, claim in told.items()} if is_blind else told


@page
def follow(request: HttpRequest, room: Room, claim: str) -> HttpResponse:
    on = "off" not in request.POST
    seen = Claim.objects.visible_to(room.newsroom).filter(pk=claim).first()
    if seen is None:
        raise Http404("There is no such claim.")
    said = "You follow it." if on else "You follow it no more."
    return act_of(
        request,
        lambda: watch(claim=seen, newsroom=room.newsroom, by=room.user, on=on),
        said,
        room.url("watch"),
    )


@manager_page
def make_feed(request: HttpRequest, room: Room) -> HttpResponse:
    """Its address is shown once: who has it reads the list."""
    if request.method != "POST":
        return HttpResponseRedirect(room.url("watch"))
    try:
        _, token = newsrooms.make_feed_address(newsroom=room.newsroom, by=room.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(room.url("watch"))
    return show(
        request, room, "secret", "The feed’s private address", label="Address", back=room.url("watch"),
        secret=settings.BASE_URL + reverse("feed-watched", args=(token,)),
        about="Whoever has this address can read your watch list; revoke it if it gets about. It is shown this once.",
    )  # fmt: skip


@manager_page
def revoke_feed(request: HttpRequest, room: Room, address: str) -> HttpResponse:
    found = room.newsroom.feed_addresses.filter(pk=address).first()
    if found is None:
        raise Http404("There is no such address.")
    return act_of(
        request, lambda: newsrooms.revoke_feed_address(address=found, by=room.user), "The address answers no more.",
        room.url("watch"),
    )  # fmt: skip
