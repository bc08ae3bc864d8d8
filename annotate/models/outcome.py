"""What became of a claim: proposed by one person, agreed by a second."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField, one_of
from annotate.vocabulary import OutcomeCertainty, Verdict, WhyChecked


class Outcome(models.Model):
    """A verdict with its evidence. It counts once a second person agreed."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        AGREED = "agreed"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    id = IdField("otc")
    claim = models.ForeignKey("annotate.Claim", models.PROTECT, related_name="outcomes")
    verdict = models.CharField(max_length=10, choices=Verdict)
    why_checked = models.CharField(max_length=12, choices=WhyChecked)
    certainty = models.CharField(max_length=8, choices=OutcomeCertainty, default=OutcomeCertainty.STATED)
    evidence_url = models.URLField(max_length=2000)
    evidence_quote = models.TextField()
    came_about_on = models.DateField(
        null=True, blank=True, help_text="The day on which it was so, or was shown."
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # What the claim's score said before the outcome was first entered: the only figure calibration may use.
    probability_before = models.FloatField(null=True, editable=False)
    imported = models.BooleanField(
        default=False, help_text="From an archive whose own two people are not in this service."
    )

    class Meta:
        ordering = ["-proposed_at", "id"]
        constraints = [
            one_of("verdict", Verdict, "outcome"),
            one_of("why_checked", WhyChecked, "outcome"),
            one_of("certainty", OutcomeCertainty, "outcome"),
            models.CheckConstraint(
                name="outcome_state_is_known",
                condition=Q(state__in=["proposed", "agreed", "rejected", "withdrawn"]),
            ),
            models.UniqueConstraint(
                name="outcome_one_open_per_claim",
                fields=["claim"],
                condition=Q(state__in=["proposed", "agreed"]),
            ),
            models.CheckConstraint(
                name="outcome_has_evidence", condition=~Q(evidence_url="") & ~Q(evidence_quote="")
            ),
            models.CheckConstraint(
                name="outcome_second_person_is_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="outcome_agreed_by_somebody",
                condition=~Q(state="agreed")
                | Q(imported=True)
                | Q(decided_by__isnull=False, proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="outcome_probability_is_one",
                condition=Q(probability_before=None) | Q(probability_before__range=(0, 1)),
            ),
        ]
        indexes = [models.Index(name="outcome_by_state", fields=["state", "decided_at"])]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.state})"


class ScoreSeen(models.Model):
    """Who has looked at a claim's score: that person may no longer resolve it."""

    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="score_seen_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="score_seen_once", fields=["claim", "user"])]

    def __str__(self) -> str:
        return f"{self.user} saw {self.claim_id}"
