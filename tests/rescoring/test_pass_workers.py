"""Slow proof with real workers: a pass in two processes, one killed, then in four comes to the same figures."""

import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from annotate.actions import passes
from annotate.models import Claim, RunScore, Score, ScoringPass, Shard
from tests import factories as make
from tests.rescoring.test_rescore import TODAY, archive, says
from workers.rescoring import passes as working
from workers.rescoring import runs

pytestmark = pytest.mark.slow


def figures() -> dict[str, Any]:
    return {s.claim_id: (s.probability, s.low, s.high) for s in Score.objects.all()}


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(
                f"not after {seconds} s: {list(Shard.objects.values_list('number', 'taken_at', 'scored_at'))}"
            )
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_shard_of_a_killed_worker_is_taken_again_and_the_figures_are_those_of_one_process(
    celery_worker_process: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "SHARD", 2)
    monkeypatch.setattr(passes, "SHARDS", 1000)
    source = make.source()
    archive(30, 20, source)
    for _ in range(30):
        says(make.claim(), source)
    run = runs.fit(reference_day=TODAY)
    working.run_now(run)  # no worker is up: this process does it all
    alone = figures()
    RunScore.objects.all().delete()
    first = celery_worker_process("--concurrency", "2")
    of = passes.begin_pass(run=run, by=working.WORKER)
    wait_until(lambda: of.shards.filter(scored_at__isnull=False).count() >= 1, 60)
    with transaction.atomic():
        # The shards are held, so that no block can be stored: whoever has taken one dies with it in hand.
        list(Shard.objects.select_for_update().filter(of=of))
        time.sleep(1)
        first.stop(signal.SIGKILL)
    left = of.shards.left()
    assert left.exists(), "all were in before the worker was killed"
    # The dead worker's, as if their lease were over.
    left.exclude(taken_at=None).update(taken_at=of.began_at - working.LEASE - timedelta(seconds=1))
    celery_worker_process("--concurrency", "4")
    working.ring_if_left()
    wait_until(lambda: ScoringPass.objects.get(pk=of.pk).state == ScoringPass.State.DONE, 60)
    assert figures().keys() == set(Claim.objects.values_list("pk", flat=True))
    again = figures()
    assert all(again[claim] == pytest.approx(known, abs=1e-9) for claim, known in alone.items())
