"""Importing an archive: articles, claims, finished readings and outcomes at once, in blocks.

One by one the same would take a verb, a dozen queries and a ring of the bell for each row. Here every row is
checked as its own verb checks it, all are written in one transaction, and each has its entry in the log.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from annotate import text as texts
from annotate.actions import articles, outcomes, queue
from annotate.actions import claims as claims_verbs
from annotate.actions.grouping import closest, hull
from annotate.actions.new_reading import NewReading, check
from annotate.actions.readings import chain_of
from annotate.actions.verb import Log, snapshot, verb
from annotate.addresses import canonical
from annotate.models import (
    Article,
    Attribution,
    ChainNode,
    Claim,
    ClaimPassage,
    Outcome,
    Outlet,
    Passage,
    QueuedText,
    Reading,
    Review,
    Revision,
    State,
    Task,
    Topic,
    User,
    Wording,
)  # fmt: skip
from annotate.roles import REVIEWER, SETUP, System, roles_of
from annotate.vocabulary import VERSION, OutcomeCertainty, Precision


@dataclass
class OldArticle:
    """An article and what each reviewer read in it, reviewer by reviewer."""

    outlet: Outlet
    headline: str
    text: str
    published_at: dt.datetime
    url: str
    credit_line: str = ""
    byline: str = ""
    language: str = "en"
    precision: str = Precision.MINUTE
    readings: Sequence[tuple[User, NewReading]] = ()


@dataclass
class OldClaim:
    """A claim, not yet saved, that readings may refer to; and what became of it, if that is decided."""

    claim: Claim
    topics: Sequence[str] = ()
    verdict: str = ""
    why_checked: str = ""
    evidence_url: str = ""
    evidence_quote: str = ""
    decided_at: dt.datetime | None = None
    certainty: str = OutcomeCertainty.STATED


def import_archive(*, claims: Sequence[OldClaim], articles: Sequence[OldArticle], by: System = SETUP) -> None:
    """Import an archive, all of it or nothing, published and with finished reviews. Only set-up may."""
    with verb("archive.import", by=by) as log:
        _import_claims(log, claims)
        block = _Block(log)
        for article in articles:
            block.add(article)
        block.write()
        _import_outcomes(log, claims)
        log.touch([old.claim for old in claims])


def _import_claims(log: Log, claims: Sequence[OldClaim]) -> None:
    for old in claims:
        claim = old.claim
        claim.wording = claims_verbs.checked_wording(claim.wording)
        claim.state, claim.published_at = State.PUBLISHED, log.at
        _check_fields(claim)
        log.add(claim, after=snapshot(claim), verb="claim.publish")
    made = [old.claim for old in claims]
    _insert(Claim, made)
    _insert(Wording, [Wording(claim=c, number=1, text=c.wording, language=c.language) for c in made])
    names = {name for old in claims for name in old.topics}
    topics = {name: Topic.objects.get_or_create(name=name)[0] for name in sorted(names)}
    filed = Claim.topics.through
    _insert(filed, [filed(claim=old.claim, topic=topics[name]) for old in claims for name in old.topics])


def _import_outcomes(log: Log, claims: Sequence[OldClaim]) -> None:
    """Outcomes come last: evidence must not be one of the claim's own reports."""
    made = []
    for old in claims:
        if old.decided_at is None:
            continue
        values = outcomes.check(
            old.claim, old.verdict, old.why_checked, old.certainty, old.evidence_url, old.evidence_quote, None
        )
        outcome = Outcome(
            claim=old.claim, state=Outcome.State.AGREED, proposed_at=old.decided_at, decided_at=old.decided_at,
            imported=True, **values,
        )  # fmt: skip
        log.add(outcome, after=snapshot(outcome), verb="outcome.import")
        made.append(outcome)
    _insert(Outcome, made)


