"""Who had a claim from whom, as the worker traced it."""

from django.db import models
from django.db.models import F, Q


class ClaimGraph(models.Model):
    """The graph of one claim that several articles report: nodes, ties, and what they show, by keys and without words.

    Names stand in it as ``{source:src_…}``: `annotate.origins` puts in those that the reader may know.
    """

    claim = models.OneToOneField("annotate.Claim", models.CASCADE, primary_key=True, related_name="graph")
    reports = models.PositiveIntegerField(help_text="Articles that report the claim.")
    roots = models.PositiveIntegerField(help_text="Groups of reports that do not depend on each other.")
    data = models.JSONField(help_text="{nodes, edges, findings, groups}")
    as_of_change = models.BigIntegerField(help_text="The newest change that it can have seen.")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="graph_has_no_more_roots_than_reports",
                condition=Q(roots__gte=1, reports__gte=2, roots__lte=F("reports")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.reports} reports"


class Credit(models.Model):
    """Whom an article itself credits: another outlet, for the whole text or at one place of it."""

    article = models.ForeignKey("annotate.Article", models.CASCADE, related_name="credits")
    outlet = models.ForeignKey("annotate.Outlet", models.CASCADE, related_name="+")
    rule = models.CharField(max_length=16)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["article", "start", "id"]
        constraints = [
            models.CheckConstraint(
                name="credit_place_is_a_span",
                condition=Q(start=None, end=None)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} credits {self.outlet_id}"
