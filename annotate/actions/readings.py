"""Reading: a reviewer's facets, spans, source and chain, blind until the review is submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate import rules
from annotate import text as texts
from annotate.actions import articles, claims
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.models import Attribution, ChainNode, Claim, Outlet, Reading, Review, Revision, Source, State, User
from annotate.vocabulary import FACETS, UNNAMED, VERSION, Given, Identification, Polarity

Span: TypeAlias = tuple[int, int]
Relay: TypeAlias = Outlet | Source

SPANS = ("content", "cue", "source")
DETAILS = (
    "polarity", "speaks_for", "is_described", "stated_count", "count_floor", "anonymity_reason",
    "anonymity_reason_words", "motive", "motive_words", "is_self_interested", "note",
)  # fmt: skip


@dataclass
class NewReading:
    """What a reviewer says of one attribution. Spans in code points of the revision's text.

    ``relays``: the chain from the reader's side, without the article's own outlet and without its end, which
    follows from the facets: the source, the pool of unnamed ones, or nobody behind the last outlet.
    """

    claim: Claim
    content: Span
    facets: Mapping[str, str]
    cue: Span | None = None
    source_span: Span | None = None
    quotes: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    relays: Sequence[Relay] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def start_review(*, revision: Revision, by: User) -> Review:
    """Open one's own review of a revision (the one there is, if there is one)."""
    with verb("review.start", by=by, allowed_as="reading.save") as log:
        _refuse_interested(revision, by)
        review, made = Review.objects.get_or_create(revision=revision, reviewer=by)
        if made:
            log.add(review, after=snapshot(review))
    return review


def save_reading(*, revision: Revision, reading: NewReading, by: User, supersedes: Reading | None = None) -> Reading:
    """A new reading, or the correction of one's own current one.

    Raises `ValidationError` with code ``conflict`` where the reading was corrected or saved meanwhile.
    """
    with verb("reading.save", by=by) as log:
        revision = lock(revision)  # readings of one text are grouped one at a time
        _refuse_interested(revision, by)
        checked = _check(revision, reading)
        review, _ = Review.objects.get_or_create(revision=revision, reviewer=by)
        if supersedes:
            _supersede(supersedes, by, log.at)
        attribution = _attribution(revision, reading, by, supersedes)
        saved = Reading(
            attribution=attribution, review=review, reviewer=by, supersedes=supersedes, vocabulary_version=VERSION, **checked
        )
        saved.full_clean()
        saved.save()
        _write_chain(saved, reading)
        claims.ensure_link(reading.claim, attribution.passage, polarity=saved.polarity, linked=True, by=by)
        log.add(saved, before=snapshot(supersedes) if supersedes else None, after=snapshot(saved) | {"chain": _chain(saved)})
        _touch(log, review, attribution.claim, supersedes.attribution.claim if supersedes else None)
    return saved


def withdraw_reading(*, reading: Reading, by: User, reason: str = "") -> Reading:
    """Take one's own reading back. That is a row too; `restore_reading` undoes it."""
    return _replace(reading, by=by, name="reading.withdraw", withdrawal=True, reason=reason)


def restore_reading(*, withdrawal: Reading, by: User) -> Reading:
    """Undo a withdrawal: the reading stands again as it was."""
    if not withdrawal.is_withdrawal or withdrawal.supersedes is None:
        raise ValidationError("This reading is not withdrawn.")
    return _replace(withdrawal, by=by, name="reading.restore", withdrawal=False)


def submit_review(*, review: Review, by: User) -> Review:
    """Finish: from now on the readings count, and others' readings of this text are shown."""
    with verb("review.submit", by=by) as log:
        review = lock(review)
        if review.reviewer_id != by.pk:
            raise PermissionDenied("Only the reviewer submits a review.")
        if review.submitted_at is None:
            review.submitted_at = timezone.now()
            review.save()
            log.add(review, before={"submitted_at": None}, after=snapshot(review))
            log.touch(articles.claims_of(review.revision.article))
    return review


