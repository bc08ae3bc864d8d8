"""What would change if a piece of a claim's evidence were withdrawn: a question that a worker answers."""

from django.conf import settings
from django.db import models


class WhatIf(models.Model):
    """Asked when somebody first looks at a score's working; of one score, so a newer score is a new question.

    ``answers``: [{piece, probability, admiralty, change}], by keys and ids only; null until a worker answered.
    """

    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="what_ifs")
    run = models.ForeignKey("annotate.ScoringRun", models.CASCADE, related_name="+")
    as_of_change = models.BigIntegerField(help_text="Of the score that is asked about.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answers = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="what_if_once_per_score", fields=["claim", "run", "as_of_change"])
        ]
        indexes = [
            models.Index(
                name="what_if_open", fields=["asked_at"], condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"what if, of {self.claim_id} at {self.as_of_change}"
