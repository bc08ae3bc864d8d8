"""A pass scores everything under a run out of sight, then switches to it at once."""

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotate.actions import claims, passes
from annotate.models import (
    Change,
    Claim,
    ClaimGraph,
    CurrentRun,
    RunConsensus,
    RunScore,
    Score,
    ScoreHistory,
    ScoringPass,
    ScoringRun,
    Shard,
    SourceRecord,
)
from annotate.roles import SETUP
from tests import factories as make
from tests.rescoring.test_rescore import TODAY, archive, fitted, says
from workers.rescoring import passes as working
from workers.rescoring import runs, store

pytestmark = pytest.mark.django_db
State = ScoringPass.State


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "SHARD", 3)


def record() -> list[Claim]:
    source = make.source()
    archive(6, 5, source)
    made = [make.claim() for _ in range(3)]
    for claim in made:
        says(claim, source)
    return made


def figures() -> dict[str, Any]:
    return {s.claim_id: (s.probability, s.low, s.high, s.contributions) for s in Score.objects.all()}


def step(of: ScoringPass) -> Shard:
    shard = passes.take_shard(of=of, at=timezone.now(), lease=working.LEASE)
    assert shard
    return shard


def test_readers_see_the_old_run_until_the_last_shard_is_in_and_then_only_the_new_one() -> None:
    record()
    first = fitted()
    before = figures()
    archive(3, 0, make.source())
    store.rescore_stale()
    second = runs.fit(reference_day=TODAY)
    of = working.begin(second)
    while of.shards.left().exists():
        assert set(Score.objects.values_list("run", flat=True)) == {first.pk}
        shard = step(of)
        working._score(shard, of)
    assert {pk: figures()[pk] for pk in before} == before
    working.work()
    of.refresh_from_db()
    assert of.state == State.DONE
    assert set(Score.objects.values_list("run", flat=True)) == {second.pk}
    assert figures().keys() == set(Claim.objects.values_list("pk", flat=True))
    assert all(figures()[pk][0] != before[pk][0] for pk in before)
    assert SourceRecord.objects.filter(waiting=0).exists()


def test_what_the_switch_changed_is_told_once_and_the_old_scores_go() -> None:
    record()
    fitted()
    told = ScoreHistory.objects.count()
    assert told == Claim.objects.count()
    assert not RunScore.objects.exclude(run=CurrentRun.objects.get().run).exists()
    assert not RunConsensus.objects.exclude(run=CurrentRun.objects.get().run).exists()
    assert CurrentRun.objects.get().previous is None
    numbers = list(ScoreHistory.objects.values_list("change", flat=True))
    assert set(Change.objects.filter(verb="claim.score_changed").values_list("number", flat=True)) == set(
        numbers
    )
    fitted()  # nothing is new: nothing to tell
    assert ScoreHistory.objects.count() == told


def test_a_claim_rescored_between_switch_and_telling_is_told_once_against_what_was_last_told() -> None:
    made = record()
    fitted()
    archive(3, 0, make.source())
    of = working.begin(runs.fit(reference_day=TODAY))
    while of.shards.left().exists():
        working._score(step(of), of)
    working._step(of)
    says(made[0], make.source())
    store.rescore_stale()
    working.work()
    rows = list(ScoreHistory.objects.filter(claim=made[0]).order_by("pk"))
    assert [row.reports for row in rows] == [1, 2]
    detail = Change.objects.get(number=rows[1].change).detail
    assert detail.before["probability"] == rows[0].probability


def test_what_changed_while_the_pass_was_under_way_is_scored_before_the_switch() -> None:
    made = record()
    fitted()
    of = working.begin(runs.fit(reference_day=TODAY))
    while of.shards.left().exists():
        working._score(step(of), of)
    says(made[0], make.source())
    late = make.claim()
    says(late, make.source())
    claims.withdraw_claim(claim=made[1], reason="Retracted.", by=SETUP)
    working.work()
    store.rescore_stale()
    assert Score.objects.get(claim=made[0]).reports == 2
    assert Score.objects.get(claim=late).reports == 1
    assert not Score.objects.filter(claim=made[1]).exists()
    assert not Claim.objects.stale().exists()


def test_a_shard_whose_worker_is_dead_is_taken_again_and_storing_it_twice_changes_nothing() -> None:
    record()
    of = working.begin(runs.fit(reference_day=TODAY))
    taken = step(of)
    others = [step(of) for _ in range(of.shards.count() - 1)]
    assert passes.take_shard(of=of, at=timezone.now(), lease=working.LEASE) is None
    later = timezone.now() + working.LEASE + dt.timedelta(seconds=1)
    again = passes.take_shard(of=of, at=later, lease=working.LEASE)
    assert (again.pk, again.attempts) == (taken.pk, 2)
    for shard in [again, taken, *others]:
        working._score(shard, of)
    assert RunScore.objects.count() == Claim.objects.count()


def test_a_shard_that_never_comes_back_ends_the_pass_and_the_run_stays() -> None:
    record()
    run = fitted()
    of = working.begin(runs.fit(reference_day=TODAY))
    for n in range(passes.ATTEMPTS + 1):
        Shard.objects.update(taken_at=None)
        passes.take_shard(of=of, at=timezone.now() + n * working.LEASE, lease=working.LEASE)
    of.refresh_from_db()
    assert of.state == State.FAILED
    assert "never came back" in of.note
    assert CurrentRun.objects.get().run == run


