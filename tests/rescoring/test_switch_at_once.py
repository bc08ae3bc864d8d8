"""While several workers score everything and switch, readers see one run or the other, whole, and never a mixture."""

import threading

import pytest

from annotate.actions import claims, passes
from annotate.models import ChangeHead, Claim, CurrentRun, Score, ScoringPass
from annotate.roles import SETUP
from tests import factories as make
from tests.annotate.test_at_once import at_once
from tests.rescoring.test_rescore import TODAY, archive, fitted, says
from workers.rescoring import passes as working
from workers.rescoring import runs, store


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readers_never_see_scores_of_two_runs_nor_a_claim_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ChangeHead.objects.get_or_create(pk=1)
    monkeypatch.setattr(passes, "SHARD", 1)
    known, new = make.source(), make.source()
    archive(4, 3, known)
    asked = [make.claim() for _ in range(4)]
    for claim in asked:
        says(claim, known)
    first = fitted()
    archive(2, 0, new)
    store.rescore_stale()
    second = runs.fit(reference_day=TODAY)
    of, total = working.begin(second), Claim.objects.count()
    over, seen = threading.Event(), set[tuple[frozenset[str], int]]()

    def read() -> None:
        while not over.wait(0.005):
            seen.add(_seen([run for (run,) in Score.objects.values_list("run")]))
            joined = Claim.objects.select_related("score")
            seen.add(_seen([claim.score.run_id for claim in joined]))

    def work() -> None:
        try:
            while ScoringPass.objects.open().exists():
                working.work()
        finally:
            over.set()

    def change() -> None:
        """Rewording makes it stale; what was scored under the run before must not stand after the switch."""
        for n in range(3):
            claims.reword_claim(claim=asked[n], wording=f"Other words {n}.", by=SETUP)
            store.rescore_stale()

    assert at_once(read, read, work, work, change) == []
    assert seen <= {(frozenset([run.pk]), total) for run in (first, second)}
    assert len(seen) == 2
    of.refresh_from_db()
    assert (of.state, CurrentRun.objects.get().run_id) == (ScoringPass.State.DONE, second.pk)
    store.rescore_stale()
    by_two = _figures()
    passes.begin_pass(run=second, by=working.WORKER)
    working.work()
    assert _figures() == pytest.approx(by_two, abs=1e-9)


def _seen(of: list[str]) -> tuple[frozenset[str], int]:
    return frozenset(of), len(of)


def _figures() -> dict[str, float]:
    rows = Score.objects.values_list("claim", "probability", "low", "high")
    return {f"{claim} {n}": p for claim, *figures in rows for n, p in enumerate(figures)}
