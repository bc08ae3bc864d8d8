"""Readings as the article page shows them, and back: JSON in, `NewReading` out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from annotate import rules
from annotate.actions.carrying import relays_of
from annotate.actions.new_reading import DETAILS, NewReading, Relay, Span
from annotate.admin.decisions import decided_on, on_card
from annotate.admin.denials import denied_by
from annotate.blind import desk_sees, visible_readings
from annotate.models import Claim, Outlet, Reading, Revision, Source, User
from annotate.vocabulary import FACETS, SILENT

OPINION = {
    "label": "check: an opinion?",
    "words": "An unnamed source gives an opinion. AP: anonymous material must be information. Is it one?",
}
SILENT_TOO = {
    "label": "check: did not comment?",
    "words": "An unnamed source speaks for an organisation that this article reports as not commenting (AP). Check it.",
}


def shown_readings(revision: Revision, user: User) -> list[dict[str, Any]]:
    """The newest of each chain of corrections that ``user`` may see; of the own ones withdrawn ones too."""
    return as_json(_newest(revision, user), revision, user)


def shown_after(reading: Reading, user: User) -> list[dict[str, Any]]:
    """What a save or a withdrawal changed on the page: the reading, and those whose flags rest on it."""
    revision = reading.review.revision
    names = {r.speaks_for for r in (reading, reading.supersedes) if r and r.speaks_for}
    about = Q(pk=reading.pk)
    for name in names:
        about |= Q(speaks_for__iexact=name)
    return as_json(_newest(revision, user).filter(about), revision, user)


def one_shown(reading: Reading, user: User) -> dict[str, Any]:
    """One reading, with its flags in the light of the others."""
    return next(r for r in shown_after(reading, user) if r["id"] == reading.pk)


def _newest(revision: Revision, user: User) -> QuerySet[Reading]:
    newest = visible_readings(user).filter(review__revision=revision, superseded_at=None)
    return newest.filter(Q(is_withdrawal=False) | Q(reviewer=user))


def as_json(readings: QuerySet[Reading], revision: Revision, user: User) -> list[dict[str, Any]]:
    """Facets, spans with their words, source, chain and links, and what the rules flag."""
    rows = list(
        readings.select_related("attribution__claim", "source", "reviewer", "review").prefetch_related(
            "chain__outlet", "chain__source"
        )
    )
    about = {r.attribution_id for r in rows}
    denied, decided = denied_by(about, user), decided_on(about, user)
    silent = _silent(revision, user) if any(r.speaks_for for r in rows) else []
    return [
        _one(r, revision, user)
        | {
            "denies": denied[r.attribution_id],
            "flags": flags(r, silent),
            "decision": on_card(decided.get(r.attribution_id), r),
        }
        for r in rows
    ]


def _silent(revision: Revision, user: User) -> list[Reading]:
    """The standing readings of organisations that keep silent, as rule 5 looks at them."""
    return list(_newest(revision, user).filter(is_withdrawal=False, stance__in=SILENT).exclude(speaks_for=""))


def _one(reading: Reading, revision: Revision, user: User) -> dict[str, Any]:
    nodes = list(reading.chain.all())
    kind = rules.kind(reading, nobody_behind_outlet=bool(nodes) and nodes[-1].outlet_id is not None)
    claim = reading.attribution.claim
    return {
        "id": reading.pk,
        "replaces": reading.supersedes_id,
        "attribution": reading.attribution_id,
        "mine": reading.reviewer_id == user.pk,
        "reviewer": str(reading.reviewer),
        "withdrawn": reading.is_withdrawal,
        "claim": {"id": claim.pk, "label": claim.wording},
        "kind": {"value": kind.value, "label": kind.label},
        "stance": reading.get_stance_display(),
        "facets": {name: getattr(reading, name) for name in FACETS},
        "details": {name: getattr(reading, name) for name in DETAILS},
        "spans": {name: _span(reading, name, revision.text) for name in ("content", "cue", "source")},
        "source": party(reading.source) if reading.source else None,
        "relays": [party(node.outlet or node.source) for node in relays_of(reading, nodes)],
        "chain": [str(node) for node in nodes],
    }


def flags(reading: Reading, others: Iterable[Reading]) -> list[dict[str, str]]:
    """What rules 4 and 5 of the vocabulary ask the reviewer to look at: a badge, and what it means."""
    found = [OPINION] if rules.is_anonymous_opinion(reading) else []
    return found + ([SILENT_TOO] if rules.speaks_for_a_silent_organisation(reading, others) else [])


def _span(reading: Reading, name: str, text: str) -> dict[str, Any] | None:
    span = reading.span(name)
    return {"start": span[0], "end": span[1], "exact": text[slice(*span)]} if span else None


def party(party: Any) -> dict[str, str]:
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
        claim=chosen_claim(body.get("claim"), user),
        content=content,
        facets=_strings(body.get("facets"), "facets"),
        cue=_pair(spans.get("cue"), "cue"),
        source_span=_pair(spans.get("source"), "source"),
        quotes={
            n: s["exact"]
            for n, s in spans.items()
            if isinstance(s, Mapping) and isinstance(s.get("exact"), str)
        },
        source=chosen(Source, source, "source", user) if source else None,
        relays=[chosen_relay(r, user) for r in list_of(body.get("relays"), "relays")],
        details=_mapping(body.get("details"), "details"),
        carried_from=_own_reading(body["carried_from"], user) if body.get("carried_from") else None,
    )


def _own_reading(pk: Any, user: User) -> Reading:
    own = Reading.objects.filter(reviewer=user).select_related("review__revision")
    found = own.filter(pk=pk).first() if is_sane(pk) else None
    if found is None:
        raise ValidationError({"carried_from": "There is no such reading of yours."})
    return found


def chosen_claim(pk: Any, user: User) -> Claim:
    if not pk:
        raise ValidationError({"claim": "Choose the claim that these words are about, or make it."})
    found: Claim | None = (
        desk_sees(user, Claim.objects.all()).filter(pk=str(pk)).first() if is_sane(pk) else None
    )
    if found is None:
        raise ValidationError({"claim": "There is no such claim. Choose one from the list."})
    return found.kept


def chosen(model: Any, pk: Any, field: str, user: User) -> Any:
    found = (
        desk_sees(user, model.objects.all(), "private_to").filter(pk=str(pk)).first() if is_sane(pk) else None
    )
    if found is None:
        raise ValidationError({field: "There is no such entry. Choose one from the list, or make it."})
    return found


def is_sane(pk: Any) -> bool:
    """Whether it can be an id at all."""
    return isinstance(pk, str) and len(pk) <= 28 and pk.isascii() and pk.isprintable()


def chosen_relay(given: Any, user: User) -> Relay:
    if not isinstance(given, Mapping) or given.get("type") not in ("outlet", "source"):
        raise ValidationError({"relays": "Each step of the chain is an outlet or a source."})
    relay: Relay = chosen(Outlet if given["type"] == "outlet" else Source, given.get("id"), "relays", user)
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


def list_of(given: Any, field: str) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > 20:
        raise ValidationError({field: "Give a list of at most 20 steps."})
    return given
