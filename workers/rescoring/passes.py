"""A pass: every claim scored under one run by as many workers as there are, shard by shard, counted in by rows.

Nobody waits for anybody: a worker takes a free shard, and when none is left, whoever finds all of them in does the
next step. A shard whose worker died is free again when its lease is over; a second storing changes nothing.
"""

import datetime as dt
import logging

from django.utils import timezone

from annotate.actions import passes
from annotate.actions.scores import behind
from annotate.bell import ring
from annotate.models import Claim, ScoringPass, ScoringRun, Shard
from annotate.roles import WORKER
from workers.rescoring import records, runs, store
from workers.rescoring.clock import Clock

logger = logging.getLogger(__name__)

#: A shard takes seconds. Whoever has not come back after this is taken to be dead.
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


def _score(shard: Shard, of: ScoringPass) -> None:
    """Scores and consensus of a shard's claims. The clock of each step is kept: where a run's time goes."""
    clock = Clock()
    ids = list(Claim.objects.filter(shard.holds("pk")).order_by("pk").values_list("pk", flat=True))
    made = store.make(ids, runs.frozen(of.run_id), clock.lap)
    with_clock = clock.seconds | {"failed": len(made.block.failed)}
    passes.store_shard(shard=shard, found=made.scores, consensus=made.consensus, seconds=with_clock)
    store.keep_graphs(made, only_new=True)


def _tell(shard: Shard, of: ScoringPass) -> None:
    passes.tell_shard(shard=shard)


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
        ids = list(behind(of.run_id).exclude(pk__in=failed).values_list("pk", flat=True)[: runs.BLOCK])
        if not ids:
            return
        failed |= store.rescore(ids, frozen).failed
