"""Outlets and sources: who publishes, and who speaks.

A pool of unnamed sources is no row: it is the derived key (outlet that vouches, affiliation, role), so that
nobody can pick one, and there is no field in which the person behind it could be written down.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from annotate.models.base import IdField, one_of
from annotate.rules import PRIVATE_AFFILIATIONS
from annotate.vocabulary import Affiliation, Identification, OutletKind


class PartyQuerySet(models.QuerySet):
    """Queries that outlets and sources share."""

    def visible_to(self, newsroom) -> "PartyQuerySet":
        """Those a newsroom may know of: the public ones and its own. None: the public ones."""
        return (
            self.filter(Q(private_to=None) | Q(private_to=newsroom))
            if newsroom
            else self.filter(private_to=None)
        )

    def told_to(self, newsroom) -> "PartyQuerySet":
        """Those whose name and record are told to a newsroom."""
        return self.visible_to(newsroom)

    def kept(self) -> "PartyQuerySet":
        """Without those that were merged into another."""
        return self.filter(merged_into=None)


class Party(models.Model):
    """What an outlet and a source have in common."""

    name = models.CharField(max_length=300)
    private_to = models.ForeignKey(
        "annotate.Newsroom", models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def kept(self) -> Self:
        """The one that this was merged into, or itself."""
        party = self
        while party.merged_into is not None:
            party = party.merged_into  # type: ignore[assignment]
        return party


class Outlet(Party):
    """Who publishes."""

    id = IdField("out")
    domain = models.CharField(
        max_length=253, unique=True, null=True, blank=True, help_text="Such as example.org."
    )
    kind = models.CharField(max_length=12, choices=OutletKind)
    owner = models.ForeignKey(
        "annotate.Newsroom",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outlets",
        help_text="The newsroom that owns it; its members do not judge it.",
    )
    looks_like = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Set by the service when the name or domain looks like another's.",
    )

    class Meta(Party.Meta):
        constraints = [
            one_of("kind", OutletKind, "outlet"),
            models.CheckConstraint(name="outlet_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="outlet_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="outlet_domain_is_lower_case",
                condition=Q(domain=None) | Q(domain__regex=r"^[^A-Z\s/:]+$"),
            ),
        ]

    @property
    def root_key(self) -> str:
        return f"outlet:{self.id}"


#: `annotate.rules.is_private_person` for the database.
PRIVATE_PERSON = Q(has_public_role=False) & (
    Q(identification=Identification.NAMED_INDIVIDUAL) | Q(affiliation__in=PRIVATE_AFFILIATIONS)
)


class SourceQuerySet(PartyQuerySet):
    def told_to(self, newsroom) -> "SourceQuerySet":
        """Without private persons; a newsroom's own entries come back to it as it made them."""
        own = Q(private_to=newsroom) if newsroom else Q(pk__in=())
        visible: SourceQuerySet = super().visible_to(newsroom).filter(~PRIVATE_PERSON | own)  # type: ignore[assignment]
        return visible


class Source(Party):
    """A named person or group, a document, or a data set. Never the identity behind an unnamed source."""

    id = IdField("src")
    identification = models.CharField(
        max_length=24,
        choices=[
            c
            for c in Identification.choices
            if c[0] in ("named_individual", "named_group", "document", "database")
        ],
        default=Identification.NAMED_INDIVIDUAL,
    )
    affiliation = models.CharField(max_length=24, choices=Affiliation, default=Affiliation.NONE_STATED)
    description = models.CharField(
        max_length=300, blank=True, help_text="Position and organisation, as published."
    )
    has_public_role = models.BooleanField(
        default=False,
        help_text="Speaks in a public role. Without it no record is kept; the kind's prior serves.",
    )

    objects = SourceQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta(Party.Meta):
        constraints = [
            models.CheckConstraint(name="source_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="source_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="source_is_never_unnamed",
                condition=Q(identification__in=["named_individual", "named_group", "document", "database"]),
            ),
            one_of("affiliation", Affiliation, "source"),
            models.CheckConstraint(
                name="source_private_person_has_no_public_role",
                condition=~Q(affiliation__in=["witness", "victim"], has_public_role=True),
            ),
        ]

    @property
    def root_key(self) -> str:
        return f"source:{self.id}"


class ExternalId(models.Model):
    """What others call an outlet or source: Wikidata, LEI."""

    class Scheme(models.TextChoices):
        WIKIDATA = "wikidata"
        LEI = "lei"
        ISNI = "isni"

    scheme = models.CharField(max_length=12, choices=Scheme)
    value = models.CharField(max_length=64)
    outlet = models.ForeignKey(Outlet, models.CASCADE, null=True, blank=True, related_name="external_ids")
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True, related_name="external_ids")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="external_id_once_per_outlet", fields=["scheme", "value"], condition=~Q(outlet=None)
            ),
            models.UniqueConstraint(
                name="external_id_once_per_source", fields=["scheme", "value"], condition=~Q(source=None)
            ),
            models.CheckConstraint(
                name="external_id_names_one_thing",
                condition=Q(outlet=None, source__isnull=False) | Q(outlet__isnull=False, source=None),
            ),
            models.CheckConstraint(
                name="external_id_scheme_is_known", condition=Q(scheme__in=["wikidata", "lei", "isni"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
