"""Every screen there is, taken from the URL patterns: one that is added is looked at without anybody's saying so."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from annotate.actions import newsrooms
from annotate.actions.deliveries import token_of
from annotate.actions.outcomes import see_score
from annotate.models import Article, Claim, Newsroom, Subscription, User
from annotate.roles import SETUP
from tests.hooks import factories

#: Whose answers are no screens of ours: the API, and what a browser cannot be sent to by itself.
ELSEWHERE = ("api/", "healthz", "admin/jsi18n/", "admin/logout/", "admin/autocomplete/", "admin/r/")
#: Registered for their list alone; its rows have no page.
ONLY_LISTS = {"ruleanswer"}
#: Files, feeds and addresses that only POST is sent to, whose rows are not among those made.
NOT_THERE = {
    "newsroom:revoke-feed", "newsroom:hook-act", "newsroom:delivery", "admin:annotate_user_invitation",
    "archived-file", "feed-watched", "newsroom:member", "oembed", "admin:annotate_ruleanswer_rule",
}  # fmt: skip


def screens(made: dict[str, Any], user: User) -> dict[str, str]:
    """Address → the name of its pattern, of all that answer ``user`` with a page. ``made``: a row for each model.

    Raises `AssertionError` for a pattern whose arguments nobody has told, and for one that fails.
    """
    client = Client()
    client.force_login(user)
    made = belonging(made, user)
    found, failed = {}, {}
    for route, name, arguments in patterns():
        try:
            there = addresses(name, arguments, made)
        except LookupError as unknown:
            failed[f"{route} ({name})"] = str(unknown)
            continue
        for address in there:
            answer = client.get(address)
            is_missing = answer.status_code == 404 and name not in NOT_THERE
            if answer.status_code >= 500 or is_missing:
                failed[f"{route} ({name})"] = f"{answer.status_code} at {address}"
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[address] = name
    assert not failed, failed
    return found


def patterns(resolver: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """(route, name with its namespace, names of its arguments) of every named pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(each, URLResolver):
            yield from patterns(each, route, each.namespace or space)
        elif isinstance(each, URLPattern) and each.name and isinstance(each.pattern, RoutePattern):
            yield route, f"{space}:{each.name}" if space else each.name, [*each.pattern.converters]


def addresses(name: str, arguments: list[str], made: dict[str, Any]) -> list[str]:
    if not arguments:
        return [reverse(name)]
    model = name.partition(":annotate_")[2].partition("_")[0]
    by_name = {"archived-report": made["report"], "archived-file": made["report"], "card": made["claim"]}
    given = {"object_id": made.get(model), "pk": made.get(model), "id": by_name.get(name), **others(made)}
    if "act" in arguments:
        acts = next((a.acts for m, a in admin.site._registry.items() if m._meta.model_name == model), ())  # type: ignore[attr-defined]
        return [reverse(name, kwargs={"object_id": given["object_id"], "act": act.name}) for act in acts]
    if model in ONLY_LISTS and "object_id" in arguments:
        return []
    if missing := [argument for argument in arguments if given.get(argument) is None]:
        raise LookupError(f"say in tests/admin/desk.py (one_of_everything) or here what {missing} is")
    return [reverse(name, kwargs={argument: given[argument] for argument in arguments})]


def others(made: dict[str, Any]) -> dict[str, Any]:
    """Arguments that are not the id of the screen's own model; “none” where a row is not needed to see the page."""
    revision = Article.objects.get(pk=made["article"]).latest
    attribution = revision.passages.get(attributions__isnull=False).attributions.get()
    return {
        "revision": revision.pk, "attribution": attribution.pk, "reading": attribution.readings.get().pk, "orphan": "1",
        "what": "claim", "token": token_of(Subscription.objects.get()), "uidb64": "none", "suggestion": "none",
        "newsroom": made["newsroom"], "claim": made["claim"], "key": made["apikey"], "member": made["user"],
        "hook": made["hook"], "message": "none", "name": "none", "rule": "none", "address": "none", "form": "csv",
    }  # fmt: skip


def belonging(made: dict[str, Any], user: User) -> dict[str, Any]:
    """A newsroom's own pages open to its manager, who has a webhook; a score's to whoever has chosen to see it."""
    room = Newsroom.objects.get(pk=made["newsroom"])
    newsrooms.add_member(newsroom=room, user=user, by=SETUP, role="manager")
    see_score(claim=Claim.objects.get(pk=made["claim"]), by=user)
    return made | {"hook": factories.hook(newsroom=room).pk}
