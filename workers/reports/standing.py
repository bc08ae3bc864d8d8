"""Readings as they counted at a moment: submitted, not corrected or withdrawn by then."""

import datetime as dt

from django.db.models import Q, QuerySet

from annotate.models import Reading
from annotate.vocabulary import ASSERTING, DENYING, Polarity

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
