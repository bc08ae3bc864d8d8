"""Claims: affirmative propositions, worded in versions, linked to the passages that put them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.article import Published, PublishedQuerySet, state_constraints
from annotate.models.base import AppendOnly, IdField, one_of
from annotate.vocabulary import Polarity


class Question(models.Model):
    """What several claims answer with different values."""

    id = IdField("qst")
    wording = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="question_has_words", condition=~Q(wording=""))]

    def __str__(self) -> str:
        return self.wording


class Topic(models.Model):
    """A subject that claims are filed under."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class ClaimQuerySet(PublishedQuerySet):
    def kept(self) -> "ClaimQuerySet":
        return self.filter(merged_into=None)

    def stale(self) -> "ClaimQuerySet":
        """Claims that changed after their score last looked: the partial index makes this a short read."""
        return self.filter(touched_change__gt=F("scored_change"))


class Claim(Published):
    """One affirmative proposition. `wording` repeats the newest version's words, so that lists need no join."""

    id = IdField("clm")
    wording = models.CharField(max_length=1000)
    language = models.CharField(max_length=35, default="en")
    subject = models.CharField(max_length=300, blank=True, help_text="Whom or what it is about.")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="claims")
    about_from = models.DateField(
        null=True, blank=True, help_text="The time that it is about, not that of the report."
    )
    about_to = models.DateField(null=True, blank=True)
    figure = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    tolerance = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # The change that last touched what the score is made of, and the change the score had seen.
    touched_change = models.BigIntegerField(default=0, editable=False)
    scored_change = models.BigIntegerField(default=0, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    inputs_erased = models.PositiveIntegerField(default=0, editable=False)
    # What readers may know of its disputes, written by the verbs on them, so that lists need no join.
    dispute = models.JSONField(null=True, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            *state_constraints("claim"),
            models.CheckConstraint(name="claim_has_words", condition=~Q(wording="")),
            models.CheckConstraint(name="claim_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="claim_about_a_time_in_order",
                condition=Q(about_to=None) | Q(about_from__isnull=False, about_from__lte=F("about_to")),
            ),
            models.CheckConstraint(
                name="claim_figure_has_a_tolerance",
                condition=Q(figure=None, tolerance=None)
                | Q(figure__isnull=False, tolerance__isnull=False, tolerance__gte=0),
            ),
        ]
        indexes = [
            models.Index(
                name="claim_stale",
                fields=["touched_change"],
                condition=Q(touched_change__gt=F("scored_change")),
            ),
            models.Index(name="claim_by_update", fields=["updated_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def kept(self) -> "Claim":
        claim = self
        while claim.merged_into is not None:
            claim = claim.merged_into
        return claim


class Wording(AppendOnly):
    """A version of a claim's words."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    language = models.CharField(max_length=35)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint(name="wording_number_once", fields=["claim", "number"]),
            models.CheckConstraint(name="wording_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class ClaimPassage(AppendOnly):
    """A link of a claim and a passage, or its undoing: rows are only added, the newest one holds."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="passage_links")
    passage = models.ForeignKey("annotate.Passage", models.CASCADE, related_name="claim_links")
    polarity = models.CharField(max_length=8, choices=Polarity, default=Polarity.AFFIRMED)
    linked = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [one_of("polarity", Polarity, "claim_passage")]
        indexes = [models.Index(name="claim_passage_newest", fields=["claim", "passage", "-id"])]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.passage_id}"
