"""The API against its own description: schemathesis, no address left out. (`make test-slow`)"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from api import authentication
from api.schema import document
from tests import factories as make
from tests.api import rows

schemathesis = pytest.importorskip("schemathesis", reason="in the extra dev")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    # Its own and its dependencies' warnings are not ours to mend.
    pytest.mark.filterwarnings("default"),
]

EXAMPLES = 40
KNOWN: dict[str, str] = {}


@pytest.fixture
def described() -> Iterator[Any]:
    """The served document, asked of the application itself, which is not to close the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())
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
    return make.key(make.newsroom(), "read", "submit")[1]


OPERATIONS = [
    (path, method) for path, methods in json.loads(document()[0])["paths"].items() for method in methods
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_the_answer_is_described(
    path: str, method: str, described: Any, secret: str
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy())
    def check(case: Any) -> None:
        if "id" in (case.path_parameters or {}) and len(str(case.path_parameters["id"])) % 2:
            case.path_parameters["id"] = KNOWN[path.split("/")[3]]  # every other time, one that exists
        case.query = {k: v for k, v in (case.query or {}).items() if k != "wait"}
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"},
            # What a schema cannot say (a cursor that is ours, a text without tags) may be refused with its reason.
            excluded_checks=[schemathesis.checks.CHECKS.get_one("positive_data_acceptance")],
        )

    check()
