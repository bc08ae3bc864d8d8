"""Reading: a reviewer's facets, spans, source and chain, blind until the review is submitted."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate.actions import articles, claims, queue, suggestions
from annotate.actions.grouping import attribution_of
from annotate.actions.new_reading import NewReading, check
from annotate.actions.recusal import refuse_interested
from annotate.actions.seats import refuse_without_seat
from annotate.actions.verb import CONFLICT, lock, person_of, snapshot, verb
from annotate.models import (
    ApiKey,
    Article,
    ChainNode,
    Claim,
    DeskExample,
    Outlet,
    Reading,
    Review,
    Revision,
    Suggestion,
    User,
)
from annotate.vocabulary import UNNAMED, VERSION

#: What a reading names: rows of the database, at hand when it is written.
NAMED = {f.name for f in Reading._meta.concrete_fields if f.is_relation}


def start_review(*, revision: Revision, by: User | ApiKey) -> Review:
    """Open one's own review of a revision (the one there is, if there is one)."""
    with verb("review.start", by=by, allowed_as="reading.save") as log:
        person = person_of(by)
        refuse_interested(revision.article, by)
        refuse_without_seat(revision, person)
        queue.hold(revision, person)
        review, made = Review.objects.get_or_create(revision=revision, reviewer=person)
        if made:
            log.add(review, after=snapshot(review))
    return review


def save_reading(
    *,
    revision: Revision,
    reading: NewReading,
    by: User | ApiKey,
    supersedes: Reading | None = None,
    suggestion: Suggestion | None = None,
) -> Reading:
    """A new reading, or the correction of one's own current one; ``suggestion``: what it was made from.

    Raises `ValidationError` with code ``conflict`` where the reading was corrected or saved meanwhile, or the text has
    the reviews it needs and this person began none.
    """
    with verb("reading.save", by=by) as log:
        person = person_of(by)
        revision = lock(revision)  # readings of one text are grouped one at a time
        revision.article = Article.objects.select_related("outlet__owner").get(pk=revision.article_id)
        refuse_interested(revision.article, by)
        refuse_without_seat(revision, person)
        checked = check(revision, reading)
        review, _ = Review.objects.get_or_create(revision=revision, reviewer=person)
        review.revision = revision
        if review.submitted_at and not supersedes:
            raise ValidationError(
                "You have submitted your review of this text and see the others' readings, so a new one would not be "
                "blind. Correct one of yours, or tell an adjudicator what is missing."
            )
        queue.hold(revision, person)
        if supersedes:
            _supersede(supersedes, person, log.at)
        attribution = attribution_of(revision, reading, person, supersedes)
        saved = Reading(
            attribution=attribution,
            review=review,
            reviewer=person,
            supersedes=supersedes,
            carried_from=_carried(revision, reading.carried_from, person),
            vocabulary_version=VERSION,
            guideline_version=DeskExample.objects.version(),
            **checked,
        )
        # Asking for each row that it names, and each constraint, takes thirty queries: the rows are at hand, and
        # `check` has been through the constraints in Python.
        saved.clean_fields(exclude=NAMED)
        saved.save()
        nodes = ChainNode.objects.bulk_create(chain_of(saved, reading))
        claims.ensure_link(
            reading.claim, attribution.passage, polarity=saved.polarity, linked=True, by=person
        )
        log.add(
            saved,
            before=snapshot(supersedes) if supersedes else None,
            after=snapshot(saved) | {"chain": _chain(nodes)},
        )
        _touch(log, review, attribution.claim, supersedes.attribution.claim if supersedes else None)
        if suggestion:
            suggestions.take_up(suggestion=suggestion, reading=saved, by=person)
        elif supersedes:
            suggestions.follow(before=supersedes, after=saved, by=person)
        _settle(review)
    return saved


def withdraw_reading(*, reading: Reading, by: User | ApiKey, reason: str = "") -> Reading:
    """Take one's own reading back. That is a row too; `restore_reading` undoes it."""
    return _replace(reading, by=by, name="reading.withdraw", withdrawal=True, reason=reason)


def restore_reading(*, withdrawal: Reading, by: User | ApiKey) -> Reading:
    """Undo a withdrawal: the reading stands again as it was."""
    if not withdrawal.is_withdrawal or withdrawal.supersedes is None:
        raise ValidationError("This reading is not withdrawn.")
    return _replace(withdrawal, by=by, name="reading.restore", withdrawal=False)


