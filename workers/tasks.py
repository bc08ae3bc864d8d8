"""The doorbells. Each finds its work in the database, so that a lost, doubled or late ring changes nothing.

``workers.rescore``: after a change; scores every stale claim. ``workers.sweep``: every 30 s; what the broker
lost, embargoes that are due, texts to be looked through and compared. ``workers.fit``: nightly; a new scoring run over everything.
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
from workers.rescoring import records, runs, store
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
    """Fit a new scoring run on all outcomes and score everything under it."""
    run = runs.fit(reference_day=timezone.now().date())
    records.store_all(run.pk)
    store.rescore_stale()
    tell_all()
    return run.pk
