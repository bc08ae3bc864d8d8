"""Scheduled reports: what is wanted, and what was written."""

from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField
from annotate.models.person import check_time_zone


class ReportDefinition(models.Model):
    """What a report is about and how often it comes."""

    class Period(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"

    id = IdField("rpd")
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=8, choices=Period, default=Period.WEEK)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    newsroom = models.ForeignKey(
        "annotate.Newsroom", models.CASCADE, null=True, blank=True, related_name="reports"
    )
    starts_on = models.DateField(help_text="No period before this day is reported on.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="report_period_is_known", condition=Q(period__in=["day", "week", "month", "quarter"])
            ),
            models.CheckConstraint(name="report_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One definition's report on one period: one row whatever the schedule does."""

    id = IdField("rpt")
    definition = models.ForeignKey(ReportDefinition, models.PROTECT, related_name="reports")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    figures = models.JSONField(
        null=True, help_text="Everything that is said in it; the renderings are made from this."
    )
    html = models.TextField(blank=True)
    as_of_change = models.BigIntegerField(null=True)
    built_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-period_start", "id"]
        constraints = [
            models.UniqueConstraint(name="report_once_per_period", fields=["definition", "period_start"]),
            models.CheckConstraint(
                name="report_period_in_order", condition=Q(period_end__gt=F("period_start"))
            ),
            models.CheckConstraint(
                name="report_built_has_figures",
                condition=Q(built_at=None) | Q(figures__isnull=False, as_of_change__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition}, {self.period_start:%Y-%m-%d}"
