"""A reading as the article page shows it, and back: JSON in, `NewReading` out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from annotate import rules
from annotate.actions.new_reading import DETAILS, NewReading, Relay, Span
from annotate.blind import desk_sees, visible_readings
from annotate.models import Claim, Outlet, Reading, Revision, Source, User
from annotate.vocabulary import FACETS

OPINION = "An unnamed source gives an opinion. AP: anonymous material must be information. Is it one?"
SILENT_TOO = (
    "An unnamed source speaks for an organisation that this article reports as not commenting (AP). Check it."
)


def shown_readings(revision: Revision, user: User) -> list[dict[str, Any]]:
    """The newest of each chain of corrections that ``user`` may see; of the own ones withdrawn ones too."""
    rows = [
        r
        for r in _whole(visible_readings(user).filter(review__revision=revision, superseded_at=None))
        if not r.is_withdrawal or r.reviewer_id == user.pk
    ]
    standing = [r for r in rows if not r.is_withdrawal]
    return [as_json(r, revision, user, standing) for r in rows]


def one_shown(reading: Reading, user: User) -> dict[str, Any]:
    """One reading, with its flags in the light of the others."""
    revision = reading.review.revision
    return next(r for r in shown_readings(revision, user) if r["id"] == reading.pk)


def _whole(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    return readings.select_related("attribution__claim", "source", "reviewer", "review").prefetch_related(
        "chain__outlet", "chain__source"
    )


def as_json(reading: Reading, revision: Revision, user: User, others: Iterable[Reading]) -> dict[str, Any]:
    """Facets, spans with their words, source and chain, and what the rules flag."""
    nodes = list(reading.chain.all())
    kind = rules.kind(reading, nobody_behind_outlet=bool(nodes) and nodes[-1].outlet_id is not None)
    claim = reading.attribution.claim
    return {
        "id": reading.pk,
        "attribution": reading.attribution_id,
        "mine": reading.reviewer_id == user.pk,
        "reviewer": str(reading.reviewer),
        "withdrawn": reading.is_withdrawal,
        "claim": {"id": claim.pk, "label": claim.wording},
        "kind": {"value": kind.value, "label": kind.label},
        "facets": {name: getattr(reading, name) for name in FACETS},
        "labels": {name: getattr(reading, f"get_{name}_display")() for name in FACETS},
        "details": {name: getattr(reading, name) for name in DETAILS},
        "spans": {name: _span(reading, name, revision.text) for name in ("content", "cue", "source")},
        "source": _party(reading.source) if reading.source else None,
        "relays": [_party(node.outlet or node.source) for node in _relays(reading, nodes)],
        "chain": [str(node) for node in nodes],
        "flags": flags(reading, others),
    }


def flags(reading: Reading, others: Iterable[Reading]) -> list[str]:
    """What rules 4 and 5 of the vocabulary ask the reviewer to look at."""
    found = [OPINION] if rules.is_anonymous_opinion(reading) else []
    return found + ([SILENT_TOO] if rules.speaks_for_a_silent_organisation(reading, others) else [])


def _relays(reading: Reading, nodes: list[Any]) -> list[Any]:
    """The chain without its end, which follows from the facets."""
    ends = reading.source_id is not None or (bool(nodes) and bool(nodes[-1].pool_affiliation))
    return nodes[:-1] if ends else nodes


def _span(reading: Reading, name: str, text: str) -> dict[str, Any] | None:
    span = reading.span(name)
    return {"start": span[0], "end": span[1], "exact": text[slice(*span)]} if span else None


def _party(party: Any) -> dict[str, str]:
    return {"type": party._meta.model_name, "id": party.pk, "label": party.name}


def parse(body: Mapping[str, Any], user: User) -> NewReading:
    """What the page sent, or `ValidationError` naming each field that is not of the right shape."""
    spans = body.get("spans")
    if not isinstance(spans, Mapping):
        raise ValidationError({"content": "Select the words of the content."})
    content = _pair(spans.get("content"), "content")
    if content is None:
        raise ValidationError({"content": "Select the words of the content."})
    source = body.get("source")
    return NewReading(
        claim=_claim(body.get("claim"), user),
        content=content,
        facets=_strings(body.get("facets"), "facets"),
        cue=_pair(spans.get("cue"), "cue"),
        source_span=_pair(spans.get("source"), "source"),
        quotes={
            n: s["exact"]
            for n, s in spans.items()
            if isinstance(s, Mapping) and isinstance(s.get("exact"), str)
        },
        source=_found(Source, source, "source", user) if source else None,
        relays=[_relay(r, user) for r in _list(body.get("relays"), "relays")],
        details=_mapping(body.get("details"), "details"),
    )


def _claim(pk: Any, user: User) -> Claim:
    if not pk:
        raise ValidationError({"claim": "Choose the claim that these words are about, or make it."})
    found: Claim | None = (
        desk_sees(user, Claim.objects.all()).filter(pk=str(pk)).first() if is_sane(pk) else None
    )
    if found is None:
        raise ValidationError({"claim": "There is no such claim. Choose one from the list."})
    return found.kept


def _found(model: Any, pk: Any, field: str, user: User) -> Any:
    found = (
        desk_sees(user, model.objects.all(), "private_to").filter(pk=str(pk)).first() if is_sane(pk) else None
    )
    if found is None:
        raise ValidationError({field: "There is no such entry. Choose one from the list, or make it."})
    return found


def is_sane(pk: Any) -> bool:
    """Whether it can be an id at all."""
    return isinstance(pk, str) and len(pk) <= 28 and pk.isascii() and pk.isprintable()


def _relay(given: Any, user: User) -> Relay:
    if not isinstance(given, Mapping) or given.get("type") not in ("outlet", "source"):
        raise ValidationError({"relays": "Each step of the chain is an outlet or a source."})
    relay: Relay = _found(Outlet if given["type"] == "outlet" else Source, given.get("id"), "relays", user)
    return relay


def _pair(given: Any, field: str) -> Span | None:
    if given is None:
        return None
    if (
        not isinstance(given, Mapping)
        or type(given.get("start")) is not int
        or type(given.get("end")) is not int
    ):
        raise ValidationError({field: "Give start and end as whole numbers, in code points."})
    return given["start"], given["end"]


def _strings(given: Any, field: str) -> dict[str, str]:
    found = _mapping(given, field)
    if not all(isinstance(v, str) for v in found.values()):
        raise ValidationError({field: "Give a term, as text, for each facet."})
    return found


def _mapping(given: Any, field: str) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ValidationError({field: "Give names with values."})
    return dict(given)


def _list(given: Any, field: str) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > 20:
        raise ValidationError({field: "Give a list of at most 20 steps."})
    return given