def _check(revision: Revision, reading: NewReading) -> dict[str, Any]:
    if revision.article.erased_at or revision.article.state == State.WITHDRAWN:
        raise ValidationError("This article was withdrawn; it takes no more readings.")
    if reading.claim.erased_at or reading.claim.state == State.WITHDRAWN:
        raise ValidationError({"claim": "This claim was withdrawn. Choose another."})
    values: dict[str, Any] = _check_facets(reading.facets) | _check_details(reading.details)
    for name, span in zip(SPANS, (reading.content, reading.cue, reading.source_span), strict=True):
        if span is not None:
            values[f"{name}_start"], values[f"{name}_end"] = texts.check_span(
                revision.text, *span, field=name, quote=reading.quotes.get(name)
            )
    _check_source(reading, values["identification"])
    values["source"] = reading.source.kept if reading.source else None
    if values["identification"] not in UNNAMED:
        values["is_described"] = None
    if "is_self_interested" not in reading.details:
        name = reading.source.name if reading.source else ""
        values["is_self_interested"] = rules.is_self_interested(values.get("speaks_for", ""), name, reading.claim.subject)
    _check_relays(reading.relays, revision.article.outlet)
    return values


def _check_facets(facets: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, list[str]] = {}
    for name in facets.keys() - FACETS.keys():
        problems[name] = [f"There is no facet “{name}”. Facets are {', '.join(FACETS)}."]
    for name, terms in FACETS.items():
        given = facets.get(name, Reading._meta.get_field(name).get_default() or None)
        if given is None:
            problems[name] = [f"Choose a term for {name.replace('_', ' ')}."]
        elif given not in terms.values:
            problems[name] = [f"“{given}” is not a term of {name}. Use one of {', '.join(terms.values)}."]
    if problems:
        raise ValidationError(problems)
    return {name: facets.get(name, Reading._meta.get_field(name).get_default()) for name in FACETS}


def _check_details(details: Mapping[str, Any]) -> dict[str, Any]:
    for name in details.keys() - {*DETAILS}:
        raise ValidationError({name: f"There is no such field. Fields are {', '.join(DETAILS)}."})
    values = dict(details)
    for name in ("speaks_for", "anonymity_reason_words", "motive_words", "note"):
        if name in values:
            values[name] = texts.clean(values[name] or "", field=name, limit=5000 if name == "note" else 500)
    for name in ("anonymity_reason", "motive"):
        if values.get(f"{name}_words") and values.get(name, Given.NOT_GIVEN) == Given.NOT_GIVEN:
            values[name] = Given.GIVEN
    count = values.get("stated_count")
    if count is not None and (type(count) is not int or not 0 < count < 10_000):
        raise ValidationError({"stated_count": "Give the number of sources that the text states, from 1, or nothing."})
    if values.get("polarity", Polarity.AFFIRMED) not in Polarity.values:
        raise ValidationError({"polarity": f"“{values['polarity']}” is not a polarity. Use affirmed or negated."})
    return values


def _check_source(reading: NewReading, identification: str) -> None:
    nobody = identification in UNNAMED or identification == Identification.UNATTRIBUTED
    if nobody and reading.source:
        raise ValidationError({"source": "An unnamed source has no entry: who it is, is never written down. Clear the source."})
    if not nobody and not reading.source:
        raise ValidationError({"source": "Choose who speaks, or add them."})


def _check_relays(relays: Sequence[Relay], own: Outlet) -> None:
    seen = {own.kept.pk: own}
    for relay in relays:
        if relay.kept.pk in seen:
            raise ValidationError({"relays": f"“{relay.kept}” stands twice in the chain. A chain never comes back to where it was."})
        seen[relay.kept.pk] = relay  # type: ignore[assignment]


def _refuse_interested(revision: Revision, by: User) -> None:
    owner = revision.article.outlet.owner
    if owner and owner.memberships.filter(user=by).exists():
        raise PermissionDenied(f"You belong to {owner}, which owns {revision.article.outlet}: its articles are read by others.")


