"""Attributions and the readings of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import AppendOnly, AppendOnlyQuerySet, IdField, one_of
from annotate.vocabulary import (
    FACETS,
    Affiliation,
    Certainty,
    Channel,
    Directness,
    Given,
    GroundRule,
    Identification,
    Role,
    Stance,
    Tenure,
)


class Attribution(models.Model):
    """The shared unit: in one passage, about one claim, a source speaks, marked by a cue, of a content."""

    id = IdField("atr")
    passage = models.ForeignKey("annotate.Passage", models.CASCADE, related_name="attributions")
    claim = models.ForeignKey("annotate.Claim", models.PROTECT, related_name="attributions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(name="attribution_of_claim", fields=["claim", "passage"])]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.passage_id}"


class ReadingQuerySet(AppendOnlyQuerySet):
    def current(self) -> "ReadingQuerySet":
        """The newest of each chain of corrections, unless it withdraws."""
        return self.filter(superseded_at=None, is_withdrawal=False)

    def submitted(self) -> "ReadingQuerySet":
        """Of finished reviews only: what consensus and score are made of."""
        return self.filter(review__submitted_at__isnull=False)


def _span(name: str) -> models.CheckConstraint:
    # NULL > 1 is not false to a constraint, so both are asked for outright.
    there = {f"{name}_start__isnull": False, f"{name}_end__isnull": False}
    both = Q(**there, **{f"{name}_end__gt": F(f"{name}_start")})
    none = Q(**{f"{name}_start": None, f"{name}_end": None})
    return models.CheckConstraint(name=f"reading_{name}_span_is_a_span", condition=both | none)


class Reading(AppendOnly):
    """One reviewer's facets, spans, source and chain for one attribution. Correcting supersedes."""

    id = IdField("rdg")
    attribution = models.ForeignKey(Attribution, models.CASCADE, related_name="readings")
    review = models.ForeignKey("annotate.Review", models.CASCADE, related_name="readings")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="readings")
    supersedes = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="superseded_by"
    )
    carried_from = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="carried_to",
        help_text="Of an earlier revision.",
    )
    superseded_at = models.DateTimeField(null=True, editable=False)
    is_withdrawal = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    vocabulary_version = models.CharField(max_length=12)
    guideline_version = models.PositiveIntegerField(
        default=0, help_text="The desk's own examples as they stood: the number of their last change."
    )

    identification = models.CharField(max_length=24, choices=Identification)
    role = models.CharField(max_length=16, choices=Role)
    affiliation = models.CharField(max_length=20, choices=Affiliation, default=Affiliation.NONE_STATED)
    stance = models.CharField(max_length=24, choices=Stance)
    channel = models.CharField(max_length=24, choices=Channel, default=Channel.QUOTE)
    certainty = models.CharField(max_length=8, choices=Certainty, default=Certainty.PLAIN)
    directness = models.CharField(max_length=20, choices=Directness, default=Directness.CANNOT_BE_JUDGED)
    tenure = models.CharField(max_length=12, choices=Tenure, default="not_stated")
    ground_rule = models.CharField(max_length=20, choices=GroundRule, default="not_stated")
    polarity = models.CharField(max_length=8, default="affirmed")
    speaks_for = models.CharField(max_length=300, blank=True)
    is_described = models.BooleanField(
        null=True, blank=True, help_text="An unnamed source that the text describes."
    )
    stated_count = models.PositiveSmallIntegerField(null=True, blank=True)
    count_floor = models.PositiveSmallIntegerField(default=1)
    anonymity_reason = models.CharField(max_length=10, choices=Given, default=Given.NOT_GIVEN)
    anonymity_reason_words = models.CharField(max_length=500, blank=True)
    motive = models.CharField(max_length=10, choices=Given, default=Given.NOT_GIVEN)
    motive_words = models.CharField(max_length=500, blank=True)
    is_self_interested = models.BooleanField(default=False)
    note = models.TextField(
        blank=True,
        help_text="For the desk. Never write down who an unnamed source is: there is no place for it here.",
    )

    source = models.ForeignKey(
        "annotate.Source", models.PROTECT, null=True, blank=True, related_name="readings"
    )
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    content_start = models.PositiveIntegerField(null=True, blank=True)
    content_end = models.PositiveIntegerField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="reading_one_current_per_reviewer",
                fields=["attribution", "reviewer"],
                condition=Q(superseded_at=None),
            ),
            *[one_of(name, terms, "reading") for name, terms in FACETS.items()],
            _span("source"),
            _span("cue"),
            _span("content"),
            models.CheckConstraint(
                name="reading_has_content_or_withdraws",
                condition=Q(is_withdrawal=True) | Q(content_start__isnull=False),
            ),
            models.CheckConstraint(
                name="reading_count_floor_is_one_or_more", condition=Q(count_floor__gte=1)
            ),
            models.CheckConstraint(
                name="reading_unnamed_has_no_source_row",
                condition=Q(source=None)
                | ~Q(identification__in=["unnamed_individual", "unnamed_group", "unattributed"]),
            ),
            models.CheckConstraint(
                name="reading_described_only_when_unnamed",
                condition=Q(is_described=None)
                | Q(identification__in=["unnamed_individual", "unnamed_group"]),
            ),
            models.CheckConstraint(
                name="reading_withdrawal_supersedes",
                condition=Q(is_withdrawal=False) | Q(supersedes__isnull=False),
            ),
            models.CheckConstraint(
                name="reading_polarity_is_a_term", condition=Q(polarity__in=["affirmed", "negated"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_identification_display()}, {self.get_stance_display()}"

    def span(self, name: str) -> tuple[int, int] | None:
        """``source``, ``cue`` or ``content`` as code points (start, end), or None."""
        start, end = getattr(self, f"{name}_start"), getattr(self, f"{name}_end")
        return None if start is None else (start, end)

    @property
    def hull(self) -> tuple[int, int]:
        """From its first word to its last. Code points."""
        spans = [span for name in ("content", "cue", "source") if (span := self.span(name))]
        return min(s[0] for s in spans), max(s[1] for s in spans)


class ChainNode(AppendOnly):
    """A step of a reading's chain, from the reader's side (0) to the origin; the article's outlet is implied.

    A pool stands here by what is stated of it; the outlet that vouches is the nearest one before it.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="chain")
    position = models.PositiveSmallIntegerField()
    outlet = models.ForeignKey("annotate.Outlet", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey("annotate.Source", models.PROTECT, null=True, blank=True, related_name="+")
    pool_affiliation = models.CharField(max_length=20, choices=Affiliation, blank=True)
    pool_role = models.CharField(max_length=16, choices=Role, blank=True)

    class Meta:
        ordering = ["reading", "position"]
        constraints = [
            models.UniqueConstraint(name="chain_position_once", fields=["reading", "position"]),
            models.UniqueConstraint(name="chain_has_no_outlet_twice", fields=["reading", "outlet"]),
            models.CheckConstraint(
                name="chain_node_is_one_thing",
                condition=Q(outlet__isnull=False, source=None, pool_affiliation="", pool_role="")
                | Q(outlet=None, source__isnull=False, pool_affiliation="", pool_role="")
                | (Q(outlet=None, source=None) & ~Q(pool_affiliation="") & ~Q(pool_role="")),
            ),
        ]

    def __str__(self) -> str:
        if self.pool_affiliation:
            is_stated = self.pool_affiliation != Affiliation.NONE_STATED
            return f"unnamed, {self.get_pool_affiliation_display()}" if is_stated else "unnamed"
        return str(self.outlet or self.source)


class DeniedBy(AppendOnly):
    """A denial and the attribution that it denies."""

    denial = models.ForeignKey(Attribution, models.CASCADE, related_name="denies_links")
    denied = models.ForeignKey(Attribution, models.CASCADE, related_name="denied_links")
    linked = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="denial_is_not_of_itself", condition=~Q(denial=F("denied")))
        ]

    def __str__(self) -> str:
        return f"{self.denial_id} denies {self.denied_id}"


class Adjudication(AppendOnly):
    """An adjudicator's decision on an attribution: the reading as it should stand, and why."""

    id = IdField("adj")
    attribution = models.ForeignKey(Attribution, models.CASCADE, related_name="adjudications")
    adjudicator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen = models.ForeignKey(
        Reading, models.PROTECT, null=True, related_name="+", help_text="Whose source and chain hold."
    )
    facets = models.JSONField(default=dict, help_text="The decided terms, facet by facet.")
    exists = models.BooleanField(default=True, help_text="No: there is no such attribution in the text.")
    was_random = models.BooleanField(default=False, help_text="Drawn from the agreed ones, to calibrate.")
    reason = models.TextField()
    superseded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(name="adjudication_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="adjudication_one_current", fields=["attribution"], condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adjudicator} on {self.attribution_id}"
