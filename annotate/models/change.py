"""The change log: audit trail, outbox and feed in one append-only table.

A number is drawn by updating the one row of `ChangeHead`, whose lock is held until the transaction commits.
So numbers become visible in their order and without gaps, on PostgreSQL as on SQLite: a reader that has seen
number n has missed nothing below it. A plain sequence does not do that.
"""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import AppendOnly, AppendOnlyQuerySet, IdField


class Audience(models.TextChoices):
    """Who may see that it happened."""

    DESK = "desk"
    NEWSROOM = "newsroom"
    PUBLIC = "public"


class ChangeHead(models.Model):
    """The last number given out. One row, made by a migration."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="change_head_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.last)


class ChangeQuerySet(AppendOnlyQuerySet):
    def visible_to(self, newsroom) -> "ChangeQuerySet":
        public = Q(audience=Audience.PUBLIC)
        return self.filter(public | Q(audience=Audience.NEWSROOM, newsroom=newsroom) if newsroom else public)

    def of(self, thing: models.Model) -> "ChangeQuerySet":
        return self.filter(object_type=thing._meta.model_name, object_id=str(thing.pk))


class Change(AppendOnly):
    """The spine: what happened, when, by whom, to what. It outlives even an erasure."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey("annotate.ApiKey", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=120)
    audience = models.CharField(max_length=8, choices=Audience)
    newsroom = models.ForeignKey("annotate.Newsroom", models.PROTECT, null=True, related_name="+")

    objects = ChangeQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="change_audience_is_known", condition=Q(audience__in=["desk", "newsroom", "public"])
            ),
            models.CheckConstraint(
                name="change_for_a_newsroom_names_it",
                condition=~Q(audience="newsroom") | Q(newsroom__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="change_of_object", fields=["object_type", "object_id", "number"]),
            models.Index(name="change_by_audience", fields=["audience", "number"]),
            models.Index(
                name="change_of_newsroom", fields=["newsroom", "number"], condition=Q(newsroom__isnull=False)
            ),
            models.Index(name="change_by_verb", fields=["verb", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.object_id}"


class ChangeDetail(AppendOnly):
    """Before, after and why: kept apart from the spine, so that erasing can blank it."""

    change = models.OneToOneField(Change, models.CASCADE, primary_key=True, related_name="detail")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"detail of {self.change_id}"


class ErasureRequest(models.Model):
    """Erasing takes two people and a reason."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        DONE = "done"
        REFUSED = "refused"

    id = IdField("ers")
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=120)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.CheckConstraint(name="erasure_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="erasure_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="erasure_done_by_somebody", condition=~Q(state="done") | Q(decided_by__isnull=False)
            ),
            models.UniqueConstraint(
                name="erasure_one_open", fields=["object_type", "object_id"], condition=Q(state="requested")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing or self.object_id} ({self.state})"

    @property
    def thing(self) -> models.Model | None:
        """What is to be erased, as it stands."""
        return apps.get_model("annotate", self.object_type)._base_manager.filter(pk=self.object_id).first()
