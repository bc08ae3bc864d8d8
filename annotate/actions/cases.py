"""Cases: attributions that an adjudicator is to decide. Those whose readings differ, and some that agree.

Of the attributions whose readings agree, one in twenty is drawn at random when its text has all its readings, and
is adjudicated by somebody who has not seen them: so it is known how often reviewers agree on what is wrong. The draw
is made once for a text; the chance stands on the case, and its inverse is the weight of the decision.
"""

import secrets
from collections import defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from annotate import rules
from annotate.interests import interesting_to
from annotate.models import Adjudication, AdjudicationCase, QueuedText, Reading, Review, Revision, User

CHANCE = 0.05
_draw = secrets.SystemRandom().random


def differing(revision: Revision) -> set[str]:
    """The attributions on which this text's finished reviewers disagree: that there is one, or what it says."""
    readers = set(
        Review.objects.filter(revision=revision, submitted_at__isnull=False).values_list(
            "reviewer", flat=True
        )
    )
    found: set[str] = set()
    for attribution, readings in readings_of(revision).items():
        if {r.reviewer_id for r in readings} != readers or len({said(r) for r in readings}) > 1:
            found.add(attribution)
    return found


def readings_of(revision: Revision) -> dict[str, list[Reading]]:
    """The readings of finished reviews, by attribution."""
    rows = Reading.objects.current().submitted().filter(review__revision=revision).prefetch_related("chain")
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in rows:
        found[reading.attribution_id].append(reading)
    return found


def said(reading: Reading) -> tuple:
    """What a score is made of: who it leads back to, of what kind that is, and on which side it stands."""
    chain = tuple((n.outlet_id, n.source_id, n.pool_affiliation, n.pool_role) for n in reading.chain.all())
    kind = reading.identification, reading.role, reading.affiliation
    return rules.side(reading.stance, reading.polarity), *kind, reading.source_id, chain


def open_cases(revision: Revision, differ: set[str]) -> None:
    """Part of submitting and correcting, once a text has all its readings; the revision is locked."""
    _close_settled(revision, differ)
    there = AdjudicationCase.objects.filter(attribution__passage__revision=revision)
    known = set(there.values_list("attribution", flat=True))
    first = QueuedText.objects.filter(pk=revision.pk, was_drawn=False).update(was_drawn=True)
    made = []
    for attribution in readings_of(revision).keys() - known:
        if attribution in differ:
            made.append(_case(attribution, AdjudicationCase.Why.DIFFER, 1.0))
        elif first and _draw() < CHANCE:
            made.append(_case(attribution, AdjudicationCase.Why.RANDOM, CHANCE))
    AdjudicationCase.objects.bulk_create(made)


def open_ones() -> QuerySet[AdjudicationCase]:
    """Those that nobody has decided yet."""
    decided = Adjudication.objects.filter(attribution=OuterRef("attribution"), superseded_at=None)
    return AdjudicationCase.objects.filter(~Exists(decided))


def _close_settled(revision: Revision, differ: set[str]) -> None:
    """Undecided ones whose readings agree after a correction go; one drawn that now differs is like every other."""
    waiting = open_ones().filter(attribution__passage__revision=revision)
    settled = waiting.filter(why=AdjudicationCase.Why.DIFFER).exclude(attribution__in=differ)
    AdjudicationCase.objects.filter(pk__in=[c.pk for c in settled]).delete()
    drawn = waiting.filter(why=AdjudicationCase.Why.RANDOM, attribution__in=differ)
    AdjudicationCase.objects.filter(pk__in=[c.pk for c in drawn]).update(
        why=AdjudicationCase.Why.DIFFER, probability=1.0
    )


def _case(attribution: str, why: str, chance: float) -> AdjudicationCase:
    return AdjudicationCase(attribution_id=attribution, why=why, probability=chance)


def open_cases_for(user: User) -> QuerySet[AdjudicationCase]:
    """Those that this person may decide: has not read them, and has no interest in the article."""
    read = Reading.objects.filter(attribution=OuterRef("attribution"), reviewer=user, superseded_at=None)
    waiting = open_ones().filter(~Exists(read))
    return waiting.exclude(attribution__passage__revision__article__in=interesting_to(user))
