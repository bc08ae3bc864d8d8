"""Every screen there is, taken from the URL patterns: one that is added is looked at without anybody's saying so."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from annotate.actions.deliveries import token_of
from annotate.models import Article, Subscription, User

#: Whose answers are no screens of ours: the API, and what a browser cannot be sent to by itself.
ELSEWHERE = ("api/", "healthz", "admin/jsi18n/", "admin/logout/", "admin/autocomplete/", "admin/r/")


def screens(made: dict[str, Any], user: User) -> dict[str, str]:
    """Address → the name of its pattern, of all that answer ``user`` with a page. ``made``: a row for each model.

    Raises `AssertionError` for a pattern whose arguments nobody has told, and for one that fails.
    """
    client = Client()
    client.force_login(user)
    found, failed = {}, {}
    for route, name, arguments in patterns():
        for address in addresses(name, arguments, made):
            answer = client.get(address)
            if answer.status_code >= 500 or (
                answer.status_code == 404 and answer["Content-Type"].startswith("text")
            ):
                failed[f"{route} ({name})"] = f"{answer.status_code} at {address}"
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[address] = name
    assert failed == {}
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
    given = {"object_id": made.get(model), "pk": made.get(model), **others(made)}
    if "act" in arguments:
        acts = next((a.acts for m, a in admin.site._registry.items() if m._meta.model_name == model), ())  # type: ignore[attr-defined]
        return [reverse(name, kwargs={"object_id": given["object_id"], "act": act.name}) for act in acts]
    missing = [argument for argument in arguments if given.get(argument) is None]
    assert not missing, f"{name}: say in tests/admin/desk.py (one_of_everything) or here what {missing} is"
    return [reverse(name, kwargs={argument: given[argument] for argument in arguments})]


def others(made: dict[str, Any]) -> dict[str, Any]:
    """Arguments that are not the id of the screen's own model."""
    revision = Article.objects.get(pk=made["article"]).latest
    attribution = revision.passages.get(attributions__isnull=False).attributions.get()
    return {
        "revision": revision.pk, "attribution": attribution.pk, "reading": attribution.readings.get().pk, "orphan": "1",
        "what": "claim", "token": token_of(Subscription.objects.get()), "uidb64": "none",
    }  # fmt: skip
