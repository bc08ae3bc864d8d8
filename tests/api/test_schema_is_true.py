"""The API against its own description: schemathesis with every check, its links walked, no address left out.

A short form runs with all tests, the whole with `make test-slow`, both on both databases.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from annotate.actions.claims import watch
from api import authentication
from api.schema import document
from tests import factories as make
from tests.api import rows
from tests.hooks import factories as hooks

schemathesis = pytest.importorskip("schemathesis", reason="in the extra dev")

pytestmark = [
    pytest.mark.django_db,
    # Its own and its dependencies' warnings are not ours to mend.
    pytest.mark.filterwarnings("default"),
]

#: What a request that is as the schema says may be answered besides success. A schema cannot say that a cursor is ours, a
#: text has no tags or a tag is the newest: such a request is refused by one of these, never as malformed (400).
REFUSED = ["401", "403", "404", "406", "409", "410", "412", "422"]
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSED]}}}
KNOWN: dict[str, str] = {}
OPERATIONS = [
    (path, method) for path, methods in json.loads(document()[0])["paths"].items() for method in methods
]


@pytest.fixture
def described(secret: str) -> Iterator[Any]:
    """The served document, asked of the application itself, which is not to close the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    config = schemathesis.Config.from_dict(CONFIG | {"auth": {"openapi": {"key": {"bearer": secret}}}})
    yield schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application(), config=config)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def secret(settings: Any) -> str:
    """A key with every scope and no limit, and something for each address to find."""
    settings.API_REQUESTS_PER_MINUTE = 10**9
    authentication.forget()
    article, claim, source = (
        make.article(url="https://p.example/1"),
        make.claim(topics=["Energy"]),
        make.source(),
    )
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(source.root_key)])
    make.resolved(claim)
    KNOWN.update(claims=claim.pk, articles=article.pk, sources=source.pk, outlets=article.outlet_id)
    room = make.newsroom()
    hook = hooks.hook(newsroom=room)
    KNOWN.update(
        hooks=hook.pk, deliveries=hooks.message(hook, body=json.dumps(_example())).id, watched=claim.pk
    )
    key, secret = make.key(room, *_scopes())
    watch(claim=claim, newsroom=room, by=key)
    return secret


def _example() -> Any:
    """A message as it is sent."""
    told = json.loads(document()[0])["webhooks"]["claim.published"]["post"]["requestBody"]
    return told["content"]["application/json"]["example"]


def _scopes() -> set[str]:
    """Every scope that an operation takes."""
    return {
        op["x-scope"] for methods in json.loads(document()[0])["paths"].values() for op in methods.values()
    }


def hold(described: Any, secret: str, path: str, method: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=described[path][method].as_strategy())
    def check(case: Any) -> None:
        if "id" in (case.path_parameters or {}) and len(str(case.path_parameters["id"])) % 2:
            kind = path.split("/")[3]
            case.path_parameters["id"] = KNOWN.get(
                kind, case.path_parameters["id"]
            )  # every other time one that exists
        case.query = {k: v for k, v in (case.query or {}).items() if k != "wait"}
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"})

    check()


def test_a_few_requests_to_every_address_are_answered_as_described(described: Any, secret: str) -> None:
    for path, method in OPERATIONS:
        hold(described, secret, path, method, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_the_answer_is_described(
    path: str, method: str, described: Any, secret: str
) -> None:
    hold(described, secret, path, method, 40)


@pytest.mark.slow
def test_whatever_way_is_taken_along_the_links_every_answer_is_described(described: Any, secret: str) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    class Walk(described.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            case.query = {k: v for k, v in (case.query or {}).items() if k != "wait"}
            return {"headers": {"Accept-Encoding": "identity"}}

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=60, stateful_step_count=8, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
