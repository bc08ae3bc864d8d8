"""A reading before it is saved: what a reviewer says, and the checks that it must pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

from annotate import rules
from annotate import text as texts
from annotate.models import Claim, Outlet, Reading, Revision, Source, State
from annotate.vocabulary import FACETS, UNNAMED, Given, Identification, Polarity

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
    ``carried_from``: one's own reading of an earlier revision, read again here.
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
    carried_from: Reading | None = None


def check(revision: Revision, reading: NewReading) -> dict[str, Any]:
    """The values of a `Reading` row, or `ValidationError` naming each field that does not hold."""
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
        values["is_self_interested"] = rules.is_self_interested(
            values.get("speaks_for", ""), name, reading.claim.subject
        )
    _check_relays(reading.relays, revision.article.outlet)
    return values


def _check_facets(facets: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, list[str]] = {}
    for name in facets.keys() - FACETS.keys():
        problems[name] = [f"There is no facet “{name}”. Facets are {', '.join(FACETS)}."]
    for name, terms in FACETS.items():
        given = facets.get(name, _default(name) or None)
        if given is None:
            problems[name] = [f"Choose a term for {name.replace('_', ' ')}."]
        elif given not in terms.values:
            problems[name] = [f"“{given}” is not a term of {name}. Use one of {', '.join(terms.values)}."]
    if problems:
        raise ValidationError(problems)
    return {name: facets.get(name, _default(name)) for name in FACETS}


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
    _check_count("stated_count", values.get("stated_count"))
    _check_count("count_floor", values.get("count_floor", 1))
    if values.get("polarity", Polarity.AFFIRMED) not in Polarity.values:
        raise ValidationError(
            {"polarity": f"“{values['polarity']}” is not a polarity. Use affirmed or negated."}
        )
    return values


def _check_count(name: str, count: object) -> None:
    if count is None and name == "stated_count":
        return
    if type(count) is not int or not 0 < count < 10_000:
        raise ValidationError({name: "Give the number of sources that the text states, from 1."})


def _check_source(reading: NewReading, identification: str) -> None:
    nobody = identification in UNNAMED or identification == Identification.UNATTRIBUTED
    if nobody and reading.source:
        raise ValidationError(
            {"source": "An unnamed source has no entry: never record who it is. Clear the source."}
        )
    if not nobody and not reading.source:
        raise ValidationError({"source": "Choose who speaks, or add them."})


def _check_relays(relays: Sequence[Relay], own: Outlet) -> None:
    seen = {own.kept.pk: own}
    for relay in relays:
        if relay.kept.pk in seen:
            raise ValidationError(
                {
                    "relays": f"“{relay.kept}” stands twice in the chain. A chain never comes back to where it was."
                }
            )
        seen[relay.kept.pk] = relay  # type: ignore[assignment]


def _default(facet: str) -> Any:
    field = Reading._meta.get_field(facet)
    assert isinstance(field, models.Field)  # noqa: S101  a facet is a column, never a relation from elsewhere
    return field.get_default()
