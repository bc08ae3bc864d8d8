"""Withdrawing what was published takes two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField


class WithdrawalRequest(models.Model):
    """One person asks that a published article or claim leave the record, a second carries it out or refuses."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        DONE = "done"
        REFUSED = "refused"

    id = IdField("wdr")
    article = models.ForeignKey("annotate.Article", models.PROTECT, null=True, blank=True, related_name="+")
    claim = models.ForeignKey("annotate.Claim", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(help_text="What readers are told.")
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_is_of_one_thing",
                condition=Q(article__isnull=False, claim=None) | Q(article=None, claim__isnull=False),
            ),
            models.CheckConstraint(name="withdrawal_request_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="withdrawal_state_is_known", condition=Q(state__in=["requested", "done", "refused"])
            ),
            models.CheckConstraint(
                name="withdrawal_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="withdrawal_decided_by_somebody",
                condition=Q(state="requested", decided_by=None, decided_at=None)
                | (~Q(state="requested") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="withdrawal_of_article_once", fields=["article"], condition=Q(state="requested")
            ),
            models.UniqueConstraint(
                name="withdrawal_of_claim_once", fields=["claim"], condition=Q(state="requested")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} ({self.state})"

    @property
    def thing(self) -> models.Model:
        """What is to be withdrawn."""
        found = self.article or self.claim
        assert found is not None  # noqa: S101  the constraint says so
        return found
