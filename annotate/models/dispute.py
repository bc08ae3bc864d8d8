"""A source or an outlet contests a claim as it stands in the record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import IdField


class Dispute(models.Model):
    """Who contests which claim and what they say, recorded by the desk; one person owns it until it is decided."""

    class State(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    id = IdField("dsp")
    claim = models.ForeignKey("annotate.Claim", models.PROTECT, related_name="disputes")
    source = models.ForeignKey(
        "annotate.Source", models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    outlet = models.ForeignKey(
        "annotate.Outlet", models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    contested = models.TextField(
        help_text="What they contest, in the desk's words: no addresses, no telephone numbers."
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_disputes")
    due_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decision = models.TextField(blank=True, help_text="Why, for the desk.")
    public_note = models.TextField(blank=True, help_text="What readers are told.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="dispute_state_is_known",
                condition=Q(state__in=["open", "upheld", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="dispute_is_by_one_party",
                condition=Q(source__isnull=False, outlet=None) | Q(source=None, outlet__isnull=False),
            ),
            models.CheckConstraint(name="dispute_says_what", condition=~Q(contested="")),
            models.CheckConstraint(
                name="dispute_decided_is_decided",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="") & ~Q(public_note="")),
            ),
            models.UniqueConstraint(
                name="dispute_by_source_once", fields=["claim", "source"], condition=Q(state="open")
            ),
            models.UniqueConstraint(
                name="dispute_by_outlet_once", fields=["claim", "outlet"], condition=Q(state="open")
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="dispute_due", fields=["due_on"], condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.party} on “{self.claim}”"

    @property
    def party(self) -> models.Model:
        """Who contests."""
        found = self.source or self.outlet
        assert found is not None  # noqa: S101  the constraint says so
        return found
