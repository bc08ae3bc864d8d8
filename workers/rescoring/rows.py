"""The rows behind a block of claims, read in a fixed number of queries however many claims there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q

from annotate.actions.erasure import ERASED
from annotate.models import (
    Adjudication,
    Attribution,
    ChainNode,
    ChangeHead,
    Claim,
    Outcome,
    Outlet,
    Reading,
    Review,
    Source,
    State,
)
from annotate.vocabulary import FACETS
from workers.rescoring.dependence import CopyRow, CreditRow, shared


class ClaimRow(NamedTuple):
    id: str
    state: str
    published_at: dt.datetime | None
    newsroom: str | None
    merged_into: str | None
    inputs_erased: int
    erased_at: dt.datetime | None


class AttributionRow(NamedTuple):
    """One attribution and the article that it stands in."""

    id: str
    claim: str
    revision: str
    article: str
    outlet: str
    outlet_name: str
    article_state: str
    article_newsroom: str | None
    erased_at: dt.datetime | None
    copied_from: str | None
    published_at: dt.datetime
    precision: str
    credit_line: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Where the passage stands in that revision's text."""
        return self.start, self.end


class ReadingRow(NamedTuple):
    id: str
    attribution: str
    reviewer: int
    source: str | None
    polarity: str
    is_self_interested: bool
    facets: dict[str, str]


class Node(NamedTuple):
    """A step of a chain: an outlet, a source, or a pool by affiliation and role."""

    outlet: str | None
    source: str | None
    affiliation: str
    role: str


class Decision(NamedTuple):
    facets: dict[str, str]
    chosen: str | None
    exists: bool


class OutcomeRow(NamedTuple):
    verdict: str
    certainty: str
    day: dt.date


