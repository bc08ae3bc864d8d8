"""Claims that a passage may put: asking a worker for them, and keeping what it found."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions.verb import verb
from annotate.models import Change, ClaimCandidate, ClaimSearch, Revision, User
from annotate.roles import WORKER, System

#: After one of these other claims may fit a passage.
NEWS = (
    "claim.create", "claim.reword", "claim.merge", "claim.split", "claim.publish", "claim.withdraw", "claim.erase",
)  # fmt: skip
#: After one of these nobody keeps words that were read before.
ERASURES = ("claim.erase", "article.erase")
LONGEST = 2000


def newest_claim_change() -> int:
    """The number of the newest change that made a claim or changed its words."""
    return max((_last(verb) for verb in NEWS), default=0)


def newest_erasure() -> int:
    return max(_last(verb) for verb in ERASURES)


def _last(verb: str) -> int:
    return Change.objects.filter(verb=verb).order_by("-number").values_list("number", flat=True).first() or 0


def ask_for_claims(
    *, revision: Revision, spans: Iterable[tuple[int, int]], by: User | System
) -> list[ClaimSearch]:
    """The searches for these words, each as it stands; those that are out of date are asked again."""
    wanted = {texts.check_span(revision.text, *span, field="spans") for span in spans}
    if any(end - start > LONGEST for start, end in wanted):
        raise ValidationError(
            {"spans": f"At most {LONGEST:,} characters; choose the words that put the claim."}
        )
    news = newest_claim_change()
    there = {(s.start, s.end): s for s in ClaimSearch.objects.filter(revision=revision)}
    late = [s for span, s in there.items() if span in wanted and s.asked_change < news]
    new = [
        ClaimSearch(revision=revision, start=start, end=end, asked_change=news)
        for start, end in sorted(wanted - {*there})
    ]
    if late or new:
        with verb("claim.search", by=by) as log:
            ClaimSearch.objects.filter(pk__in=[s.pk for s in late]).update(asked_change=news)
            ClaimSearch.objects.bulk_create(new, ignore_conflicts=True)
            log.ring("workers.match")
    found = ClaimSearch.objects.filter(revision=revision).prefetch_related("candidates__claim")
    return [search for search in found if (search.start, search.end) in wanted]


def store_candidates(
    *, search: ClaimSearch, candidates: Sequence[ClaimCandidate], seen: int, by: System = WORKER
) -> None:
    """What a worker found for these words among the claims as of a change; it takes the place of the last answer."""
    with verb("candidates.store", by=by):
        held = ClaimSearch.objects.select_for_update().filter(pk=search.pk).first()
        if held is None or (held.answered_change or -1) > seen:
            return
        held.candidates.all().delete()
        ClaimCandidate.objects.bulk_create(candidates)
        held.answered_change = seen
        held.save()
