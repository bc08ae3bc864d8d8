"""Attributions that an adjudicator is to decide."""

from django.db import models
from django.db.models import Q


class AdjudicationCase(models.Model):
    """Why an attribution is to be adjudicated, and with what chance one like it is: the inverse is its weight."""

    class Why(models.TextChoices):
        DIFFER = "differ", "Readings differ"
        RANDOM = "random", "Drawn at random"

    attribution = models.OneToOneField(
        "annotate.Attribution", models.CASCADE, primary_key=True, related_name="case"
    )
    why = models.CharField(max_length=8, choices=Why)
    probability = models.FloatField()
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opened_at", "attribution"]
        constraints = [
            models.CheckConstraint(name="case_why_is_known", condition=Q(why__in=["differ", "random"])),
            models.CheckConstraint(
                name="case_has_a_chance", condition=Q(probability__gt=0, probability__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribution_id}: {self.get_why_display().lower()}"
