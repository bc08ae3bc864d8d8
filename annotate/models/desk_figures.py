"""What the dashboard shows: computed by a worker, kept with the change number it had seen."""

from django.db import models
from django.db.models import Q


class DeskFigures(models.Model):
    """One row, replaced each time. It names attributions and people by their ids and holds nobody's words."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    data = models.JSONField()
    as_of_change = models.BigIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "desk figures"
        constraints = [models.CheckConstraint(name="desk_figures_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"desk figures as of {self.as_of_change}"
