"""Newsrooms: who queries the record, and what is theirs alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField
from annotate.models.person import check_time_zone


class Newsroom(models.Model):
    """A client of the desk. Its submissions are private to it until an editor publishes them."""

    id = IdField("nwr")
    name = models.CharField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    created_at = models.DateTimeField(auto_now_add=True)
    has_submitted = models.BooleanField(
        default=False, editable=False, help_text="It brought something of its own: answers are made for it."
    )
    blind_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since it may annotate or resolve: it is told neither scores nor what others read.",
    )
    voice = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="voice_of",
        help_text="The one reviewer that its keys are, however many: without a login.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="newsroom_with_a_voice_is_blind", condition=Q(voice=None) | Q(blind_since__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a newsroom; a manager also manages its keys and members."""

    class Role(models.TextChoices):
        MEMBER = "member"
        MANAGER = "manager"

    newsroom = models.ForeignKey(Newsroom, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["newsroom", "user"]),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=["member", "manager"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.newsroom}"


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "read"
    SUBMIT = "submit"
    ANNOTATE = "annotate"
    RESOLVE = "resolve"
    WEBHOOKS = "webhooks"
    REPORTS = "reports"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self, at) -> "ApiKeyQuerySet":
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=at))


class ApiKey(models.Model):
    """256 random bits, shown once. Only their SHA-256 and a prefix to know them by are kept."""

    id = IdField("key")
    newsroom = models.ForeignKey(Newsroom, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(
                name="key_expires_after_it_begins",
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")),
            ),
            models.CheckConstraint(name="key_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class WatchedClaim(models.Model):
    """A claim that a newsroom follows."""

    newsroom = models.ForeignKey(Newsroom, models.CASCADE, related_name="watched")
    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="watchers")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="watched_once", fields=["newsroom", "claim"])]

    def __str__(self) -> str:
        return f"{self.newsroom} watches {self.claim_id}"