def submit_review(*, review: Review, by: User | ApiKey) -> Review:
    """Finish: from now on the readings count, and others' readings of this text are shown.

    Raises `ValidationError` where the text has the readings it needs: they are kept and do not count.
    """
    with verb("review.submit", by=by) as log:
        lock(review.revision)  # of one text one review is submitted at a time
        review = lock(review)
        if review.reviewer_id != person_of(by).pk:
            raise PermissionDenied("Only the reviewer submits a review.")
        refuse_interested(review.revision.article, by)
        if review.submitted_at is None:
            queue.stand_in(review, log.at)
            review.submitted_at = timezone.now()
            review.save()
            queue.settle(review.revision)
            log.bells.add("workers.weigh_texts")
            log.add(review, before={"submitted_at": None}, after=snapshot(review))
            log.touch(articles.claims_of(review.revision.article))
    return review


def _settle(review: Review) -> None:
    """A correction may make readings agree or differ, and so what the text still needs."""
    if review.submitted_at:
        queue.settle(review.revision)


def _carried(revision: Revision, earlier: Reading | None, by: User) -> Reading | None:
    """The reading of an earlier revision that is read again here, once."""
    if earlier is None:
        return None
    if earlier.reviewer_id != by.pk or earlier.review.revision.article_id != revision.article_id:
        raise PermissionDenied("Only one's own reading of an earlier revision is carried over.")
    if Reading.objects.filter(carried_from=earlier, review__revision=revision, supersedes=None).exists():
        raise ValidationError("This reading was carried over already. Load the page again.", code=CONFLICT)
    return earlier


def _supersede(reading: Reading, by: User, at: Any) -> None:
    if reading.reviewer_id != by.pk:
        raise PermissionDenied("Only one's own reading can be corrected.")
    if not Reading.objects.filter(pk=reading.pk, superseded_at=None).amend(superseded_at=at):
        meanwhile = "This reading was changed meanwhile, in another tab or by a retry. Compare the two and save again."
        raise ValidationError({"supersedes": ValidationError(meanwhile, code=CONFLICT)})


def chain_of(saved: Reading, reading: NewReading) -> list[ChainNode]:
    """The chain's rows, unsaved: the relays, then the source or the pool. Part of other verbs."""
    nodes = [
        ChainNode(outlet=r.kept) if isinstance(r, Outlet) else ChainNode(source=r.kept)
        for r in reading.relays
    ]
    if saved.source:
        nodes.append(ChainNode(source=saved.source))
    elif saved.identification in UNNAMED:
        nodes.append(ChainNode(pool_affiliation=saved.affiliation, pool_role=saved.role))
    for position, node in enumerate(nodes):
        node.reading, node.position = saved, position
    return nodes


def _chain(nodes: list[ChainNode]) -> list[dict[str, Any]]:
    return [
        {
            k: v
            for k, v in {
                "outlet": n.outlet_id,
                "source": n.source_id,
                "pool": n.pool_affiliation,
                "role": n.pool_role,
            }.items()
            if v
        }
        for n in nodes
    ]


def _replace(
    reading: Reading, *, by: User | ApiKey, name: str, withdrawal: bool, reason: str = ""
) -> Reading:
    with verb(name, by=by, reason=reason, allowed_as="reading.withdraw") as log:
        lock(reading.review.revision)
        _supersede(reading, person_of(by), log.at)
        old = snapshot(reading)
        row = Reading.objects.get(pk=reading.pk)
        nodes = list(row.chain.all())
        row.pk = Reading._meta.pk.get_default()
        row._state.adding = True
        row.supersedes, row.superseded_at, row.is_withdrawal = reading, None, withdrawal
        row.vocabulary_version = VERSION if withdrawal else reading.vocabulary_version
        row.save()
        for node in nodes:
            node.pk, node.reading, node._state.adding = None, row, True
        ChainNode.objects.bulk_create(nodes)
        log.add(row, before=old, after=snapshot(row))
        _touch(log, row.review, row.attribution.claim)
        _settle(row.review)
    return row


def _touch(log, review: Review, *touched: Claim | None) -> None:
    """An unsubmitted reading counts for nothing yet, so it moves no score."""
    if review.submitted_at:
        log.touch(touched)
