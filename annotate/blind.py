"""Who may see whose readings, and whose score: blindness, in one place, for every screen and endpoint.

A reviewer sees nobody else's reading of a text until the own review of it is submitted; unsubmitted readings are
their maker's alone. Whoever may resolve a claim does not see its score unasked, and once asked no longer resolves.
"""

import datetime as dt
import json
import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from annotate.models import (
    Adjudication,
    Article,
    Attribution,
    Change,
    Claim,
    Newsroom,
    Reading,
    Report,
    Review,
    Revision,
    Scope,
    ScoreSeen,
    Task,
    User,
)
from annotate.models.attribution import ReadingQuerySet
from annotate.roles import EDITOR, REVIEWER, may, roles_of

RESOLVER = "Hidden: whoever may resolve this claim has not seen its score."
UNFINISHED = "Hidden until you submit your review of the article that this claim is in."

CLAIM_ID = re.compile(r"clm_[0-9a-z]{20}")

#: What the log tells only those who manage it: people, keys, newsrooms, requests to erase.
MANAGED = {
    "user": "people.manage", "apikey": "key.manage", "newsroom": "newsroom.manage", "erasurerequest": "erasure.request",
    "hook": "hook.manage", "feedaddress": "hook.manage",
}  # fmt: skip


def is_blind(user: User) -> bool:
    """A reviewer is, whatever other roles they hold."""
    return REVIEWER in roles_of(user)


def opened_revisions(user: User) -> QuerySet[Revision]:
    """The texts whose submitted readings ``user`` may see."""
    every = Revision.objects.all()
    return (
        every.filter(reviews__reviewer=user, reviews__submitted_at__isnull=False) if is_blind(user) else every
    )


def visible_readings(user: User) -> ReadingQuerySet:
    """One's own, and submitted ones of the texts that are open to ``user``."""
    submitted = Q(review__submitted_at__isnull=False)
    if is_blind(user):
        submitted &= Q(review__revision__in=opened_revisions(user).values("pk"))
    return ReadingQuerySet(Reading).filter(Q(reviewer=user) | submitted)


def visible_attributions(user: User) -> QuerySet[Attribution]:
    """Those with a reading that ``user`` may see."""
    return Attribution.objects.filter(pk__in=visible_readings(user).values("attribution"))


def opened_attributions(user: User) -> QuerySet[Attribution]:
    """Those whose consensus and decision ``user`` may see: of texts open to them."""
    return Attribution.objects.filter(passage__revision__in=opened_revisions(user).values("pk"))


def visible_changes(user: User) -> QuerySet[Change]:
    """The change log without what would tell a reviewer how others read, and without hidden scores."""
    hidden = Q(object_type="reading") & ~Q(object_id__in=visible_readings(user).values("pk"))
    for kind, wanted in MANAGED.items():
        if not may(user, wanted):
            hidden |= Q(object_type=kind)
    if is_blind(user):
        hidden |= Q(object_type="suggestion")  # it tells what others did with one
        opened = opened_attributions(user).values("pk")
        decisions = Adjudication.objects.filter(attribution__in=opened).values("pk")
        reviews = Review.objects.filter(
            Q(reviewer=user) | Q(revision__in=opened_revisions(user).values("pk"))
        ).values("pk")
        hidden |= Q(object_type="attribution") & ~Q(object_id__in=opened)
        hidden |= Q(object_type="adjudication") & ~Q(object_id__in=decisions)
        hidden |= Q(object_type="review") & ~Q(object_id__in=reviews)
        hidden |= Q(verb="claim.score_changed", object_id__in=_claims_under_review(user))
    if may(user, "score.see"):
        seen = ScoreSeen.objects.filter(user=user).values("claim")
        hidden |= Q(verb="claim.score_changed") & ~Q(object_id__in=seen)
    return Change.objects.exclude(hidden)


def without_scores(user: User, values: dict[str, Any] | None) -> dict[str, Any] | None:
    """A change's before or after as ``user`` may see it: an outcome notes what the score was."""
    if values and "probability_before" in values and (may(user, "score.see") or is_blind(user)):
        return {k: v for k, v in values.items() if k != "probability_before"}
    return values


def hidden_scores(user: User, claims: Collection[str]) -> dict[str, str]:
    """Of these claims those whose score ``user`` does not see, and why. Two queries at most."""
    hidden: dict[str, str] = {}
    if may(user, "score.see"):
        seen = {*ScoreSeen.objects.filter(user=user, claim__in=claims).values_list("claim", flat=True)}
        hidden |= dict.fromkeys({*claims} - seen, RESOLVER)
    if is_blind(user):
        unfinished = _claims_under_review(user).filter(kept__in=claims)
        hidden |= dict.fromkeys(unfinished.values_list("kept", flat=True), UNFINISHED)
    return hidden


def _claims_under_review(user: User) -> QuerySet:
    """The claims in texts that ``user`` is reading, or may yet be asked to read: a score tells how others read."""
    reading = Review.objects.filter(reviewer=user, submitted_at=None).values("revision__article")
    short = Task.objects.filter(review=None).exclude(revision__in=opened_revisions(user).values("pk"))
    in_hand = Q(passage__revision__article__in=reading) | Q(passage__revision__in=short.values("revision"))
    kept = Coalesce("claim__merged_into", "claim")
    return Attribution.objects.filter(in_hand).annotate(kept=kept).values("kept")


def refuse_sighted(newsroom: Newsroom, published_at: dt.datetime | None) -> None:
    """A newsroom that could look at the published record before it annotates or resolves did, for all we know."""
    if newsroom.blind_since is None:
        raise PermissionDenied("This newsroom sees scores and readings, so it makes neither.")
    if published_at is None or published_at >= newsroom.blind_since:
        return
    before = newsroom.keys.filter(created_at__lt=newsroom.blind_since, last_used_at__isnull=False)
    if any(Scope.READ in scopes for scopes in before.values_list("scopes", flat=True)):
        raise PermissionDenied(
            "This was published while your newsroom had a key that tells scores and readings, so its word on it would "
            "not be blind. A desk that annotates or resolves is best a newsroom of its own."
        )


def hidden_in(report: Report, user: User) -> dict[str, str]:
    """The claims named in a report whose score this person may not see, and why."""
    named = {*CLAIM_ID.findall(json.dumps(report.figures)), *CLAIM_ID.findall(report.html)}
    there = Claim.objects.filter(pk__in=named).values_list("pk", flat=True)
    return hidden_scores(user, [*there])


def is_hidden_from(report: Report, address: str) -> bool:
    """Whether an account with this e-mail address may not see some score that a report names; or nobody of its newsroom."""
    if report.newsroom is not None and report.newsroom.blind_since:
        return True
    people = User.objects.filter(email__iexact=address, is_active=True)
    return any(hidden_in(report, person) for person in people)


def articles_open_to(user: User) -> QuerySet[Article]:
    """What ``user`` may open: what the desk sees, and a newsroom's own submission once a reading of it is assigned."""
    if EDITOR in roles_of(user):
        return Article.objects.all()
    assigned = Article.objects.filter(revisions__tasks__assigned_to=user).values("pk")
    return Article.objects.filter(Q(newsroom=None) | Q(pk__in=assigned))


def desk_sees(user: User, things: QuerySet, owner: str = "newsroom") -> QuerySet:
    """Without what newsrooms submitted for themselves, unless ``user`` is an editor."""
    return things if EDITOR in roles_of(user) else things.filter(**{owner: None})