def test_one_pass_is_under_way_at_a_time() -> None:
    record()
    run = fitted()
    first = working.begin(runs.fit(reference_day=TODAY))
    second = working.begin(runs.fit(reference_day=TODAY))
    first.refresh_from_db()
    assert (first.state, second.state) == (State.FAILED, State.SCORING)
    working.work()
    assert CurrentRun.objects.get().run == second.run
    with pytest.raises(ValidationError, match="already"):
        passes.restore_run(run=ScoringRun.objects.get(pk=second.run_id), by=make.user("administrator"))
    assert run != second.run


def test_incremental_and_batch_come_to_the_same_under_one_run() -> None:
    """Sources new since the run, a merge, a withdrawal and a copy, each seen by the incremental path alone."""
    made = record()
    run = fitted()
    says(made[0], make.source())
    claims.merge_claims(kept=made[1], merged=made[2], by=make.user("editor"))
    says(made[1], make.source(), "denies")
    text = make.article()
    make.read(text, made[0])
    make.read(make.article(syndicated_from=text), made[0])
    claims.reword_claim(claim=made[0], wording="In other words.", by=SETUP)
    store.rescore_stale()
    incremental = figures()
    of = passes.begin_pass(run=run, by=working.WORKER)
    RunScore.objects.all().delete()
    working.work()
    assert figures() == incremental
    of.refresh_from_db()
    assert of.state == State.DONE


def test_what_was_read_of_a_merged_claim_is_stored_with_the_one_that_is_kept_in_whichever_shard_each_lies() -> (
    None
):
    made = sorted(record(), key=lambda claim: claim.pk)
    run = fitted()
    says(made[0], make.source())
    says(made[-1], make.source())
    claims.merge_claims(kept=made[0], merged=made[-1], by=make.user("editor"))
    claims.merge_claims(kept=made[2], merged=made[1], by=make.user("editor"))
    store.rescore_stale()
    there = set(RunConsensus.objects.values_list("attribution", "readings"))
    for _ in range(2):
        passes.begin_pass(run=run, by=working.WORKER)
        assert working.work() > 2
        assert set(RunConsensus.objects.values_list("attribution", "readings")) == there


def test_the_figures_are_the_same_however_the_claims_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    record()
    run = fitted()
    assert ScoringPass.objects.get().shards.count() > 1
    cut = figures()
    monkeypatch.setattr(passes, "SHARD", 1000)
    whole = passes.begin_pass(run=run, by=working.WORKER)
    assert whole.shards.count() == 1
    working.work()
    assert figures() == cut


def test_a_claim_that_a_pass_scored_is_not_scored_again_and_one_that_changed_since_is() -> None:
    scored, changed = record()[:2]
    of = working.begin(runs.fit(reference_day=TODAY))
    assert Claim.objects.stale().count() == Claim.objects.count()
    while of.shards.left().exists():
        working._score(step(of), of)
    working._step(of)
    says(changed, make.source())
    working.work()
    assert [claim.pk for claim in Claim.objects.stale()] == [changed.pk]
    assert store.rescore_stale() == 1
    assert not Claim.objects.stale().exists()
    assert Score.objects.get(claim=scored).as_of_change < Score.objects.get(claim=changed).as_of_change


def test_a_full_run_asks_the_same_questions_of_the_database_whatever_the_number_of_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passes, "SHARD", 1000)
    monkeypatch.setattr(working, "BLOCK", 2)
    monkeypatch.setattr(runs, "BLOCK", 2)
    record()
    few = questions()
    for _ in range(3):
        record()
    assert questions() == few
    assert 20 < sum(few.values()) < 13 + 20


def questions() -> Counter[str]:
    """What a full run reads of the record, statement by statement; what it stores goes block by block."""
    with CaptureQueriesContext(connection) as asked:
        of = working.begin(runs.fit(reference_day=TODAY))
        while of.shards.left().exists():
            working._score(step(of), of)
    tables = "claim|attribution|reading|adjudication|outcome|trial|copy|credit|outlet|source"
    table = re.compile(rf'FROM "annotate_({tables})"')
    read = [each["sql"] for each in asked if not each["sql"].startswith("DELETE")]
    return Counter(found[1] for sql in read if (found := table.search(sql)))


def test_a_pass_traces_who_had_it_from_whom_and_leaves_alone_what_stands_as_it_is() -> None:
    claim, single = record()[:2]
    says(claim, make.source())
    working.run_now(fitted())
    graph = ClaimGraph.objects.get()
    assert (graph.claim, graph.reports) == (claim, 2)
    working.run_now(fitted())
    assert ClaimGraph.objects.get().computed_at == graph.computed_at
    stale = {"reports": 9, "roots": 9, "data": {}, "as_of_change": 1, "computed_at": graph.computed_at}
    ClaimGraph.objects.create(claim=single, **stale)
    ClaimGraph.objects.filter(claim=claim).update(**stale)
    working.run_now(fitted())
    assert ClaimGraph.objects.get().data == graph.data
