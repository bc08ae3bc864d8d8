"""Who gets a report by e-mail, and what became of each message."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import IdField


class Subscription(models.Model):
    """One address that gets a definition's reports, until it is ended here or by its holder."""

    id = IdField("sbs")
    definition = models.ForeignKey("annotate.ReportDefinition", models.CASCADE, related_name="subscriptions")
    address = models.EmailField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address", "id"]
        constraints = [
            models.UniqueConstraint(
                name="subscription_once_per_address",
                fields=["definition", "address"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="subscription_address_is_lower_case",
                condition=Q(address__regex=r"^[^A-Z\s]+@[^A-Z\s]+$"),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One report to one address: a row made together with the report, so that none is lost.

    To a subscription, or to somebody who asked for this one report ("send to me").
    A message is handed over once. Where the server took it and gave no answer, or the worker was killed in between,
    nobody knows whether it went out: it is ``uncertain`` and not sent again until a person decides.
    """

    #: A server that is down or says “later” is asked again this often, over some two days.
    ATTEMPTS = 10

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        HANDING = "handing", "Being handed over"
        HANDED = "handed", "Handed over"
        REFUSED = "refused", "Refused"
        UNCERTAIN = "uncertain", "Uncertain: a person decides"

    id = IdField("dlv")
    report = models.ForeignKey("annotate.Report", models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(blank=True, help_text="What the server said, or what went wrong.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-report", "subscription"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_report", fields=["report", "subscription"]),
            models.CheckConstraint(
                name="delivery_to_a_subscription_or_a_person",
                condition=Q(subscription__isnull=False, asked_by=None)
                | Q(subscription=None, asked_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="delivery_asked_for_once_at_a_time",
                fields=["report", "asked_by"],
                condition=Q(state__in=["waiting", "handing"], asked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_state_is_known",
                condition=Q(state__in=["waiting", "handing", "handed", "refused", "uncertain"]),
            ),
            models.CheckConstraint(
                name="delivery_ended_has_a_time",
                condition=Q(state__in=["waiting", "handing"], ended_at=None)
                | Q(state__in=["handed", "refused", "uncertain"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_waiting", fields=["not_before"], condition=Q(state__in=["waiting", "handing"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} to {self.address}"

    @property
    def address(self) -> str:
        """Where it goes."""
        if self.subscription is not None:
            return self.subscription.address
        return self.asked_by.email if self.asked_by else ""
