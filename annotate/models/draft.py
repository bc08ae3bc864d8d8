"""What a reviewer is typing: kept on the server too, so that a closed tab or a dead machine loses nothing."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """The open form of one reviewer on one text. It counts for nothing, and goes when the reading is saved."""

    revision = models.ForeignKey("annotate.Revision", models.CASCADE, related_name="drafts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    body = models.JSONField(help_text="The form as the page holds it; nothing in it is checked yet.")
    version = models.PositiveIntegerField(default=1, help_text="Drawn up by one with each save.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_once_per_reviewer", fields=["revision", "reviewer"]),
            models.CheckConstraint(name="draft_versions_from_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"draft {self.version} of {self.reviewer} on {self.revision}"
