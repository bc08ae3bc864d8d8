"""Webhooks: where a newsroom wants to be told, what it is told, and what became of each telling.

A hook reads the change log on its own, up to ``after_change``: what it is told are rows made from the log, and what
is sent are rows. So a dead broker or a killed worker costs delay, and a hook that was off goes on where it stopped.
"""

from functools import partial

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField, new_id


class Event(models.TextChoices):
    """What a hook can be told of."""

    CLAIM_PUBLISHED = "claim.published", "A claim came into the record"
    CLAIM_SCORE_CHANGED = "claim.score_changed", "A claim's credibility changed"
    CLAIM_OUTCOME = "claim.outcome", "What became of a claim was agreed, or taken back"
    CLAIM_WITHDRAWN = "claim.withdrawn", "A claim was withdrawn"
    CLAIM_ERASED = "claim.erased", "A claim was erased: delete your copies"
    CLAIM_DISPUTED = "claim.disputed", "A claim's source or outlet disputes it, or that was decided"
    ATTRIBUTION_DENIAL = "attribution.denial", "Somebody denies or disputes a claim"
    SOURCE_RELIABILITY_CHANGED = "source.reliability_changed", "A source's or outlet's record changed"
    REPORT_READY = "report.ready", "A report of your newsroom is ready"


class HookQuerySet(models.QuerySet["Hook"]):
    def on(self) -> "HookQuerySet":
        return self.filter(disabled_at=None)


class Hook(models.Model):
    """An address of a newsroom that is told of events."""

    #: Failing for so long, it is turned off.
    PATIENCE_DAYS = 3

    class Off(models.TextChoices):
        BY_HAND = "by_hand", "Turned off by hand"
        GONE = "gone", "It answered 410 Gone"
        FAILING = "failing", "It failed for three days"

    id = IdField("hok")
    newsroom = models.ForeignKey("annotate.Newsroom", models.CASCADE, related_name="hooks")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000)
    events = models.JSONField(default=list)
    threshold = models.FloatField(
        default=0.05,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="A claim's probability that moved less than this since you were told is not told.",
    )
    quiet_minutes = models.PositiveIntegerField(
        default=0,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text="For so long after a claim's score was told, its further changes are gathered into one.",
    )
    # Sealed by `annotate.seals`: a reader of the database learns neither.
    secret = models.TextField(editable=False)
    secret_before = models.TextField(blank=True, editable=False)
    secret_before_until = models.DateTimeField(null=True, editable=False)
    after_change = models.BigIntegerField(editable=False, help_text="The last change that it was told of.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_because = models.CharField(max_length=8, choices=Off, blank=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    not_before = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False, help_text="One worker at a time sends.")

    objects = HookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "webhook"
        constraints = [
            models.CheckConstraint(
                name="hook_threshold_is_a_probability", condition=Q(threshold__gte=0, threshold__lte=1)
            ),
            models.CheckConstraint(
                name="hook_quiet_for_a_week_at_most", condition=Q(quiet_minutes__lte=7 * 24 * 60)
            ),
            models.CheckConstraint(name="hook_has_an_address", condition=~Q(url="") & ~Q(name="")),
            models.CheckConstraint(name="hook_has_a_secret", condition=~Q(secret="")),
            models.CheckConstraint(
                name="hook_off_says_why",
                condition=Q(disabled_at=None, disabled_because="")
                | Q(disabled_at__isnull=False, disabled_because__in=["by_hand", "gone", "failing"]),
            ),
            models.CheckConstraint(
                name="hook_second_secret_ends",
                condition=Q(secret_before="", secret_before_until=None)
                | (~Q(secret_before="") & Q(secret_before_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.disabled_at is None


class Message(models.Model):
    """One event for one hook: the bytes that are sent, under one id however often. In the order of its numbers."""

    #: Seconds until the next attempt, each drawn up to a fifth longer: over a little more than a day.
    WAITS = (5, 60, 300, 1800, 3600, 3600, 7200, 14400, 21600, 36000)
    #: So long what is done with stays in the log, and can be replayed.
    KEPT_DAYS = 30

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"
        ERASED = "erased", "Erased"

    number = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=28, unique=True, editable=False, default=partial(new_id, "msg"))
    hook = models.ForeignKey(Hook, models.CASCADE, related_name="messages")
    event = models.CharField(max_length=30)
    subject = models.CharField(max_length=120, help_text="What it is about: messages on one go out in order.")
    change = models.BigIntegerField(null=True, help_text="The change that it tells of; none for a test.")
    body = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    replayed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(name="message_once", fields=["hook", "change", "event", "subject"]),
            models.CheckConstraint(
                name="message_state_is_known",
                condition=Q(state__in=["waiting", "sending", "delivered", "failed", "erased"]),
            ),
            models.CheckConstraint(
                name="message_has_a_body_until_erased",
                condition=Q(state="erased", body="") | (~Q(state="erased") & ~Q(body="")),
            ),
            models.CheckConstraint(
                name="message_ended_has_a_time",
                condition=Q(state__in=["delivered", "failed", "erased"], ended_at__isnull=False)
                | (~Q(state__in=["delivered", "failed", "erased"]) & Q(ended_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="message_to_send",
                fields=["hook", "subject", "number"],
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(name="message_waiting", fields=["hook", "number"], condition=Q(state="waiting")),
            models.Index(name="message_of_hook", fields=["hook", "-number"]),
            models.Index(name="message_ended", fields=["ended_at"], condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"


class Attempt(models.Model):
    """One try: what was sent beside the body, and what came back."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    url = models.CharField(max_length=2000)
    request_headers = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(null=True, help_text="None: there was no answer.")
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True, help_text="Its first 4,096 bytes.")
    error = models.CharField(max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["message", "number", "id"]
        constraints = [
            models.CheckConstraint(
                name="attempt_answered_or_says_why",
                condition=Q(status__isnull=False) | ~Q(error=""),
            )
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.status or self.error}"


class ScoreTold(models.Model):
    """What a hook was last told of a claim's score: a threshold is measured from there, a quiet period from then."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="scores_told")
    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="+")
    figures = models.JSONField(null=True, help_text="As they were told; none: there were none before.")
    told_at = models.DateTimeField(null=True)
    held_change = models.BigIntegerField(
        null=True, help_text="The newest change that waits for the quiet to end."
    )
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="score_told_once", fields=["hook", "claim"]),
            models.CheckConstraint(
                name="score_held_is_due",
                condition=Q(held_change=None, due_at=None)
                | Q(held_change__isnull=False, due_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="score_told_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.hook_id} on {self.claim_id}"


class FeedAddress(models.Model):
    """The private address of a newsroom's watch list as an Atom feed: 256 random bits, kept as SHA-256."""

    id = IdField("fda")
    newsroom = models.ForeignKey("annotate.Newsroom", models.CASCADE, related_name="feed_addresses")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="feed_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="feed_revoked_after_it_was_made",
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"feed of {self.newsroom}"
