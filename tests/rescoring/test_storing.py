"""What a block of claims came to is stored at once: all of it or nothing, and never over what saw more."""

from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.actions import claims, scores
from annotate.models import (
    Change,
    Claim,
    ClaimGraph,
    RunConsensus,
    RunScore,
    Score,
    ScoreHistory,
    SourceRecord,
)
from tests import factories as make
from tests.rescoring.test_rescore import TODAY, archive, fitted, says
from workers.rescoring import runs, store

pytestmark = pytest.mark.django_db


def test_an_older_look_overwrites_neither_consensus_nor_graph_and_drops_no_newer_score() -> None:
    kept, claim, text = make.claim(), make.claim(), make.article()
    make.read(text, claim)
    says(claim, make.source())
    under = runs.current(today=TODAY)
    early = store.load([claim.pk], under.run)
    make.read(text, claim, facets=make.UNNAMED | {"certainty": "hedged"})
    says(claim, make.source())
    store.rescore_stale()
    stored = everything()
    with mock.patch.object(store, "load", return_value=early):
        store.rescore([claim.pk], under)
    assert everything() == stored

    claims.merge_claims(kept=kept, merged=claim, by=make.user("editor"))
    early = store.load([claim.pk], under.run)
    claims.split_claims(claim=Claim.objects.get(pk=claim.pk), by=make.user("editor"))
    store.rescore_stale()
    stored = everything()
    with mock.patch.object(store, "load", return_value=early):
        assert store.make(early, under).unwanted == [claim.pk]
        store.rescore([claim.pk], under)
    assert everything() == stored
    assert Score.objects.get(claim=claim).reports == 3


def everything() -> list[Any]:
    rows = (RunScore, RunConsensus, ClaimGraph, ScoreHistory, Change)
    return [list(each.objects.order_by("pk").values()) for each in rows]


@pytest.mark.parametrize("broken", ["keep_consensus", "keep_graphs", "_mark_scored", "_announce"])
def test_what_broke_half_way_is_stored_in_full_by_the_next_sweep_and_told_once(broken: str) -> None:
    source = make.source()
    archive(4, 4, source)
    fitted()
    claim = make.claim()
    says(claim, source)
    says(claim, make.source())
    make.resolved(claim)
    before, told = everything(), Change.objects.filter(object_id=source.pk).count()
    with mock.patch.object(scores, broken, side_effect=RuntimeError), pytest.raises(RuntimeError):
        store.rescore_stale()
    assert everything()[:-1] == before[:-1]  # but for the change log: the source's record comes first
    assert set(Claim.objects.stale()) == {claim}
    store.rescore_stale()
    assert not Claim.objects.stale().exists()
    assert RunConsensus.objects.filter(attribution__claim=claim).count() == 2
    assert ClaimGraph.objects.get(claim=claim).reports == 2
    assert ScoreHistory.objects.filter(claim=claim).count() == 1
    assert SourceRecord.objects.get(key=source.root_key, side="asserts").waiting == 1
    assert Change.objects.filter(verb="claim.score_changed", object_id=claim.pk).count() == 1
    assert Change.objects.filter(object_id=source.pk).count() == told + 1


def test_a_reading_more_asks_the_database_little() -> None:
    claim, source = make.claim(), make.source()
    for _ in range(6):
        says(claim, source)
    store.rescore_stale()
    says(claim, source)
    with CaptureQueriesContext(connection) as asked:
        store.rescore_stale()
    assert Score.objects.get(claim=claim).reports == 7
    assert len(asked) <= (22 if connection.vendor == "postgresql" else 31)