def _supersede(reading: Reading, by: User, at: Any) -> None:
    if reading.reviewer_id != by.pk:
        raise PermissionDenied("Only one's own reading can be corrected.")
    if not Reading.objects.filter(pk=reading.pk, superseded_at=None).amend(superseded_at=at):
        raise ValidationError(
            {"supersedes": "This reading was changed meanwhile, in another tab or by a retry. Compare the two and save again."},
            code=CONFLICT,
        )


def _attribution(revision: Revision, reading: NewReading, by: User, supersedes: Reading | None) -> Attribution:
    """The attribution that this reading is of: its own old one, one that others read here, or a new one."""
    if supersedes and supersedes.attribution.claim_id == reading.claim.pk:
        return supersedes.attribution
    return _shared(revision, reading, by) or Attribution.objects.create(
        passage=articles.mark(revision, _hull(reading), by=by), claim=reading.claim
    )


def _hull(reading: NewReading) -> Span:
    spans = [s for s in (reading.content, reading.cue, reading.source_span) if s]
    return min(s[0] for s in spans), max(s[1] for s in spans)


def _shared(revision: Revision, new: NewReading, by: User) -> Attribution | None:
    """One of the same claim whose cue overlaps by half, which this reviewer has not read; the closest source wins."""
    current = Reading.objects.current().filter(
        attribution__passage__revision=revision, attribution__claim=new.claim
    ).select_related("attribution__passage").prefetch_related("chain")  # fmt: skip
    mine = {r.attribution_id for r in current if r.reviewer_id == by.pk}
    for r in current:
        if r.reviewer_id == by.pk and _same_words(r, new):
            raise ValidationError(f"You have read these words for this claim already ({r.pk}). Correct that reading.", code=CONFLICT)
    matches = [r for r in current if r.attribution_id not in mine and _belongs(r, new)]
    best = max(matches, key=lambda r: (_source_overlap(r, new), r.attribution_id), default=None)
    return best.attribution if best else None


def _belongs(reading: Reading, new: NewReading) -> bool:
    if reading.span("cue") and new.cue:
        return rules.spans_belong_together(reading.span("cue"), new.cue)
    if reading.span("source") and new.source_span:
        return rules.spans_belong_together(reading.span("source"), new.source_span)
    return rules.spans_belong_together(reading.span("content"), new.content)


def _same_words(reading: Reading, new: NewReading) -> bool:
    return (reading.span("content"), reading.span("cue"), reading.span("source")) == (new.content, new.cue, new.source_span)


def _source_overlap(reading: Reading, new: NewReading) -> int:
    a, b = reading.span("source"), new.source_span
    same = reading.source_id is not None and new.source is not None and reading.source_id == new.source.kept.pk
    return same * 1_000_000 + (max(0, min(a[1], b[1]) - max(a[0], b[0])) if a and b else 0)


def _write_chain(saved: Reading, reading: NewReading) -> None:
    nodes = [
        ChainNode(outlet=r.kept) if isinstance(r, Outlet) else ChainNode(source=r.kept) for r in reading.relays
    ]
    if saved.source:
        nodes.append(ChainNode(source=saved.source))
    elif saved.identification in UNNAMED:
        nodes.append(ChainNode(pool_affiliation=saved.affiliation, pool_role=saved.role))
    for position, node in enumerate(nodes):
        node.reading, node.position = saved, position
    ChainNode.objects.bulk_create(nodes)


def _chain(reading: Reading) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in {"outlet": n.outlet_id, "source": n.source_id, "pool": n.pool_affiliation, "role": n.pool_role}.items() if v}
        for n in reading.chain.all()
    ]


def _replace(reading: Reading, *, by: User, name: str, withdrawal: bool, reason: str = "") -> Reading:
    with verb(name, by=by, reason=reason, allowed_as="reading.withdraw") as log:
        lock(reading.review.revision)
        _supersede(reading, by, log.at)
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
    return row


def _touch(log, review: Review, *touched: Claim | None) -> None:
    """An unsubmitted reading counts for nothing yet, so it moves no score."""
    if review.submitted_at:
        log.touch(touched)
