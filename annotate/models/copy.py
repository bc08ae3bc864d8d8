"""Text that two articles share, as the workers found it: what makes their reports one."""

from django.db import models
from django.db.models import F, Q

from annotate.models.base import AppendOnly


class CopyCheck(AppendOnly):
    """That a published text was compared with all others: one without such a row still is to be."""

    revision = models.OneToOneField(
        "annotate.Revision", models.CASCADE, primary_key=True, related_name="copy_check"
    )
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.revision_id} compared"


class Copy(models.Model):
    """What an article shares with another one, and which of them had it first, where that can be told."""

    class Kind(models.TextChoices):
        VERBATIM = "verbatim", "Verbatim"
        PARTIAL = "partial", "In part"
        QUOTING = "quoting", "The same quotations"

    article = models.ForeignKey("annotate.Article", models.CASCADE, related_name="copies_found")
    other = models.ForeignKey("annotate.Article", models.CASCADE, related_name="copied_in")
    kind = models.CharField(max_length=8, choices=Kind)
    origin = models.ForeignKey("annotate.Article", models.CASCADE, null=True, related_name="+")
    because = models.CharField(
        max_length=8, blank=True, help_text="credited or earlier: why the origin is the origin."
    )
    share = models.FloatField(help_text="The part of the article's words that the other has too, 0 to 1.")
    other_share = models.FloatField(
        help_text="The part of the other's words that the article has too, 0 to 1."
    )
    spans = models.JSONField(
        help_text="[{start, end, other_start, other_end}] in code points: places, no words."
    )

    class Meta:
        verbose_name_plural = "copies"
        constraints = [
            models.UniqueConstraint(name="copy_once", fields=["article", "other"]),
            models.CheckConstraint(name="copy_is_of_another", condition=~Q(article=F("other"))),
            models.CheckConstraint(
                name="copy_kind_is_known", condition=Q(kind__in=["verbatim", "partial", "quoting"])
            ),
            models.CheckConstraint(
                name="copy_origin_is_one_of_the_two",
                condition=Q(origin=None) | Q(origin=F("article")) | Q(origin=F("other")),
            ),
            models.CheckConstraint(
                name="copy_shares_are_shares", condition=Q(share__range=(0, 1), other_share__range=(0, 1))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind} {self.other_id}"

    @property
    def is_dependence(self) -> bool:
        """Whether it makes two reports one: the same quotation in both does not."""
        return self.kind != self.Kind.QUOTING
