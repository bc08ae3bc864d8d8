"""Which attribution a new reading is of: readings of several reviewers belong together by their words."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from annotate import rules
from annotate.actions import articles
from annotate.actions.new_reading import NewReading, Span
from annotate.actions.verb import CONFLICT
from annotate.models import Attribution, Reading, Revision, User


def attribution_of(
    revision: Revision, reading: NewReading, by: User, supersedes: Reading | None
) -> Attribution:
    """The attribution that this reading is of: its own old one, one that others read here, or a new one."""
    if supersedes and supersedes.attribution.claim_id == reading.claim.pk:
        return supersedes.attribution
    return _shared(revision, reading, by) or Attribution.objects.create(
        passage=articles.mark(revision, hull(reading), by=by), claim=reading.claim
    )


def hull(reading: NewReading) -> Span:
    """The passage of a reading: from its first word to its last."""
    spans = [s for s in (reading.content, reading.cue, reading.source_span) if s]
    return min(s[0] for s in spans), max(s[1] for s in spans)


def _shared(revision: Revision, new: NewReading, by: User) -> Attribution | None:
    current = Reading.objects.current().filter(
        attribution__passage__revision=revision, attribution__claim=new.claim
    ).select_related("attribution__passage").prefetch_related("chain")  # fmt: skip
    return closest(current, new, by)


def closest(current: Iterable[Reading], new: NewReading, by: User) -> Attribution | None:
    """Of the current readings of one claim in one text: whose cue overlaps by half, which this reviewer has not
    read; the closest source wins."""
    current = list(current)
    mine = {r.attribution_id for r in current if r.reviewer_id == by.pk}
    for r in current:
        if r.reviewer_id == by.pk and same_words(r, new):
            raise ValidationError(
                f"You have read these words for this claim already ({r.pk}). Correct that reading, "
                "or mark the cue or the source that tells the two apart.",
                code=CONFLICT,
            )
    matches = [r for r in current if r.attribution_id not in mine and _belongs(r, new)]
    best = max(matches, key=lambda r: (_source_overlap(r, new), r.attribution_id), default=None)
    return best.attribution if best else None


def _belongs(reading: Reading, new: NewReading) -> bool:
    if reading.span("cue") and new.cue:
        return rules.spans_belong_together(reading.span("cue"), new.cue)
    if reading.span("source") and new.source_span:
        return rules.spans_belong_together(reading.span("source"), new.source_span)
    return rules.spans_belong_together(reading.span("content"), new.content)


def same_words(reading: Reading, new: NewReading) -> bool:
    return (reading.span("content"), reading.span("cue"), reading.span("source")) == (
        new.content,
        new.cue,
        new.source_span,
    )


def _source_overlap(reading: Reading, new: NewReading) -> int:
    a, b = reading.span("source"), new.source_span
    same = (
        reading.source_id is not None and new.source is not None and reading.source_id == new.source.kept.pk
    )
    return same * 1_000_000 + (max(0, min(a[1], b[1]) - max(a[0], b[0])) if a and b else 0)