@dataclass
class Rows:
    """Everything that scoring a block of claims looks at. ``head``: the newest change it can have seen."""

    head: int
    claims: dict[str, ClaimRow]
    attributions: dict[str, list[AttributionRow]]
    readings: dict[str, list[ReadingRow]]
    chains: dict[str, list[Node]]
    decisions: dict[str, Decision]
    finished: dict[str, int]
    outcomes: dict[str, OutcomeRow]
    outlets: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    unrecorded: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    copies: list[CopyRow] = field(default_factory=list)
    credits: dict[str, list[CreditRow]] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the outlets that reported, by id: what a credit line is looked through for."""
        return {
            self.outlets.get(a.outlet, a.outlet): a.outlet_name
            for group in self.attributions.values()
            for a in group
        }


def load(claims: Collection[str]) -> Rows:
    """The rows of these claims and of those merged into them."""
    head = ChangeHead.objects.values_list("last", flat=True).get(
        pk=1
    )  # first: what commits later is seen later
    kept = {row[0]: ClaimRow(*row) for row in _claims(Q(pk__in=claims))}
    member_of = _members(kept)
    attributions = _attributions(member_of)
    ids = [a.id for rows in attributions.values() for a in rows]
    readings = _readings(ids)
    outlets, sources = _merged(Outlet), _merged(Source)
    chains = _chains([r.id for rows in readings.values() for r in rows], outlets, sources)
    unrecorded, erased = _people(chains)
    return Rows(
        head=head,
        claims=kept,
        attributions=attributions,
        readings=readings,
        chains=chains,
        decisions=_decisions(ids),
        finished=_finished({a.revision for rows in attributions.values() for a in rows}),
        outcomes=_outcomes(kept),
        outlets=outlets,
        sources=sources,
        unrecorded=unrecorded,
        erased=erased,
        **shared({a.article for group in attributions.values() for a in group}),
    )


def _claims(which: Q) -> Iterable[tuple]:
    names = ("pk", "state", "published_at", "newsroom", "merged_into", "inputs_erased", "erased_at")
    return Claim.objects.filter(which).order_by().values_list(*names)


def _members(claims: Mapping[str, ClaimRow]) -> dict[str, str]:
    """Each claim that counts for one of the block → that one. Merges of merges are followed down."""
    member_of = {pk: pk for pk, row in claims.items() if row.merged_into is None}
    level: Collection[str] = [*member_of]
    while level:
        below = list(Claim.objects.filter(merged_into__in=level).order_by().values_list("pk", "merged_into"))
        fresh = {pk: member_of[into] for pk, into in below if into and pk not in member_of}
        member_of |= fresh
        level = fresh
    return member_of


def _attributions(member_of: Mapping[str, str]) -> dict[str, list[AttributionRow]]:
    revision, article = "passage__revision", "passage__revision__article"
    rows = (
        Attribution.objects.filter(claim__in=member_of)
        .order_by()
        .values_list(
            "pk", "claim", revision, article, f"{article}__outlet", f"{article}__outlet__name", f"{article}__state",
            f"{article}__newsroom", f"{article}__erased_at", f"{article}__syndicated_from",
            f"{revision}__published_at", f"{revision}__precision", f"{revision}__credit_line", "passage__start",
            "passage__end",
        )
    )  # fmt: skip
    found: dict[str, list[AttributionRow]] = defaultdict(list)
    for row in rows:
        found[member_of[row[1]]].append(AttributionRow(*row))
    return found


def _readings(attributions: Collection[str]) -> dict[str, list[ReadingRow]]:
    names = ("pk", "attribution", "reviewer", "source", "polarity", "is_self_interested", *FACETS)
    rows = Reading.objects.current().submitted().filter(attribution__in=attributions).order_by("pk")
    found: dict[str, list[ReadingRow]] = defaultdict(list)
    for pk, attribution, reviewer, source, polarity, interested, *terms in rows.values_list(*names):
        facets = dict(zip(FACETS, terms, strict=True))
        found[attribution].append(ReadingRow(pk, attribution, reviewer, source, polarity, interested, facets))
    return found


def _chains(
    readings: Collection[str], outlets: Mapping[str, str], sources: Mapping[str, str]
) -> dict[str, list[Node]]:
    names = ("reading", "outlet", "source", "pool_affiliation", "pool_role")
    found: dict[str, list[Node]] = defaultdict(list)
    for reading, outlet, source, affiliation, role in (
        ChainNode.objects.filter(reading__in=readings).order_by("reading", "position").values_list(*names)
    ):
        node = Node(outlets.get(outlet, outlet), sources.get(source, source), affiliation, role)
        found[reading].append(node)
    return found


def _merged(model: type[Outlet] | type[Source]) -> dict[str, str]:
    """Merged rows (there are few) → the one that is kept at the end."""
    direct: dict[Any, Any] = dict(
        model.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into")
    )
    for pk in direct:
        while direct[pk] in direct:
            direct[pk] = direct[direct[pk]]
    return direct


def _people(chains: Mapping[str, list[Node]]) -> tuple[set[str], set[str]]:
    """Sources without a public role, of whom no record is kept, and erased ones."""
    ids = {node.source for nodes in chains.values() for node in nodes if node.source}
    rows = Source.objects.filter(pk__in=ids).order_by().values_list("pk", "name", "has_public_role")
    found = list(rows)
    return {pk for pk, _, public in found if not public}, {pk for pk, name, _ in found if name == ERASED}


def _decisions(attributions: Collection[str]) -> dict[str, Decision]:
    rows = Adjudication.objects.filter(attribution__in=attributions, superseded_at=None).order_by()
    return {
        pk: Decision(*rest) for pk, *rest in rows.values_list("attribution", "facets", "chosen", "exists")
    }


def _finished(revisions: Collection[str]) -> dict[str, int]:
    """How many reviewers have finished each text."""
    rows = Review.objects.filter(revision__in=revisions, submitted_at__isnull=False).order_by()
    return dict(rows.values("revision").annotate(n=Count("pk")).values_list("revision", "n"))


def _outcomes(claims: Collection[str]) -> dict[str, OutcomeRow]:
    rows = Outcome.objects.filter(claim__in=claims, state=Outcome.State.AGREED).order_by()
    return {
        claim: OutcomeRow(verdict, certainty, on or at.date())
        for claim, verdict, certainty, on, at in rows.values_list(
            "claim", "verdict", "certainty", "came_about_on", "proposed_at"
        )
    }


def counts_for(claim: ClaimRow, attribution: AttributionRow) -> bool:
    """Whether a report may move a claim's score.

    Published ones do, and while the claim itself is unpublished, drafts of the same owner. So nothing that a
    newsroom submitted in private moves a published figure. An erased one is counted, and weighs nothing.
    """
    if attribution.erased_at or attribution.article_state == State.PUBLISHED:
        return True
    drafts = attribution.article_state in (State.DRAFT, State.EMBARGOED)
    return drafts and claim.published_at is None and attribution.article_newsroom == claim.newsroom
