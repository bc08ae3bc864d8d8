"""Readings as they counted at a moment: submitted, not corrected or withdrawn by then."""

import datetime as dt

from django.db.models import F, Q, QuerySet

from annotate.models import Newsroom, Reading
from annotate.vocabulary import ASSERTING, DENYING, Polarity
from workers.reports.boundaries import Window

DENIES = Q(stance__in=sorted(DENYING), polarity=Polarity.AFFIRMED) | Q(
    stance__in=sorted(ASSERTING), polarity=Polarity.NEGATED
)


def standing(before: dt.datetime) -> QuerySet[Reading]:
    """Each reviewer's reading as it counted just before a moment."""
    return Reading.objects.filter(
        Q(superseded_at=None) | Q(superseded_at__gte=before),
        created_at__lt=before,
        review__submitted_at__lt=before,
        is_withdrawal=False,
    )


def done(window: Window, newsroom: Newsroom | None) -> QuerySet[Reading]:
    """First readings that began to count in the window: saved in it, or saved before and submitted in it.

    The desk's own drafts are its work and count; a newsroom's unpublished submissions only in its own reports.
    """
    saved, submitted = Q(created_at__gte=window.start), Q(review__submitted_at__gte=window.start)
    seen = Q(attribution__claim__newsroom=None) | Q(attribution__claim__published_at__lt=window.end)
    if newsroom:
        seen |= Q(attribution__claim__newsroom=newsroom)
    return Reading.objects.filter(
        seen,
        saved | submitted,
        created_at__lt=window.end,
        review__submitted_at__lt=window.end,
        supersedes=None,
        is_withdrawal=False,
    )


def corrected(window: Window, newsroom: Newsroom | None) -> QuerySet[Reading]:
    """Corrections of readings that counted already."""
    seen = Q(attribution__claim__newsroom=None) | Q(attribution__claim__published_at__lt=window.end)
    if newsroom:
        seen |= Q(attribution__claim__newsroom=newsroom)
    return Reading.objects.filter(
        seen, created_at__gte=window.start, created_at__lt=window.end, supersedes__isnull=False,
        is_withdrawal=False, review__submitted_at__lt=F("created_at"),
    )  # fmt: skip
