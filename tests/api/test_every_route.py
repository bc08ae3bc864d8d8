"""Every route × method × key × somebody else's object, from the URL configuration: a new route needs a line here.

Keys: none, one for each scope, revoked, expired, another newsroom's with every scope, a blind one. Whoever adds a route
adds it to `ROUTES`, what is somebody's own to `private`, and where a body names objects, such a body to `BODIES`.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils import timezone

from annotate.actions import claims, definitions, hooks, newsrooms, parties, readings, reports
from annotate.models import ApiKey, Claim, Newsroom, Reading, Report, Scope
from annotate.periods import Period
from annotate.roles import SETUP
from api import authentication, urls
from tests import factories as make
from tests.api import rows
from tests.api.asking import CLIENT, Newsdesk

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete")
CANARY = "Canary"

#: route → the methods that it takes, each with its scope; None: open to everybody.
ROUTES: dict[str, dict[str, str] | None] = {
    "docs": None,
    "schema": None,
    "claims": {"get": "read", "post": "submit"},
    "claims-bulk": {"post": "submit"},
    "claim-search": {"get": "read"},
    "claim": {"get": "read", "patch": "submit"},
    "claim-history": {"get": "read"},
    "claim-graph": {"get": "read"},
    "sources": {"get": "read"},
    "source-match": {"get": "read"},
    "source": {"get": "read"},
    "outlets": {"get": "read"},
    "outlet": {"get": "read"},
    "articles": {"get": "read", "post": "submit"},
    "articles-bulk": {"post": "submit"},
    "article-check": {"post": "read"},
    "lookup": {"get": "read"},
    "article": {"get": "read", "patch": "submit"},
    "reviews": {"get": "annotate", "post": "annotate"},
    "reviews-bulk": {"post": "annotate"},
    "review": {"get": "annotate"},
    "reading": {"get": "annotate", "patch": "annotate", "delete": "annotate"},
    "outcomes": {"get": "resolve", "post": "resolve"},
    "outcomes-bulk": {"post": "resolve"},
    "outcome": {"get": "resolve", "patch": "resolve"},
    "reports": {"get": "read"},
    "report": {"get": "read"},
    "report-definitions": {"get": "reports", "post": "reports"},
    "report-definition": {"get": "reports", "patch": "reports"},
    "hooks": {"get": "webhooks", "post": "webhooks"},
    "hook": {"get": "webhooks", "patch": "webhooks", "delete": "webhooks"},
    "hook-test": {"post": "webhooks"},
    "hook-secret": {"post": "webhooks"},
    "hook-replay": {"post": "webhooks"},
    "hook-deliveries": {"get": "webhooks"},
    "delivery": {"get": "webhooks"},
    "watched": {"get": "read", "post": "webhooks"},
    "watched-claim": {"get": "read", "delete": "webhooks"},
    "dump": {"get": "read"},
    "changes": {"get": "read"},
}
#: What a route needs to answer 200.
QUERY = {
    "claim-search": f"?query={CANARY}", "source-match": f"?name={CANARY}", "lookup": "?url=https://canary.example/1",
    "claims": "?state=any", "articles": "?state=any",
}  # fmt: skip
#: The kind of object whose id is in the address.
OBJECT = {
    "claim": "claims", "claim-history": "claims", "claim-graph": "claims", "source": "sources", "outlet": "outlets",
    "article": "articles", "review": "reviews", "reading": "readings", "outcome": "outcomes", "report": "reports",
    "report-definition": "definitions", "hook": "hooks", "hook-test": "hooks", "hook-secret": "hooks",
    "hook-replay": "hooks", "hook-deliveries": "hooks", "delivery": "deliveries", "watched-claim": "claims",
}  # fmt: skip
READING = {"claim": "{claims}", "content": {"exact": "text"}, "facets": make.NAMED, "source": "{sources}"}
OUTCOME = {
    "claim": "{claims}", "verdict": "confirmed", "why_checked": "sampled", "evidence_url": "https://e.example/",
    "evidence_quote": "So.",
}  # fmt: skip
ARTICLE = {"headline": "H", "text": "T.", "published_at": "2026-03-02T12:00:00Z", "outlet": "{outlets}"}
DEFINITION = {"name": "x", "starts_on": "2026-03-02", "scope": "sources", "sources": ["{sources}"]}
#: Bodies that name somebody else's objects, by route and method.
BODIES: dict[tuple[str, str], Any] = {
    ("articles", "post"): ARTICLE,
    ("articles-bulk", "post"): {"items": [ARTICLE]},
    ("article-check", "post"): {"text": "It rains, officials said.", "outlet": "{outlets}"},
    ("reviews", "post"): {"article": "{articles}", "revision": "{revisions}", "readings": [READING]},
    ("reviews-bulk", "post"): {"items": [{"article": "{articles}", "revision": "{revisions}", "readings": []}]},
    ("outcomes", "post"): OUTCOME,
    ("outcomes-bulk", "post"): {"items": [OUTCOME]},
    ("reading", "patch"): READING,
    ("outcome", "patch"): {"state": "withdrawn", "reason": "x"},
    ("report-definitions", "post"): DEFINITION,
    ("report-definition", "patch"): {"scope": "outlets", "outlets": ["{outlets}"]},
    ("hook-replay", "post"): {"messages": ["{deliveries}"]},
    ("watched", "post"): {"claim": "{claims}"},
    # These name nothing that could be somebody else's.
    ("hooks", "post"): {}, ("hook", "patch"): {}, ("hook-test", "post"): {}, ("hook-secret", "post"): {},
    ("claims", "post"): {}, ("claims-bulk", "post"): {"items": [{}]}, ("claim", "patch"): {}, ("article", "patch"): {},
}  # fmt: skip


def patterns() -> dict[str, str]:
    """Route names and their addresses, with ``{id}``."""
    found = {}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name:
            found[pattern.name] = "/api/" + str(pattern.pattern).replace("<str:id>", "{id}")
    return found


def cases() -> Iterator[tuple[str, str, str | None, str]]:
    """Every route and method, with the scope that it takes (None: there is no such method) and an address."""
    for name, address in patterns().items():
        for method in METHODS:
            if ROUTES[name] is not None:
                yield name, method, scope_of(name, method), address.format(id="x_1") + QUERY.get(name, "")


def scope_of(name: str, method: str) -> str | None:
    return (ROUTES[name] or {}).get("get" if method == "head" else method)


def send(method: str, address: str, secret: str = "", body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "If-Match": "*"} if secret else {}
    data = {"data": json.dumps(body or {}), "content_type": "application/json"}
    return getattr(CLIENT, method)(
        address, headers=headers, **(data if method in ("post", "put", "patch") else {})
    )


def test_the_table_knows_every_route_and_no_other() -> None:
    assert patterns().keys() == ROUTES.keys()
    nameless = [p for p in urls.urlpatterns if not p.name]
    assert [str(p.pattern) for p in nameless] == ["^(?P<path>.*)$"], "only what answers 404 to everything"
    assert {name for name, address in patterns().items() if "{id}" in address} == OBJECT.keys()
    writes = {(n, m) for n, methods in ROUTES.items() for m in methods or () if m in ("post", "patch", "put")}
    assert writes == BODIES.keys()


def test_without_a_key_nothing_is_open_but_the_description() -> None:
    for name, method, _, address in cases():
        assert send(method, address).status_code == 401, (name, method)
    for name in (name for name, methods in ROUTES.items() if methods is None):
        answers = {method: send(method, patterns()[name]).status_code for method in METHODS}
        assert answers == {method: 200 if method in ("get", "head") else 405 for method in METHODS}, name


def _expire(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(
        created_at=timezone.now() - dt.timedelta(days=2), expires_at=timezone.now() - dt.timedelta(seconds=1)
    )


@pytest.mark.parametrize("ended", [lambda key: newsrooms.revoke_key(key=key, by=SETUP), _expire])
def test_a_key_that_is_revoked_or_expired_opens_nothing(ended: Callable[[ApiKey], None]) -> None:
    desk = Newsdesk(*Scope.values)
    ended(desk.key)
    authentication.forget()
    for name, method, _, address in cases():
        answer = send(method, address, desk.secret)
        assert (answer.status_code, method == "head" or answer.json()["type"]) == (
            401, method == "head" or "urn:on-record:problem:bad-key",
        ), (name, method)  # fmt: skip


@pytest.mark.parametrize("scope", Scope.values)
def test_a_key_opens_what_its_scope_names_and_nothing_else(scope: str) -> None:
    desk = Newsdesk(scope)
    for name, method, needed, address in cases():
        status = send(method, address, desk.secret).status_code
        if needed is None:
            assert status == 405, (name, method)
        else:
            assert (status == 403) == (needed != scope), (name, method, status)


def issued_report(owner: Newsroom, claim: Claim) -> Report:
    """Without a worker, whose figures and pages cost a second."""
    definition = definitions.define_report(
        name=f"{CANARY} report", starts_on=make.NOON.date(), newsroom=owner, by=SETUP
    )
    period = Period.around(make.NOON, definition.period, definition.time_zone)
    report = reports.claim_period(definition=definition, period=period)
    figures = {"claims": [{"id": claim.pk, "words": claim.wording}]}
    return reports.store_report(report=report, figures=figures, html=CANARY, as_of_change=1, at=make.NOON)


@pytest.fixture
def private() -> dict[str, str]:
    """Everything that a newsroom can have of its own, with a word in it that nobody else uses."""
    desk = Newsdesk(*Scope.values, newsroom=make.newsroom(f"{CANARY} Newsroom"))
    owner, key = desk.newsroom, desk.key
    outlet = parties.create_outlet(name=f"{CANARY} Site", kind="site", private_to=owner, by=SETUP)
    source = make.source(f"{CANARY} Person", private_to=owner)
    article = make.article(
        f"{CANARY} text. " + make.TEXT, newsroom=owner, outlet=outlet, url="https://canary.example/1", published=False
    )  # fmt: skip
    claim = make.claim(f"{CANARY} claim.", newsroom=owner, published=False, topics=[CANARY])
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(source.root_key)])
    new = make.new_reading(article, claim, details={"note": CANARY})
    reading = readings.save_reading(revision=article.latest, reading=new, by=ApiKey.objects.get(pk=key.pk))
    readings.submit_review(review=Reading.objects.get(pk=reading.pk).review, by=ApiKey.objects.get(pk=key.pk))
    made = {
        "claims": claim.pk, "sources": source.pk, "outlets": outlet.pk, "articles": article.pk, "reviews": reading.review_id,
        "readings": reading.pk, "revisions": article.latest.pk,
    }  # fmt: skip
    hook, _ = hooks.create_hook(
        newsroom=owner, name=CANARY, url="https://canary.example/in", events=["claim.published"], by=SETUP
    )
    claims.watch(claim=claim, newsroom=owner, by=ApiKey.objects.get(pk=key.pk))
    made |= {"hooks": hook.pk, "deliveries": hooks.send_test(hook=hook, by=SETUP).id}
    other = make.claim(
        f"Other {CANARY} claim.", newsroom=owner, published=False
    )  # whoever reads one does not resolve it
    body = json.loads(json.dumps(OUTCOME | {"evidence_quote": CANARY}).replace("{claims}", other.pk))
    report = issued_report(owner, claim)
    made |= {"reports": report.pk, "definitions": report.definition_id}
    made["outcomes"] = send("post", "/api/v1/outcomes/", desk.secret, body).json()["id"]
    return made


@pytest.mark.parametrize(
    "scopes", [("read", "submit", "webhooks"), tuple(Scope.values)], ids=["sighted", "blind"]
)
def test_what_is_another_newsrooms_does_not_exist(scopes: tuple[str, ...], private: dict[str, str]) -> None:
    """Asked for by address it is 404; named in a body it is as unknown as what never was; no list or search has it."""
    stranger = Newsdesk(*scopes)
    unknown = {kind: pk[:4] + "0" * 20 for kind, pk in private.items()}
    for name, method, needed, _ in cases():
        if needed is None or needed not in scopes:
            continue
        answers = []
        for ids in (private, unknown):
            address = patterns()[name].format(id=ids.get(OBJECT.get(name, ""), "")) + QUERY.get(name, "")
            body = json.dumps(BODIES.get((name, method), {}))
            for kind, pk in ids.items():
                body = body.replace("{" + kind + "}", pk)
            answer = send(method, address, stranger.secret, json.loads(body))
            told = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            answers.append((answer.status_code, told))
        (status, told), (status_of_unknown, told_of_unknown) = answers
        for kind, pk in unknown.items():
            told_of_unknown = told_of_unknown.replace(pk, private[kind])
        assert status == status_of_unknown, (name, method, told)
        if name != "dump":  # it has the time in it
            assert told == told_of_unknown, (name, method)
        if name in OBJECT:
            assert status == 404 or (status == 403 and "annotate" in scopes), (name, method, told)
        told = told.replace(f"query={CANARY}", "").replace("canary.example", "")
        assert CANARY not in told, (name, method)
        if method == "get" and name not in OBJECT:
            assert status == 200 or (status == 403 and "annotate" in scopes), (name, told)
            assert not [pk for pk in private.values() if pk in told], name


def test_no_address_takes_more_than_five_queries_to_be_read(private: dict[str, str]) -> None:
    """Whoever asks, with more than one of what it lists. (The dump takes five for each thousand lines.)"""
    owner = Newsroom.objects.get(name=f"{CANARY} Newsroom")
    blind, sighted = Newsdesk(*Scope.values, newsroom=owner), Newsdesk("read", "webhooks", "reports")
    claim = make.claim()
    make.read(make.article(url="https://p.example/1"), claim, source=make.source(), facets=make.NAMED)
    rows.score(claim)
    reports_of = {"reports": issued_report(sighted.newsroom, claim).pk, "claims": claim.pk}
    definitions.define_report(name="More", starts_on=make.NOON.date(), newsroom=sighted.newsroom, by=SETUP)
    counted = set()
    for desk, ids in ((blind, private), (sighted, private | reports_of)):
        send("get", "/api/v1/claims/", desk.secret)  # the key is looked up
        for name, address in patterns().items():
            if ROUTES[name] is None or not scope_of(name, "get") or name == "dump":
                continue
            address = address.format(id=ids.get(OBJECT.get(name, ""), "")) + QUERY.get(name, "")
            with CaptureQueriesContext(connection) as queries:
                answer = send("get", address, desk.secret)
            told = [query["sql"][:150] for query in queries]
            assert len(told) <= 5, (name, told)
            counted |= {name} if answer.status_code == 200 else set()
    assert counted == {name for name in ROUTES if ROUTES[name] and scope_of(name, "get")} - {"dump"}
