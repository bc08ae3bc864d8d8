"""Every route × method × key × somebody else's object, from the URL configuration: a new route needs a line here."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from annotate.actions import parties
from annotate.models import Scope
from annotate.roles import SETUP
from api import urls
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete")
CANARY = "Canary"

#: route → the methods that it takes, each with its scope; None: open to everybody.
ROUTES: dict[str, dict[str, str] | None] = {
    "schema": None,
    "claims": {"get": "read", "post": "submit"},
    "claim-search": {"get": "read"},
    "claim": {"get": "read", "patch": "submit"},
    "claim-history": {"get": "read"},
    "sources": {"get": "read"},
    "source-match": {"get": "read"},
    "source": {"get": "read"},
    "outlets": {"get": "read"},
    "outlet": {"get": "read"},
    "articles": {"get": "read", "post": "submit"},
    "lookup": {"get": "read"},
    "article": {"get": "read", "patch": "submit"},
    "dump": {"get": "read"},
    "changes": {"get": "read"},
}
#: What a route needs to answer 200.
QUERY = {
    "claim-search": f"?query={CANARY}", "source-match": f"?name={CANARY}", "lookup": "?url=https://canary.example/1",
    "claims": "?state=any", "articles": "?state=any",
}  # fmt: skip
OBJECT = {
    "claim": "claims",
    "claim-history": "claims",
    "source": "sources",
    "outlet": "outlets",
    "article": "articles",
}


def patterns() -> dict[str, str]:
    """Route names and their addresses, with ``{id}``."""
    found = {}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name:
            found[pattern.name] = "/api/" + str(pattern.pattern).replace("<str:id>", "{id}")
    return found


CASES = [(name, method) for name in patterns() for method in METHODS]


def send(method: str, address: str, secret: str = "") -> Any:
    headers = {"Authorization": f"Bearer {secret}", "If-Match": "*"} if secret else {}
    more = {"data": "{}", "content_type": "application/json"} if method in ("post", "put", "patch") else {}
    return getattr(Client(), method)(address, headers=headers, **more)


def test_the_table_knows_every_route_and_no_other() -> None:
    assert patterns().keys() == ROUTES.keys()
    nameless = [p for p in urls.urlpatterns if not p.name]
    assert [str(p.pattern) for p in nameless] == ["^(?P<path>.*)$"], "only what answers 404 to everything"


def scope_of(name: str, method: str) -> str | None:
    return (ROUTES[name] or {}).get("get" if method == "head" else method)


@pytest.mark.parametrize(("name", "method"), CASES)
def test_without_a_key_nothing_is_open_but_the_description(name: str, method: str) -> None:
    answer = send(method, patterns()[name].format(id="x_1") + QUERY.get(name, ""))
    if ROUTES[name] is None:
        assert answer.status_code == (200 if method in ("get", "head") else 405)
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize(("name", "method"), CASES)
def test_a_key_without_the_scope_may_not(name: str, method: str) -> None:
    if ROUTES[name] is None:
        return
    needed = scope_of(name, method)
    others = [scope for scope in Scope.values if scope != needed]
    answer = send(method, patterns()[name].format(id="x_1") + QUERY.get(name, ""), Newsdesk(*others).secret)
    assert answer.status_code == (403 if needed else 405)


@pytest.fixture
def private() -> dict[str, str]:
    """Everything that a newsroom can have of its own, with a word in it that nobody else uses."""
    owner = make.newsroom(f"{CANARY} Newsroom")
    outlet = parties.create_outlet(name=f"{CANARY} Site", kind="site", private_to=owner, by=SETUP)
    source = make.source(f"{CANARY} Person", private_to=owner)
    article = make.article(
        f"{CANARY} text. " + make.TEXT, newsroom=owner, outlet=outlet, url="https://canary.example/1", published=False
    )  # fmt: skip
    claim = make.claim(f"{CANARY} claim.", newsroom=owner, published=False, topics=[CANARY])
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(source.root_key)])
    return {"claims": claim.pk, "sources": source.pk, "outlets": outlet.pk, "articles": article.pk}


@pytest.mark.parametrize(("name", "method"), CASES)
def test_with_every_scope_what_is_another_newsrooms_does_not_exist(
    name: str, method: str, private: dict[str, str]
) -> None:
    if ROUTES[name] is None:
        return
    stranger = Newsdesk(*Scope.values)
    address = patterns()[name].format(id=private.get(OBJECT.get(name, ""), "")) + QUERY.get(name, "")
    answer = send(method, address, stranger.secret)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if scope_of(name, method) is None:
        assert answer.status_code == 405
    elif name in OBJECT:
        assert answer.status_code == 404
        assert body == send(
            method, address.replace(private[OBJECT[name]], "x_1"), stranger.secret
        ).content.replace(b"x_1", private[OBJECT[name]].encode()), "as if it had never been"
    elif method in ("get", "head"):
        assert answer.status_code == 200
        told = body.decode().replace(f"query={CANARY}", "").replace("canary.example", "")
        assert CANARY not in told
        assert not [pk for pk in private.values() if pk in told]
    else:
        assert answer.status_code == 400, json.loads(body)
