"""Readings as work: what was read in a window."""

from django.db.models import F, Q, QuerySet

from annotate.models import Reading
from workers.reports.boundaries import Window
from workers.reports.record import Record


def in_scope(record: Record, window: Window) -> Q:
    """Attributions that a report may count as work done.

    The desk's own drafts are its work and count; a newsroom's unpublished submissions only in its own reports.
    """
    if not record.scope.is_everything:
        return Q(attribution__claim__in=record.claims)
    seen = Q(attribution__claim__newsroom=None) | Q(attribution__claim__published_at__lt=window.end)
    return seen | Q(attribution__claim__newsroom=record.newsroom) if record.newsroom else seen


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
