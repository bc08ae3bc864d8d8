"""Readings as work: what was read in a window."""

from django.db.models import F, Q, QuerySet

from annotate.models import Attribution, Claim, Reading
from workers.reports.boundaries import Window
from workers.reports.record import Record


def in_scope(record: Record, window: Window) -> Q:
    """Attributions that a report may count as work done.

    The desk's own drafts are its work and count; a newsroom's unpublished submissions only in its own reports.
    """
    if not record.scope.is_everything:
        return Q(attribution__claim__in=record.claims)
    others = Claim.objects.exclude(newsroom=None).exclude(published_at__lt=window.end)
    if record.newsroom:
        others = others.exclude(newsroom=record.newsroom)
    # Said by what is left out: there is little of that, and nothing to be looked up for the rest.
    return ~Q(attribution__in=Attribution.objects.filter(claim__in=others).values("pk"))


def done(window: Window, record: Record) -> QuerySet[Reading]:
    """First readings that began to count in the window: saved in it, or saved before and submitted in it."""
    saved, submitted = Q(created_at__gte=window.start), Q(review__submitted_at__gte=window.start)
    return Reading.objects.filter(
        in_scope(record, window),
        saved | submitted,
        created_at__lt=window.end,
        review__submitted_at__lt=window.end,
        supersedes=None,
        is_withdrawal=False,
    )


def corrected(window: Window, record: Record) -> QuerySet[Reading]:
    """Corrections of readings that counted already."""
    return Reading.objects.filter(
        in_scope(record, window), created_at__gte=window.start, created_at__lt=window.end,
        supersedes__isnull=False, is_withdrawal=False, review__submitted_at__lt=F("created_at"),
    )  # fmt: skip
