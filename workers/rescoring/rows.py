"""What scoring a block of claims looks at, as plain rows; `reading` reads them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotate.models import State
from workers.rescoring.facets import facets_of
from workers.scoring import Trial


class ClaimRow(NamedTuple):
    id: str
    state: str
    was_published: bool
    newsroom: str | None
    merged_into: str | None
    inputs_erased: int
    erased_at: dt.datetime | None


class AttributionRow(NamedTuple):
    """One attribution and the article that it stands in.

    ``published``: as the database writes it, in UTC. ``finished``: how many reviewers have finished its text.
    ``newest``: the article's newest revision.
    """

    claim: str
    id: str
    revision: str
    article: str
    outlet: str
    outlet_name: str
    article_state: str
    article_newsroom: str | None
    erased_at: dt.datetime | None
    copied_from: str | None
    published: str
    precision: str
    credit_line: str
    start: int
    end: int
    finished: int | None
    newest: str

    @property
    def published_at(self) -> dt.datetime:
        at = dt.datetime.fromisoformat(self.published)
        return at if at.tzinfo else at.replace(tzinfo=dt.UTC)

    @property
    def span(self) -> tuple[int, int]:
        """Where the passage stands in that revision's text."""
        return self.start, self.end


class ReadingRow(NamedTuple):
    id: str
    reviewer: int
    polarity: str
    is_self_interested: bool
    text: str

    @property
    def facets(self) -> Mapping[str, str]:
        """Taken apart from ``text``, which is how the database gives them."""
        return facets_of(self.text)


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


class CopyRow(NamedTuple):
    """What two articles share beyond quotations."""

    article: str
    other: str
    kind: str
    origin: str | None
    spans: list[dict[str, int]]


class CreditRow(NamedTuple):
    """Whom an article credits, at one place of its text or for all of it."""

    outlet: str
    rule: str
    start: int | None

    @property
    def is_for_the_text(self) -> bool:
        return self.rule != "relay"


@dataclass
class Rows:
    """Everything that scoring a block of claims looks at. ``head``: the newest change it can have seen.

    ``attributions``, ``outcomes`` and ``taught`` (what the claim's own outcome taught the run) are by claim,
    ``readings`` and ``decisions`` by attribution, ``chains`` by reading, ``credits`` and ``copies`` by article.
    ``outlets``: merged ones → the one that is kept; chains have the kept ones already.
    """

    head: int
    claims: dict[str, ClaimRow]
    attributions: dict[str, list[AttributionRow]] = field(default_factory=dict)
    readings: dict[str, list[ReadingRow]] = field(default_factory=dict)
    chains: dict[str, list[Node]] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    outcomes: dict[str, OutcomeRow] = field(default_factory=dict)
    taught: dict[str, list[Trial]] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
    unrecorded: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    copies: dict[str, list[CopyRow]] = field(default_factory=dict)
    credits: dict[str, list[CreditRow]] = field(default_factory=dict)


def counts_for(claim: ClaimRow, attribution: AttributionRow) -> bool:
    """Whether a report may move a claim's score.

    Published ones do, and while the claim itself is unpublished, drafts of the same owner. So nothing that a
    newsroom submitted in private moves a published figure. An erased one is counted, and weighs nothing.
    """
    if attribution.erased_at or attribution.article_state == State.PUBLISHED:
        return True
    drafts = attribution.article_state in (State.DRAFT, State.EMBARGOED)
    return drafts and not claim.was_published and attribution.article_newsroom == claim.newsroom
