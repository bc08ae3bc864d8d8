"""Passes: everything scored under a run out of sight, switched to at once, then told. Restoring a run is one too."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotate.actions import scores
from annotate.actions.bulk import Values, copy_in
from annotate.actions.verb import CONFLICT, lock, verb
from annotate.models import (
    ChangeHead,
    Claim,
    CurrentRun,
    RunConsensus,
    RunScore,
    ScoringPass,
    ScoringRun,
    Shard,
    SourceRecord,
    User,
)
from annotate.models.scoring_pass import between
from annotate.roles import WORKER, System

State = ScoringPass.State
#: Claims are cut into shards of at least so many, and into at most so many shards: a run asks as many questions of the
#: database for ten million claims as for a hundred thousand.
SHARD, SHARDS = 1000, 32
#: Times a shard is taken before the pass is given up: what kills one worker would kill them all.
ATTEMPTS = 4
BELL = "workers.pass"


def begin_pass(*, run: ScoringRun, by: System | User) -> ScoringPass:
    """Cut all claims into shards to be scored under ``run``; one that is still under way is given up for it."""
    with verb(
        "pass.begin", by=by, allowed_as="run.store" if isinstance(by, System) else "run.restore"
    ) as log:
        for other in ScoringPass.objects.select_for_update().open():
            _end(other, State.FAILED, "Another run was begun meanwhile.")
        made = ScoringPass.objects.create(
            run=run,
            asked_by=by if isinstance(by, User) else None,
            as_of_change=ChangeHead.objects.get(pk=1).last,
        )
        bounds = ["", *_bounds(), ""]
        Shard.objects.bulk_create(
            [Shard(of=made, number=n, after=bounds[n], upto=bounds[n + 1]) for n in range(len(bounds) - 1)],
            batch_size=500,
        )
        log.add(made, after={"run": run.pk, "shards": len(bounds) - 1})
        log.bells.add(BELL)
    return made


def restore_run(*, run: ScoringRun, by: User) -> ScoringPass:
    """Go back to an older run: everything is scored under it as it is now known, then switched to at once."""
    if CurrentRun.objects.filter(run=run).exists():
        raise ValidationError("Scores are made under this run already.", code=CONFLICT)
    return begin_pass(run=run, by=by)


def _bounds() -> list[str]:
    size = max(SHARD, -(-Claim.objects.count() // SHARDS))
    ids = Claim.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000)
    return [pk for n, pk in enumerate(ids, start=1) if n % size == 0]


def take_shard(*, of: ScoringPass, at: dt.datetime, lease: dt.timedelta, by: System = WORKER) -> Shard | None:
    """One that is left, and nobody's or a dead worker's, by compare-and-set. None: all are done or in hand."""
    with verb("score.store", by=by):
        while shard := Shard.objects.filter(of=of).free(at=at, lease=lease).order_by("number").first():
            if shard.attempts >= ATTEMPTS:
                _end(
                    of, State.FAILED, f"Shard {shard.number} was taken {ATTEMPTS} times and never came back."
                )
                return None
            before, shard.taken_at, shard.attempts = shard.taken_at, at, shard.attempts + 1
            same = Shard.objects.filter(pk=shard.pk, taken_at=before, attempts=shard.attempts - 1)
            if same.update(taken_at=at, attempts=shard.attempts):
                return shard
    return None


def clear_shard(*, shard: Shard, by: System = WORKER) -> None:
    """Take away what an earlier pass under the same run, or a worker that died, left in a shard that was just taken."""
    with verb("score.store", by=by):
        if _is_mine(shard) and _may_hold_scores(shard):
            run = shard.of.run_id
            RunScore.objects.filter(shard.holds(), run=run).delete()
            # Those of claims that were merged away are stored with the claim that is kept: maybe by another shard.
            own = RunConsensus.objects.filter(shard.holds("attribution__claim"), run=run)
            own.filter(attribution__claim__merged_into=None).delete()


def _may_hold_scores(shard: Shard) -> bool:
    """Not one that is taken for the first time in the only pass there ever was under its run: looking costs more."""
    run = shard.of.run_id
    return (
        shard.attempts > 1
        or ScoringPass.objects.filter(run=run).exclude(pk=shard.of_id).exists()
        or CurrentRun.objects.filter(run=run).exists()
    )


def store_part(
    *, shard: Shard, found: Sequence[Values], consensus: Sequence[Values], by: System = WORKER
) -> bool:
    """Part of a shard's scores, unseen until the switch. False: the shard is another's by now, and nothing was stored."""
    with verb("score.store", by=by):
        if not _is_mine(shard):
            return False
        copy_in(RunScore, found)
        try:
            with transaction.atomic():
                copy_in(RunConsensus, consensus)
        except IntegrityError:  # of claims that were merged or split another shard may have stored some
            there = [row["attribution_id"] for row in consensus]
            RunConsensus.objects.filter(attribution__in=there, run=shard.of.run_id).delete()
            copy_in(RunConsensus, consensus)
        Shard.objects.filter(pk=shard.pk).update(taken_at=timezone.now())
    return True


def end_shard(*, shard: Shard, claims: int, seconds: Mapping[str, Any], by: System = WORKER) -> None:
    """All of a shard's scores are in."""
    with verb("score.store", by=by):
        if _is_mine(shard):
            Shard.objects.filter(pk=shard.pk).update(
                scored_at=timezone.now(), taken_at=None, attempts=0, claims=claims, seconds=dict(seconds)
            )


