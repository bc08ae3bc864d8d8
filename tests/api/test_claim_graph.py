"""Where a claim comes from, as data: as much of it as the asking newsroom may know."""

import datetime as dt

import pytest

from annotate.actions.claims import publish_claim
from annotate.models import Claim, Outlet
from annotate.roles import SETUP
from tests import factories as make
from tests.api.asking import Newsdesk
from workers.rescoring import store

pytestmark = pytest.mark.django_db


def told(claim: Claim, outlet: Outlet, hours: int, **values: object) -> None:
    article = make.article(outlet=outlet, published_at=make.NOON + dt.timedelta(hours=hours))
    make.read(article, claim, **values)


def test_a_claims_graph_names_its_roots_and_says_when_it_was_traced() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    told(claim, wire, 0)
    told(claim, make.outlet(), 1, relays=[wire])
    store.rescore_stale()
    answer = Newsdesk("read").ask(f"claims/{claim.pk}/graph/").json()
    assert (answer["reports"], answer["roots"]) == (2, 1)
    assert answer["findings"][0]["text"].startswith("2 reports, 1 root: Unnamed government")
    assert {node["kind"] for node in answer["nodes"]} == {"report", "source"}
    assert answer["as_of_change"] > 0


def test_a_claim_with_one_report_has_an_empty_graph_and_anothers_draft_none() -> None:
    claim = make.claim()
    told(claim, make.outlet(), 0)
    store.rescore_stale()
    desk = Newsdesk("read")
    assert desk.ask(f"claims/{claim.pk}/graph/").json()["nodes"] == []
    draft = make.claim(published=False, newsroom=make.newsroom())
    assert desk.ask(f"claims/{draft.pk}/graph/").status_code == 404


def test_drafts_that_were_traced_before_the_claim_was_published_are_not_told() -> None:
    claim = make.claim(published=False)
    for hours in range(2):
        article = make.article(published=False, published_at=make.NOON + dt.timedelta(hours=hours))
        make.read(article, claim)
    store.rescore_stale()
    publish_claim(claim=claim, by=SETUP)
    answer = Newsdesk("read").ask(f"claims/{claim.pk}/graph/").json()
    assert answer["nodes"] == []


def test_a_private_person_is_named_to_nobody() -> None:
    claim, witness = make.claim(), make.source("Ursula Kirchhoff", has_public_role=False)
    for hours in range(2):
        told(claim, make.outlet(), hours, facets=make.NAMED, source=witness)
    store.rescore_stale()
    answer = Newsdesk("read").ask(f"claims/{claim.pk}/graph/").content.decode()
    assert "Ursula" not in answer
    assert "2 reports, 1 root: a private person" in answer