@dataclass
class _Block:
    """Rows on their way into the database, table by table."""

    log: Log
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, old: OldArticle) -> None:
        words = articles.words_of(
            old.headline, old.text, old.byline, old.credit_line, old.language, old.published_at, old.precision, "UTC"
        )  # fmt: skip
        article = Article(
            outlet=old.outlet.kept, url=old.url, canonical_url=canonical(old.url), state=State.PUBLISHED,
            published_at=self.log.at,
        )  # fmt: skip
        articles.refuse_second(article)
        digest = hashlib.sha256(words["text"].encode()).hexdigest()
        revision = Revision(article=article, number=1, extractor=texts.EXTRACTOR, sha256=digest, **words)
        for row in (article, revision):
            _check_fields(row)
            self._keep(row)
        after = snapshot(article) | {"revision": revision.pk, "headline": revision.headline}
        self.log.add(article, after=after, verb="article.publish")
        self._add_readings(revision, old.readings)

    def write(self) -> None:
        order = (
            Article,
            Revision,
            Review,
            QueuedText,
            Task,
            Passage,
            Attribution,
            Reading,
            ChainNode,
            ClaimPassage,
        )
        for model in order:
            _insert(model, self.rows.get(model, []))

    def _add_readings(self, revision: Revision, given: Iterable[tuple[User, NewReading]]) -> None:
        reviews: dict[int, Review] = {}
        passages: dict[tuple[int, int], Passage] = {}
        read: dict[str, list[Reading]] = {}
        for reviewer, new in given:
            if reviewer.pk not in reviews:
                reviews[reviewer.pk] = self._review(revision, reviewer)
            before = read.setdefault(new.claim.pk, [])
            attribution = closest(before, new, reviewer) or self._attribution(revision, passages, new)
            before.append(self._reading(revision, reviews[reviewer.pk], attribution, new))
        queued, tasks = queue.queued_with(revision, reviews.values())
        for row in (queued, *tasks):
            self._keep(row)

    def _review(self, revision: Revision, reviewer: User) -> Review:
        if REVIEWER not in roles_of(reviewer):
            raise PermissionDenied(f"{reviewer} is no reviewer.")
        review = Review(revision=revision, reviewer=reviewer, submitted_at=self.log.at)
        self.log.add(review, after=snapshot(review), verb="review.submit")
        return self._keep(review)

    def _attribution(self, revision: Revision, passages: dict, new: NewReading) -> Attribution:
        span = hull(new)
        if span not in passages:
            exact, prefix, suffix = texts.context(revision.text, *span)
            passages[span] = self._keep(
                Passage(revision=revision, start=span[0], end=span[1], exact=exact, prefix=prefix, suffix=suffix)
            )  # fmt: skip
        return self._keep(Attribution(passage=passages[span], claim=new.claim))

    def _reading(
        self, revision: Revision, review: Review, attribution: Attribution, new: NewReading
    ) -> Reading:
        reading = Reading(
            attribution=attribution, review=review, reviewer=review.reviewer, vocabulary_version=VERSION,
            **check(revision, new),
        )  # fmt: skip
        _check_fields(reading)
        for node in chain_of(reading, new):
            self._keep(node)
        self._link(attribution, reading.polarity)
        self.log.add(reading, after=snapshot(reading), verb="reading.save")
        return self._keep(reading)

    def _link(self, attribution: Attribution, polarity: str) -> None:
        """The newest row holds: another is needed only where it says something else."""
        pair = (attribution.claim_id, attribution.passage_id)
        if self.links.get(pair) != polarity:
            self.links[pair] = polarity
            self._keep(ClaimPassage(claim=attribution.claim, passage=attribution.passage, polarity=polarity))

    def _keep(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row


def _insert(model: Any, rows: Sequence[Any]) -> None:
    model._base_manager.bulk_create(rows, batch_size=200)


def _check_fields(row: models.Model) -> None:
    """What a column may hold. Rows that others point to are made here, and the constraints are the database's."""
    row.clean_fields(exclude={f.name for f in row._meta.concrete_fields if f.is_relation})
