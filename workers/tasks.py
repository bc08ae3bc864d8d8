"""The doorbells. Each finds its work in the database, so that a lost, doubled or late ring changes nothing.

``workers.rescore``: after a change; scores every stale claim. ``workers.sweep``: every 30 s; what the broker
lost, embargoes that are due, texts to be looked through and compared, shards of a pass that a dead worker left.
``workers.fit``: nightly; a new scoring run. ``workers.pass``: its shards, in as many workers as there are.
``workers.what_if``: asked for by a score's page.
"""

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from annotate.actions.claims import lift_embargoes
from workers.copies import trace_new_texts
from workers.imports import import_articles
from workers.matching import match_passages
from workers.queueing import weigh_texts
from workers.rescoring import passes, runs, store, whatif
from workers.suggestions import suggest_for_new_texts
from workers.telling import tell_all

logger = logging.getLogger(__name__)


@shared_task(name="workers.rescore")
def rescore() -> int:
    """Score every claim that changed since its score."""
    done = store.rescore_stale()
    tell_all()
    return done


@shared_task(name="workers.sweep")
def sweep() -> int:
    """Whatever is due, found in the database alone. Scores first; a part that fails does not stop the others."""
    parts: tuple[Callable[[], int], ...] = (
        lambda: lift_embargoes(at=timezone.now()),
        store.rescore_stale,
        tell_all,
        whatif.answer_all,
        passes.ring_if_left,
        suggest_for_new_texts,
        match_passages,
        trace_new_texts,
        weigh_texts,
        import_articles,
    )
    return sum(map(_guarded, parts))


def _guarded(part: Callable[[], int]) -> int:
    try:
        return part()
    except Exception:
        logger.exception("a part of the sweep failed; the next sweep tries again")
        return 0


@shared_task(name="workers.fit")
def fit() -> str:
    """Fit a new scoring run, and let all workers score everything under it before it becomes the current one."""
    run = runs.fit(reference_day=timezone.now().date())
    passes.begin(run)
    return run.pk


@shared_task(name="workers.pass")
def score_everything() -> int:
    """Take shards of the pass that is under way until none is left; then what the API tells is made again."""
    done = passes.work()
    tell_all()
    return done


@shared_task(name="workers.what_if")
def what_if() -> int:
    """Answer what would change if a piece of a claim's evidence were withdrawn."""
    return whatif.answer_all()
