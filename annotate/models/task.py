"""The queue: which independent readings a text needs, who holds them, and what is most worth reading next."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from annotate.models.base import AppendOnly, IdField, one_of
from annotate.vocabulary import WhySkipped

#: A reading that is not done yet. Not as “review is null”: SQLite takes that for a key of which there is one, and goes
#: through the readings of every text that waits.
NOT_DONE = Q(Exact(Coalesce("review", Value("")), Value("")))


class QueuedText(models.Model):
    """A text's place in the queue. ``worth`` and its reasons are computed by a worker; the rest by verbs."""

    revision = models.OneToOneField(
        "annotate.Revision", models.CASCADE, primary_key=True, related_name="queued"
    )
    wanted = models.PositiveSmallIntegerField(default=2, help_text="Independent readings asked for.")
    is_open = models.BooleanField(default=True, help_text="Some of its readings are still to be submitted.")
    was_drawn = models.BooleanField(
        default=False, help_text="Some of its agreed attributions were, or were not, drawn to be adjudicated."
    )
    worth = models.FloatField(
        default=0, help_text="How much it is worth a reviewer's time; the highest comes first."
    )
    reasons = models.JSONField(default=list, help_text="Why, in words that tell nothing of how others read.")
    as_of_change = models.BigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="queued_text_wants_a_reading", condition=Q(wanted__range=(1, 20)))
        ]
        indexes = [
            models.Index(name="queued_by_worth", fields=["-worth", "revision"], condition=Q(is_open=True)),
            models.Index(name="queued_not_computed", fields=["revision"], condition=Q(is_open=True, computed_at=None)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.revision_id}, worth {self.worth:.2f}"


class Task(models.Model):
    """One of the independent readings that a text needs: free, leased to a reviewer, or done.

    A submitted review stands in a task of its text, and a task takes one review. So a text never has more
    submitted reviews than it has tasks.
    """

    id = IdField("tsk")
    revision = models.ForeignKey("annotate.Revision", models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_tasks"
    )
    due_on = models.DateField(null=True, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="held_tasks"
    )
    leased_until = models.DateTimeField(null=True, blank=True)
    review = models.OneToOneField(
        "annotate.Review", models.PROTECT, null=True, blank=True, related_name="task"
    )

    class Meta:
        ordering = ["revision", "number"]
        constraints = [
            models.UniqueConstraint(name="task_number_once", fields=["revision", "number"]),
            models.UniqueConstraint(name="task_once_per_holder", fields=["revision", "holder"]),
            models.UniqueConstraint(name="task_once_per_assignee", fields=["revision", "assigned_to"]),
            models.CheckConstraint(name="task_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="task_lease_has_a_holder",
                condition=Q(leased_until=None) | Q(holder__isnull=False),
            ),
            models.CheckConstraint(
                name="task_done_is_no_lease",
                condition=Q(review=None) | Q(holder__isnull=False, leased_until=None),
            ),
            models.CheckConstraint(
                name="task_due_is_somebodys", condition=Q(due_on=None) | Q(assigned_to__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="task_open", fields=["revision"], condition=Q(review=None)),
            models.Index(name="task_held", fields=["holder"], condition=Q(leased_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"reading {self.number} of “{self.revision.headline}”"


class Skip(AppendOnly):
    """A reviewer would not read a text, and why. It is not handed to that reviewer again."""

    revision = models.ForeignKey("annotate.Revision", models.CASCADE, related_name="skips")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=WhySkipped)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            one_of("why", WhySkipped, "skip"),
            models.CheckConstraint(
                name="skip_for_other_reasons_says_which", condition=~Q(why="other") | ~Q(words="")
            ),
        ]
        indexes = [models.Index(name="skip_of_reviewer", fields=["reviewer", "revision"])]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_why_display()}"


class Assignment(models.Model):
    """Texts of an outlet, or about a topic, go to a reviewer: those there now and those to come."""

    id = IdField("asg")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    outlet = models.ForeignKey("annotate.Outlet", models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey("annotate.Topic", models.CASCADE, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Each is due so many days after it came."
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-assigned_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="assignment_is_of_one_thing",
                condition=Q(outlet__isnull=False, topic=None) | Q(outlet=None, topic__isnull=False),
            ),
            models.UniqueConstraint(
                name="assignment_of_outlet_once", fields=["reviewer", "outlet"], condition=Q(ended_at=None)
            ),
            models.UniqueConstraint(
                name="assignment_of_topic_once", fields=["reviewer", "topic"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet or self.topic} to {self.reviewer}"


class Recusal(models.Model):
    """Somebody does not judge an outlet's, a topic's or one article's texts."""

    id = IdField("rcs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    outlet = models.ForeignKey("annotate.Outlet", models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey("annotate.Topic", models.CASCADE, null=True, blank=True, related_name="+")
    article = models.ForeignKey("annotate.Article", models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-declared_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="recusal_is_from_one_thing",
                condition=Q(outlet__isnull=False, topic=None, article=None)
                | Q(outlet=None, topic__isnull=False, article=None)
                | Q(outlet=None, topic=None, article__isnull=False),
            ),
            models.CheckConstraint(name="recusal_has_a_reason", condition=~Q(reason="")),
            *[
                models.UniqueConstraint(
                    name=f"recusal_from_{name}_once", fields=["user", name], condition=Q(ended_at=None)
                )
                for name in ("outlet", "topic", "article")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.user} not on {self.outlet or self.topic or self.article}"


class QueueSeen(models.Model):
    """The last change whose texts a worker has weighed for the queue. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    change = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="queue_seen_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.change)
