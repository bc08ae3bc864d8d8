"""The desk's own examples of terms: numbered, only ever added or retired, so that each reading knows what it was told."""

from django.conf import settings
from django.db import models
from django.db.models import Max, Q

from annotate.models.base import AppendOnly, AppendOnlyQuerySet
from annotate.vocabulary import FACETS

#: Facet and term in one value, as a form chooses them: ``stance.denies``.
TERMS = [(f"{facet}.{term.value}", f"{facet.replace('_', ' ').capitalize()}: {term.label}") for facet, terms in FACETS.items() for term in terms]  # fmt: skip


class DeskExampleQuerySet(AppendOnlyQuerySet):
    def current(self) -> "DeskExampleQuerySet":
        """Those that hold: neither retired nor retirements."""
        return self.filter(retires=None, retired_by=None)

    def version(self) -> int:
        """The number of the last change of the guidelines; 0: the vocabulary's own examples alone."""
        return self.aggregate(last=Max("number"))["last"] or 0


class DeskExample(AppendOnly):
    """An example that the desk gives for a term, or the retirement of one."""

    number = models.PositiveIntegerField(unique=True, help_text="The guidelines' version from this row on.")
    term = models.CharField(max_length=48, choices=TERMS)
    text = models.CharField(max_length=300, blank=True)
    retires = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="retired_by")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeskExampleQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ["number"]
        verbose_name = "guideline example"
        constraints = [
            models.CheckConstraint(
                name="desk_example_has_words_or_retires",
                condition=(Q(retires=None) & ~Q(text="")) | Q(retires__isnull=False, text=""),
            ),
            models.CheckConstraint(name="desk_example_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_term_display()}: {self.text}"
