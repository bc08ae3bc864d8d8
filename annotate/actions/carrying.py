"""Carrying one's own readings over to a new revision: what stands there word for word, never more."""

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions.grouping import hull
from annotate.actions.new_reading import DETAILS, NewReading, Relay, Span
from annotate.actions.readings import save_reading
from annotate.models import ChainNode, Reading, Revision, User
from annotate.vocabulary import FACETS


def carry_reading(*, reading: Reading, revision: Revision, by: User) -> Reading:
    """Read in ``revision`` what one read before, where all of its words still stand together."""
    again = as_new(reading)
    moved = moved_by(again, reading.review.revision, revision)
    if moved is None:
        raise ValidationError({"content": "These words no longer stand here as they did. Place them again."})
    again.content, again.cue, again.source_span = (
        moved.get(again.content, again.content),
        moved.get(again.cue),
        moved.get(again.source_span),
    )
    return save_reading(revision=revision, reading=again, by=by)


def moved_by(reading: NewReading, before: Revision, after: Revision) -> dict[Span | None, Span] | None:
    """Where each span of a reading stands in another revision; None where they do not stand together any more."""
    start, end = hull(reading)
    there = texts.find_again(texts.context(before.text, start, end), after.text)
    if there is None:
        return None
    by = there[0] - start
    spans = (reading.content, reading.cue, reading.source_span)
    return {span: (span[0] + by, span[1] + by) for span in spans if span}


def as_new(reading: Reading) -> NewReading:
    """A stored reading as it would be made again, and where it is from."""
    nodes = list(reading.chain.all())
    content = reading.span("content")
    assert content is not None  # noqa: S101  a current reading that does not withdraw has one, says a constraint
    return NewReading(
        claim=reading.attribution.claim.kept,
        content=content,
        facets={name: getattr(reading, name) for name in FACETS},
        cue=reading.span("cue"),
        source_span=reading.span("source"),
        source=reading.source.kept if reading.source else None,
        relays=[relay for node in relays_of(reading, nodes) if (relay := _party(node))],
        details={name: getattr(reading, name) for name in DETAILS},
        carried_from=reading,
    )


def relays_of(reading: Reading, nodes: list[ChainNode]) -> list[ChainNode]:
    """The chain without its end, which follows from the facets."""
    ends = reading.source_id is not None or (bool(nodes) and bool(nodes[-1].pool_affiliation))
    return nodes[:-1] if ends else nodes


def _party(node: ChainNode) -> Relay | None:
    party = node.outlet or node.source
    return party.kept if party else None
