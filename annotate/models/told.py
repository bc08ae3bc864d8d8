"""Claims as they are told to everybody: the API's answer, made once after a change and not at every request.

What changes an answer blanks the row in its own transaction, holding the claim (`annotate.actions.telling`); a worker
makes it again, holding the claim too. So a row that is ready is never of yesterday, there is nothing to expire, and
whoever finds none that is ready makes the answer himself.
"""

from django.db import models
from django.db.models import Q


class ToldClaim(models.Model):
    """The JSON of a published claim as newsrooms read it that have nothing of their own in it."""

    claim = models.OneToOneField("annotate.Claim", models.CASCADE, primary_key=True, related_name="told")
    answer = models.TextField(blank=True, help_text="The claim with its credibility, as in lists.")
    more = models.TextField(
        blank=True, help_text="Roots and attributions: what only the claim's own address has."
    )
    is_ready = models.BooleanField(default=False)
    run = models.ForeignKey("annotate.ScoringRun", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_claim_is_ready_or_blank",
                condition=Q(is_ready=False, answer="", more="")
                | Q(is_ready=True) & ~Q(answer="") & ~Q(more=""),
            )
        ]
        indexes = [
            # What is to be made: a short read, however many claims there are.
            models.Index(name="told_claim_to_make", fields=["claim"], condition=Q(is_ready=False)),
            models.Index(name="told_claim_by_run", fields=["run"]),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} as told"
