"""A pass: every claim scored under one run by as many workers as there are, shard by shard, counted in by rows.

Nobody waits for anybody: a worker takes a free shard, and when none is left, whoever finds all of them in does the
next step. A shard whose worker died is free again when its lease is over; a second storing changes nothing.
"""

import datetime as dt
import logging

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotate.actions import passes
from annotate.actions.scores import behind
from annotate.bell import ring
from annotate.models import Claim, ClaimGraph, ScoringPass, ScoringRun, Shard
from annotate.models.scoring_pass import between
from annotate.roles import WORKER
from workers.rescoring import records, runs, store
from workers.rescoring.clock import Clock, not_collecting
from workers.rescoring.reading import stream

logger = logging.getLogger(__name__)

#: Claims that are held in memory at once.
BLOCK = 1000
#: A block takes seconds. Whoever has not stored one for so long is taken to be dead.
LEASE = dt.timedelta(seconds=120)
#: Rounds of scoring what changed since the pass began; what changes still later is stale after the switch.
ROUNDS = 20


def begin(run: ScoringRun) -> ScoringPass:
    return passes.begin_pass(run=run, by=WORKER)


def run_now(run: ScoringRun) -> ScoringPass:
    """The whole pass in this process."""
    made = begin(run)
    work()
    made.refresh_from_db()
    return made


def ring_if_left() -> int:
    """For the sweep: a lost bell, a dead worker."""
    free = Shard.objects.free(at=timezone.now(), lease=LEASE)
    waiting = ScoringPass.objects.open().exclude(shards__in=Shard.objects.left())
    if free.filter(of__is_open=True).exists() or waiting.exists():
        ring(passes.BELL)
    return 0


def work() -> int:
    """Take shards of the open pass until none is left to take. Returns how many were done."""
    done, rung = 0, False
    while of := ScoringPass.objects.open().select_related("run").first():
        shard = passes.take_shard(of=of, at=timezone.now(), lease=LEASE)
        if shard is None:
            if of.shards.left().exists() or not _step(of):
                break  # others have theirs in hand, or it was given up
            continue
        if not rung:  # one more worker for every one that finds work, until all are at it
            rung = ring(passes.BELL) or True
        (_score if of.state == ScoringPass.State.SCORING else _tell)(shard, of)
        done += 1
    return done


@not_collecting()
def _score(shard: Shard, of: ScoringPass) -> None:
    """Scores and consensus of a shard's claims, block by block. The clock of each step is kept: where a run's time goes."""
    clock, frozen, scored, failed = Clock(), runs.frozen(of.run_id), 0, 0
    passes.clear_shard(shard=shard)
    for rows in stream(shard.holds, of.run_id, size=BLOCK):
        clock.lap("load")
        made = store.make(rows, frozen, clock.lap, all_graphs=False)
        if not passes.store_part(shard=shard, found=made.scores, consensus=made.consensus):
            logger.warning("shard %s of %s was taken by another worker meanwhile", shard.number, of.pk)
            return
        store.keep_graphs(made.block, made.block.open)
        clock.lap("store")
        scored += len(made.scores)
        failed += len(made.block.failed)
    passes.end_shard(shard=shard, claims=scored, seconds=clock.seconds | {"failed": failed})


def _tell(shard: Shard, of: ScoringPass) -> None:
    """What the switch changed, block by block, and the graphs that are missing or older than their claim."""
    frozen, after = runs.frozen(of.run_id), shard.after
    while True:
        ids = list(_claims_after(after, shard).values_list("pk", flat=True)[:BLOCK])
        upto = ids[-1] if len(ids) == BLOCK else shard.upto
        passes.tell_part(shard=shard, after=after, upto=upto)
        store.retrace(_without_graph(after, upto), frozen)
        if len(ids) < BLOCK:
            break
        after = upto
    passes.told_shard(shard=shard)


def _claims_after(after: str, shard: Shard) -> QuerySet[Claim]:
    return Claim.objects.filter(between("pk", after, shard.upto)).order_by("pk")


def _without_graph(after: str, upto: str) -> list[str]:
    """Claims of several reports whose graph is missing or has not seen their newest change; others that have one."""
    fresh = ClaimGraph.objects.filter(claim=OuterRef("pk"), as_of_change__gte=OuterRef("touched_change"))
    claims = Claim.objects.filter(between("pk", after, upto))
    lacking = claims.filter(~Exists(fresh), score__reports__gte=2)
    too_many = claims.filter(graph__isnull=False).exclude(score__reports__gte=2)
    return [*lacking.values_list("pk", flat=True), *too_many.values_list("pk", flat=True)]


def _step(of: ScoringPass) -> bool:
    """What comes when all shards are in. False where nothing could be done."""
    of.refresh_from_db()
    if of.state == ScoringPass.State.SCORING:
        _catch_up(of)
        return passes.switch(of=of, records=records.rows_of(of.run_id))
    if of.state == ScoringPass.State.TELLING:
        passes.end_pass(of=of)
        return True
    return False


def _catch_up(of: ScoringPass) -> None:
    """Score what changed while the pass was under way, so that little is stale when it is switched to."""
    frozen, failed = runs.frozen(of.run_id), set[str]()
    for _ in range(ROUNDS):
        ids = list(behind(of.run_id).exclude(pk__in=failed).values_list("pk", flat=True)[: store.BLOCK])
        if not ids:
            return
        failed |= store.rescore(ids, frozen).failed
