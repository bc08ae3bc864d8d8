"""What of my draft? Sources, records and roots of an unpublished text, of which nothing is kept."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.models import Newsroom
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk
from tests.api.sending import send

pytestmark = pytest.mark.django_db

DRAFT = (
    "The ministry will close the plant in May, according to two officials familiar with the plan. "
    "“We will close it,” said Ada Larsen, the minister of energy. Larsen added that the union had been told. "
    "A spokeswoman for the company declined to comment. The Fernwick Gazette reported that the plant had lost money."
)


def check(desk: Newsdesk, **body: Any) -> dict[str, Any]:
    answer = send(desk, "articles/check/", {"text": DRAFT} | body)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_it_tells_who_speaks_their_record_and_which_attributions_are_one_root() -> None:
    ada, gazette, own = make.source("Ada Larsen"), make.outlet("Fernwick Gazette"), make.outlet("Own Paper")
    rows.record(ada.root_key)
    rows.record(f"pool:{own.pk}:government:decision_maker")
    told = check(Newsdesk(), outlet=own.pk)
    roots = {root["key"]: root for root in told["roots"]}
    assert roots.keys() == {
        ada.root_key, f"pool:{own.pk}:government:decision_maker", gazette.root_key
    }, "the one who declined is no root"  # fmt: skip
    assert len(roots[ada.root_key]["attributions"]) == 2, "the minister by full name and by family name"
    assert roots[ada.root_key]["record"]["asserts"]["admiralty"] == "B"
    assert roots[f"pool:{own.pk}:government:decision_maker"]["record"]["asserts"]["trials"] == 12
    assert roots[gazette.root_key]["record"] is None
    assert [source["id"] for source in told["sources"]] == [ada.pk]
    words = told["attributions"][0]["source_words"]
    assert DRAFT[words["start"] : words["end"]] == words["exact"] == "two officials familiar with the plan"


def test_unnamed_sources_are_nobodys_where_the_outlet_is_not_said() -> None:
    told = check(Newsdesk())
    unnamed = [a for a in told["attributions"] if a["kind"] == "anonymous_source"]
    assert unnamed
    assert all(a["root"] is None for a in unnamed)


def test_private_persons_namesakes_and_others_sources_are_not_guessed() -> None:
    make.source("Ada Larsen", has_public_role=False)
    make.source("Ada Larsen", private_to=make.newsroom())
    assert check(Newsdesk())["sources"] == []
    for _ in range(2):
        make.source("Ada Larsen")
    told = check(Newsdesk())
    assert all(a["source"] is None for a in told["attributions"]), "two have that name"


def test_nothing_is_stored_and_the_queries_do_not_grow(caplog: pytest.LogCaptureFixture) -> None:
    make.source("Ada Larsen")
    desk, own = Newsdesk(), make.outlet()
    desk.ask("claims/")
    counts = {model: model._base_manager.count() for model in apps.get_app_config("annotate").get_models()}
    with CaptureQueriesContext(connection) as queries:
        check(desk, outlet=own.pk, text="Zanzibarine words. " + DRAFT)
    assert {model: model._base_manager.count() for model in counts} == counts
    assert len(queries) <= 5
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert "Zanzibarine" not in caplog.text + str(queries.captured_queries)
    assert Newsroom.objects.count() == counts[Newsroom]


def test_what_cannot_be_read_is_said() -> None:
    desk = Newsdesk()
    assert check(desk, language="de") | {"sources": []} == {
        "object": "draft_check", "language_is_read": False, "attributions": [], "sources": [], "roots": [],
    }  # fmt: skip
    assert send(desk, "articles/check/", {"text": "x" * 200_001}).status_code == 400
    assert send(desk, "articles/check/", {"text": "<p>x</p>"}).json()["errors"][0]["field"] == "text"
    assert send(desk, "articles/check/", {"text": "x", "outlet": "out_x"}).status_code == 422
    assert send(desk, "articles/check/", {}).status_code == 400
    assert send(Newsdesk("submit"), "articles/check/", {"text": "x"}).status_code == 403


def test_a_newsroom_that_annotates_is_told_no_record() -> None:
    ada = make.source("Ada Larsen")
    rows.record(ada.root_key)
    told = check(Newsdesk("read", "annotate"))
    assert told["sources"][0]["record"] is None
    assert all(root["record"] is None for root in told["roots"])