def _is_mine(shard: Shard) -> bool:
    """Whether it is still in the hands that took it; held until the transaction ends."""
    now = lock(shard)
    return now.attempts == shard.attempts and not now.scored_at and now.of.state == State.SCORING


def switch(*, of: ScoringPass, records: Sequence[SourceRecord], by: System = WORKER) -> bool:
    """All shards are in: everybody reads this run's scores and records from now on. False: somebody else did it."""
    with verb("run.switch", by=by, allowed_as="run.store") as log:
        of = lock(of)  # a pass before the current run, always
        if of.state != State.SCORING or of.shards.left().exists():
            return False
        scores.point_at(log, of.run, scores.hold_to_switch(of.run), of.asked_by)
        scores.keep_records(log, records, roots=None)
        of.state, of.switched_at = State.TELLING, log.at
        of.save()
    return True


def tell_part(*, shard: Shard, after: str, upto: str, by: System = WORKER) -> int:
    """Announce what the switch changed among some of a shard's claims, in one block; the scores of the run before go.

    Telling it twice tells nothing: by then there is nothing left to compare with.
    """
    with verb("score.store", by=by) as log:
        current, previous = scores.hold_current_run()
        shard = lock(shard)
        if shard.told_at or shard.of.state != State.TELLING:
            return 0
        which = between("claim", after, upto)
        told = scores.tell(log, which, current, previous) if current == shard.of.run_id else 0
        RunScore.objects.filter(which).exclude(run=current).delete()
        RunConsensus.objects.filter(between("attribution__claim", after, upto)).exclude(run=current).delete()
        Shard.objects.filter(pk=shard.pk).update(taken_at=timezone.now())
    return told


def told_shard(*, shard: Shard, by: System = WORKER) -> None:
    """All of it is told."""
    with verb("score.store", by=by):
        Shard.objects.filter(pk=shard.pk).update(told_at=timezone.now(), taken_at=None)


def end_pass(*, of: ScoringPass, by: System = WORKER) -> None:
    """Everything is told."""
    with verb("score.store", by=by):
        of = lock(of)
        CurrentRun.objects.filter(run=of.run_id).update(previous=None)
        if of.state == State.TELLING:
            _end(of, State.DONE)


def fail_pass(*, of: ScoringPass, why: str, by: System = WORKER) -> None:
    """Give it up: the run that was current stays so."""
    with verb("score.store", by=by):
        of = lock(of)
        if of.state == State.SCORING:
            _end(of, State.FAILED, why)


def _end(of: ScoringPass, state: str, note: str = "") -> None:
    ScoringPass.objects.filter(pk=of.pk).update(
        state=state, note=note[:300], ended_at=timezone.now(), is_open=False
    )
