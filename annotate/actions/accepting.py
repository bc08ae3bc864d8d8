"""Accepting a suggestion: the reading that it stands for, with the claim and the source that the reviewer saw beside it."""

from typing import Any

from django.core.exceptions import ValidationError

from annotate.actions import claims, parties, readings, suggestions
from annotate.actions.new_reading import NewReading, Relay
from annotate.actions.verb import verb
from annotate.models import Claim, Reading, Source, Suggestion, User
from annotate.vocabulary import FACETS, UNNAMED, Affiliation, Identification, Role

#: Nobody is a private person among these, so a record may be kept.
PUBLIC = {Identification.NAMED_GROUP, Identification.DOCUMENT, Identification.DATABASE}
INDIVIDUALS = {Affiliation.WITNESS, Affiliation.VICTIM}


def accept(
    *,
    suggestion: Suggestion,
    by: User,
    claim: Claim | str,
    source: Source | str | None = None,
    relays: tuple[Relay, ...] = (),
    polarity: str = "affirmed",
) -> Reading:
    """Save what the suggestion says as one's own reading. ``claim`` and ``source`` may be words: they are made then."""
    with verb("suggestion.accept", by=by, allowed_as="suggestion.decide"):
        facets = facets_of(suggestion)
        if isinstance(claim, str):
            claim = claims.create_claim(wording=claim, language=suggestion.revision.language, by=by)
        if isinstance(source, str):
            source = parties.create_source(name=source, by=by, **new_source(facets))
        content = suggestion.span("content") or suggestion.span("cue")
        assert content is not None  # noqa: S101  a suggestion always has a cue
        reading = NewReading(
            claim=claim,
            content=content,
            facets=facets,
            cue=suggestion.span("cue"),
            source_span=suggestion.span("source"),
            source=source,
            relays=relays,
            details={**details_of(suggestion, facets), "polarity": polarity},
        )
        return readings.save_reading(
            revision=suggestion.revision, reading=reading, by=by, suggestion=suggestion
        )


def undo(*, suggestion: Suggestion, by: User) -> Reading | None:
    """Take one's own answer back, and the reading that came of it; returns its withdrawal."""
    with verb("suggestion.undo", by=by, allowed_as="suggestion.decide"):
        there = suggestion.decisions.filter(reviewer=by).select_related("reading").first()
        suggestions.undecide(suggestion=suggestion, by=by)
        reading = there.reading if there else None
        if reading and reading.superseded_at is None and not reading.is_withdrawal:
            return readings.withdraw_reading(reading=reading, by=by)
    return None


def facets_of(suggestion: Suggestion) -> dict[str, str]:
    """The likeliest terms, and for facets that a reading needs and no rule spoke of, the plainest."""
    likely = {facet: term for facet, term in suggestion.probable().items() if facet in FACETS}
    who = likely.get("identification") or (
        Identification.NAMED_INDIVIDUAL if suggestion.span("source") else Identification.UNATTRIBUTED
    )
    informs = who not in {Identification.NAMED_INDIVIDUAL, *UNNAMED}
    role = Role.INFORMATIONAL if informs else Role.PARTICIPANT
    return {"role": role, "stance": "asserts", **likely, "identification": who}


def details_of(suggestion: Suggestion, facets: dict[str, str]) -> dict[str, Any]:
    """What goes with the facets: the counts that the text states, and the words of a reason for anonymity."""
    if facets["identification"] not in UNNAMED:
        return {}
    details: dict[str, Any] = {
        "stated_count": suggestion.stated_count, "count_floor": suggestion.count_floor or 1,
    }  # fmt: skip
    reason = next((r for r in suggestion.because if r.get("facet") == "anonymity_reason"), None)
    if reason:
        words = suggestion.revision.text[reason["start"] : reason["end"]]
        details |= {"anonymity_reason": "given", "anonymity_reason_words": " ".join(words.split())[:500]}
    return details


def new_source(facets: dict[str, str]) -> dict[str, Any]:
    """A source as the suggestion describes it. Only what cannot be a private person speaks in a public role unasked."""
    who = facets["identification"]
    if who not in {Identification.NAMED_INDIVIDUAL, *PUBLIC}:
        raise ValidationError({"source": "Choose who speaks, or add them."})
    affiliation = facets.get("affiliation", Affiliation.NONE_STATED)
    is_public = who in PUBLIC and affiliation not in INDIVIDUALS
    return {"identification": who, "affiliation": affiliation, "has_public_role": is_public}
