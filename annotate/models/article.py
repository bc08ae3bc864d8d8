"""Articles, their immutable revisions, and the passages marked in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import AppendOnly, AppendOnlyQuerySet, IdField, one_of
from annotate.vocabulary import Precision


class State(models.TextChoices):
    """Where an article or claim stands. Embargoed is lifted by a sweep; reads test only the state."""

    DRAFT = "draft"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PublishedQuerySet(models.QuerySet):
    """Queries that articles and claims share."""

    def published(self) -> "PublishedQuerySet":
        return self.filter(state=State.PUBLISHED)

    def visible_to(self, newsroom) -> "PublishedQuerySet":
        """What a newsroom may know of: what is or was published, and its own. None: only the public part."""
        public = Q(state=State.PUBLISHED) | Q(state=State.WITHDRAWN, published_at__isnull=False)
        return self.filter(public | Q(newsroom=newsroom)) if newsroom else self.filter(public)


class Published(models.Model):
    """What an article and a claim have in common: a state, and a newsroom that may have submitted it."""

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    newsroom = models.ForeignKey("annotate.Newsroom", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True


def state_constraints(model: str) -> list[models.CheckConstraint]:
    return [
        one_of("state", State, model),
        models.CheckConstraint(
            name=f"{model}_published_has_a_time",
            condition=~Q(state="published") | Q(published_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{model}_embargo_has_a_time",
            condition=~Q(state="embargoed") | Q(embargo_until__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{model}_withdrawal_has_a_reason", condition=~Q(state="withdrawn") | ~Q(withdrawn_reason="")
        ),
    ]


class Article(Published):
    """One publication by one outlet. Its text stands in revisions."""

    id = IdField("art")
    outlet = models.ForeignKey("annotate.Outlet", models.PROTECT, related_name="articles")
    url = models.URLField(max_length=2000, null=True, blank=True)
    canonical_url = models.CharField(max_length=2000, null=True, blank=True, editable=False)
    syndicated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            *state_constraints("article"),
            # One address, one article: two of one newsroom's submissions may not shadow each other either.
            models.UniqueConstraint(
                name="article_url_once", fields=["canonical_url"], condition=Q(newsroom=None)
            ),
            models.UniqueConstraint(
                name="article_url_once_per_newsroom", fields=["newsroom", "canonical_url"]
            ),
            models.CheckConstraint(name="article_is_not_its_own_copy", condition=~Q(syndicated_from=F("id"))),
        ]
        indexes = [
            models.Index(name="article_by_address", fields=["canonical_url"]),
            models.Index(name="article_by_update", fields=["updated_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.headline or self.id

    @property
    def latest(self) -> "Revision":
        """The newest revision. One query, or none where `revisions` is prefetched."""
        return max(self.revisions.all(), key=lambda r: r.number)

    @property
    def headline(self) -> str:
        revisions = self.revisions.all()
        return max(revisions, key=lambda r: r.number).headline if revisions else ""


class ArticleAddress(models.Model):
    """Another address that leads to an article: a redirect that somebody followed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="addresses")
    canonical_url = models.CharField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="article_address_once", fields=["article", "canonical_url"]),
            models.CheckConstraint(name="article_address_is_not_empty", condition=~Q(canonical_url="")),
        ]
        indexes = [models.Index(name="article_by_other_address", fields=["canonical_url"])]

    def __str__(self) -> str:
        return self.canonical_url


class Revision(AppendOnly):
    """An article's text at one time: immutable, NFC with LF. A changed text is a new revision."""

    id = IdField("rev")
    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=500)
    text = models.TextField()
    byline = models.CharField(max_length=300, blank=True)
    credit_line = models.CharField(
        max_length=300, blank=True, help_text="Such as “with reporting by …” or “(Agency)”."
    )
    language = models.CharField(max_length=35, default="en", help_text="A BCP 47 tag, such as en or ar-EG.")
    published_at = models.DateTimeField()
    precision = models.CharField(max_length=6, choices=Precision, default=Precision.MINUTE)
    time_zone = models.CharField(max_length=64, default="UTC")
    extractor = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(name="revision_number_once", fields=["article", "number"]),
            models.CheckConstraint(name="revision_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="revision_has_a_headline", condition=~Q(headline="")),
            one_of("precision", Precision, "revision"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} (revision {self.number})"


class Passage(AppendOnly):
    """A span of a revision's text, anchored by position and by quote. Code points, end exclusive."""

    id = IdField("psg")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["revision", "start", "end"]
        constraints = [
            models.UniqueConstraint(name="passage_once", fields=["revision", "start", "end"]),
            models.CheckConstraint(name="passage_is_not_empty", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return f"“{self.exact[:60]}”"


class Orphan(AppendOnly):
    """A passage whose anchor no longer matches a newer revision: to be placed again by a person, never moved."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="orphaned")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="orphans")
    placed = models.ForeignKey(Passage, models.PROTECT, null=True, related_name="+")
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="orphan_once", fields=["passage", "revision"]),
            models.CheckConstraint(
                name="orphan_placed_or_dropped", condition=Q(placed=None) | Q(dropped=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage} in {self.revision}"


class Review(models.Model):
    """One reviewer's reading of one revision. Blind until submitted: others' readings stay hidden."""

    id = IdField("rvw")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="review_once_per_reviewer", fields=["revision", "reviewer"])
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.revision}"


__all__ = [
    "AppendOnlyQuerySet",
    "Article",
    "ArticleAddress",
    "Orphan",
    "Passage",
    "Review",
    "Revision",
    "State",
]
