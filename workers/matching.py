"""The same claim again: for words that the desk asks about, the claims that they may put, with the reason.

Claims are read once and kept in the process until one is made or reworded. An article of a newsroom's own is matched
with the public record and that newsroom's claims, one of the desk's with the record and the desk's drafts.
"""

import logging
from dataclasses import dataclass

from celery import shared_task
from django.db.models import Q

from annotate.actions.matching import newest_claim_change, newest_erasure, store_candidates
from annotate.models import Claim, ClaimCandidate, ClaimSearch, State
from workers import tracing

logger = logging.getLogger(__name__)
AT_ONCE = 200
SHOWN = 5


@dataclass
class _Read:
    change: int
    claims: tracing.Claims


_read: dict[str | None, _Read] = {}


@shared_task(name="workers.match")
def match_passages() -> int:
    """Answer every search that waits. Returns how many."""
    done = 0
    while waiting := list(ClaimSearch.objects.waiting().select_related("revision__article")[:AT_ONCE]):
        for search in waiting:
            _answer(search)
        done += len(waiting)
    return done


def _answer(search: ClaimSearch) -> None:
    known = claims_for(search.revision.article.newsroom_id)
    try:
        found = known.claims.match(search.revision.text[search.start : search.end], limit=SHOWN)
    except ValueError:  # a passage that the package refuses must not stop the others
        logger.exception("no claims for %s", search)
        found = ()
    candidates = [
        ClaimCandidate(
            search=search, claim_id=m.claim, rank=rank, relation=m.relation, score=min(m.score, 1.0), reason=m.reason
        )
        for rank, m in enumerate(found)
    ]  # fmt: skip
    store_candidates(search=search, candidates=candidates, seen=max(known.change, search.asked_change))


def claims_for(newsroom: str | None) -> _Read:
    """What a text of this newsroom (None: of the desk) may be matched with, read anew when claims changed."""
    change = newest_claim_change()
    held = _read.get(newsroom)
    if held is None or held.change != change:
        if held and newest_erasure() > held.change:
            _read.clear()
            tracing.forget_words()
        held = _read[newsroom] = _Read(change, tracing.Claims(_known(newsroom)))
    return held


def _known(newsroom: str | None) -> list[tracing.KnownClaim]:
    own = Q(newsroom=newsroom) & ~Q(state=State.WITHDRAWN)
    rows = Claim.objects.kept().filter(own | Q(state=State.PUBLISHED), erased_at=None).order_by("pk")
    return [
        tracing.KnownClaim(pk, wording, _relative(figure, tolerance))
        for pk, wording, figure, tolerance in rows.values_list("pk", "wording", "figure", "tolerance")
    ]


def _relative(figure: object, tolerance: object) -> float:
    """A claim states its tolerance in its own unit; the package takes a share of the figure."""
    return float(tolerance) / abs(float(figure)) if figure and tolerance else 0.0  # type: ignore[arg-type]
