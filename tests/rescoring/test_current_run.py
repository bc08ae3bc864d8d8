"""Scores stand under runs; everybody reads those of the current one, and one row says which that is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.actions import scores
from annotate.models import Change, Claim, CurrentRun, RunScore, Score, ScoreHistory
from annotate.roles import WORKER
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


def under(run: str, claim: Claim, probability: float) -> RunScore:
    score = RunScore.objects.filter(claim=claim).earliest("pk")
    score.pk, score.run_id, score.probability, score.low = None, run, probability, 0.0
    return score


def test_scores_of_another_run_are_kept_unseen_and_unannounced_until_it_is_the_current_one() -> None:
    claims = [make.claim(), make.claim()]
    for claim in claims:
        desk.scored(claim, probability=0.6)
    told, history = Change.objects.count(), ScoreHistory.objects.count()
    other = desk.run()
    scores.store_scores([under(other.pk, claim, 0.2) for claim in claims], seen={})
    assert {claim.score.probability for claim in Claim.objects.all()} == {0.6}
    assert (Change.objects.count() - told, ScoreHistory.objects.count() - history) == (1, 0)  # the run itself
    scores.switch_run(run=other, by=WORKER)
    assert {claim.score.probability for claim in Claim.objects.all()} == {0.2}
    assert RunScore.objects.count() == 4
    assert Claim.objects.filter(score__probability__lt=0.5).count() == 2


def test_a_list_with_its_scores_is_one_query_however_many_runs_are_kept() -> None:
    claim = make.claim()
    desk.scored(claim)
    for _ in range(3):
        scores.store_scores([under(desk.run().pk, claim, 0.1)], seen={})
    with CaptureQueriesContext(connection) as asked:
        (found,) = Claim.objects.select_related("score")
        assert found.score.run_id == CurrentRun.objects.get().run_id
    assert len(asked) == 2  # the second is the test's own


def test_a_claim_that_the_new_run_has_not_scored_or_scored_too_early_is_stale_again() -> None:
    early, missing, good = make.claim(), make.claim(), make.claim()
    for claim in (early, missing, good):
        desk.scored(claim)
        Claim.objects.filter(pk=claim.pk).update(scored_change=50, touched_change=50)
    other = desk.run()
    rows = [under(other.pk, early, 0.1), under(other.pk, good, 0.1)]
    rows[0].as_of_change, rows[1].as_of_change = 49, 50
    scores.store_scores(rows, seen={})
    scores.switch_run(run=other, by=WORKER)
    assert set(Claim.objects.stale()) == {early, missing}
    assert Score.objects.count() == 2
