"""Which existing claims a passage may put: asked for by the desk, answered by a worker."""

from django.db import models
from django.db.models import F, Q

from annotate.models.article import Revision
from annotate.models.base import one_of
from annotate.models.claim import Claim


class ClaimSearchQuerySet(models.QuerySet["ClaimSearch"]):
    def waiting(self) -> "ClaimSearchQuerySet":
        """Not answered since they were asked for last."""
        return self.filter(Q(answered_change=None) | Q(answered_change__lt=F("asked_change")))


class ClaimSearch(models.Model):
    """Words of a text whose claim is looked for. It is asked again when claims were made or reworded since."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="claim_searches")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    asked_change = models.BigIntegerField(help_text="The newest change of any claim when it was asked for.")
    answered_change = models.BigIntegerField(null=True)

    objects = ClaimSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="claim_search_once", fields=["revision", "start", "end"]),
            models.CheckConstraint(name="claim_search_has_words", condition=Q(end__gt=F("start"))),
        ]
        indexes = [
            models.Index(
                name="claim_search_waiting",
                fields=["id"],
                condition=Q(answered_change=None) | Q(answered_change__lt=F("asked_change")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end} of {self.revision_id}"


class Relation(models.TextChoices):
    """How a passage stands to a claim. Only the first two are proposed for joining; opposites never merge."""

    SAME = "same", "says the same"
    NEGATED = "negated", "says the opposite"
    DIFFERENT = "different", "differs"
    RELATED = "related", "is on the same matter"


class ClaimCandidate(models.Model):
    """A claim that these words may put, and why."""

    search = models.ForeignKey(ClaimSearch, models.CASCADE, related_name="candidates")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=10, choices=Relation)
    score = models.FloatField(help_text="The weighted share of words in common, 0 to 1.")
    reason = models.TextField()

    class Meta:
        ordering = ["search", "rank"]
        constraints = [
            models.UniqueConstraint(name="claim_candidate_once", fields=["search", "claim"]),
            models.CheckConstraint(name="claim_candidate_score_is_a_share", condition=Q(score__range=(0, 1))),
            one_of("relation", Relation, "claim_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.relation}"
