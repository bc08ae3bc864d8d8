"""Keeping claims' answers ready: blanked with whatever changes them, made again by a worker. See `ToldClaim`.

Only the service itself does the making; it says nothing new, so it is not logged.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.db.models import Q

from annotate.actions.verb import hold, verb
from annotate.models import CurrentRun, ScoringRun, ToldClaim
from annotate.roles import WORKER, System

#: How answers are made: for ids, (answer, more) of those that are public.
Tell = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]


def make_ready(*, tell: Tell, most: int, by: System = WORKER) -> int:
    """Make the answers of at most so many claims whose row is blank or of another run. Returns how many rows it saw.

    The claims are held meanwhile: whoever changes one of them waits, and then blanks what is made here.
    """
    with verb("score.store", by=by):
        run = CurrentRun.objects.filter(pk=1).values_list("run", flat=True).first()
        if ids := _blank(most) or _of_other_runs(run, most):
            hold(ids)
            _store(ids, tell(ids), run)
    return len(ids)


def _blank(most: int) -> list[str]:
    return list(ToldClaim.objects.filter(is_ready=False).order_by("pk")[:most].values_list("pk", flat=True))


def _of_other_runs(run: str | None, most: int) -> list[str]:
    """By the index of runs: “of another than this” would read every row each time that there is none."""
    others = Q(run__in=list(ScoringRun.objects.exclude(pk=run).values_list("pk", flat=True)))
    found = ToldClaim.objects.filter(others | Q(run=None) if run else others, is_ready=True)
    return list(found[:most].values_list("pk", flat=True))


def _store(ids: Collection[str], told: Mapping[str, tuple[str, str]], run: str | None) -> None:
    rows = [
        ToldClaim(claim_id=pk, answer=answer, more=more, is_ready=True, run_id=run)
        for pk, (answer, more) in told.items()
    ]
    ToldClaim.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["answer", "more", "is_ready", "run"],
        unique_fields=["claim"],
    )
    # What is not public is told to nobody in this way; publishing it brings its row back.
    ToldClaim.objects.filter(pk__in=[pk for pk in ids if pk not in told]).delete()
