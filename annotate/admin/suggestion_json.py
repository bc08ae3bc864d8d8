"""The suggestions of a text as the article page shows them to one reviewer: dimmed, with the words that gave them away."""

import re
from collections.abc import Iterable
from typing import Any

from annotate.actions.accepting import details_of, facets_of
from annotate.admin.carriers import outlets_by_short_name, told
from annotate.admin.reading_json import DETAILS, party
from annotate.blind import desk_sees
from annotate.models import (
    Claim,
    ClaimCandidate,
    ClaimSearch,
    Outlet,
    Reading,
    Relation,
    Revision,
    Source,
    State,
    Suggestion,
    User,
)  # fmt: skip
from annotate.vocabulary import FACETS, UNNAMED, Identification, Kind, Stance

SPANS = ("content", "cue", "source")
SILENT = {Stance.DECLINES_TO_COMMENT, Stance.DID_NOT_RESPOND, Stance.NO_OFFICIAL_EXPLANATION}
_JOINED = (Relation.SAME, Relation.NEGATED)
_SAID_OTHERWISE = {
    "": "here somebody speaks",
    "relay": "who carried it",
    "anonymity_reason": "why the source is not named",
}
#: The score from which a claim is taken for the same: docs/tracing.md says how often rightly.
SURE = 0.75
_PRONOUNS = {"who", "which", "that"}
_FRAGMENT = re.compile(  # nothing that is true or false: `to have received nothing`, `and spoke on condition of anonymity`
    r"(?:to|of|them|him|it(?=,)|condition of|(?:cited|quoted|interviewed|told) by|and|or|but|nor|so|how|why|who|where"
    r"|is|are|was|were|has|had|will|would|can|could|may|might|should)\b", re.I
)  # fmt: skip
_QUOTES = "“”\"„«»‘’'‹›"


def shown_suggestions(revision: Revision, user: User) -> list[dict[str, Any]]:
    """Those that this reviewer has not answered, in the order of the text. A fixed number of queries."""
    rows = list(revision.suggestions.offered().undecided_by(user).order_by("cue_start", "pk"))
    for row in rows:
        row.revision = revision
    known = Known.of(rows, user)
    return [_as_json(row, known) for row in rows]


def shown_searches(searches: Iterable[ClaimSearch], user: User) -> list[dict[str, Any]]:
    """Each with its best claims, of those that this person may see as they stand now, and why."""
    searches = list(searches)
    found = {c.claim_id for search in searches for c in search.candidates.all()}
    rows = desk_sees(user, Claim.objects.filter(pk__in=found, erased_at=None)).exclude(state=State.WITHDRAWN)
    claims = {claim.pk: claim.kept for claim in rows.select_related("merged_into")}
    return [
        {
            "start": search.start,
            "end": search.end,
            "ready": search.answered_change is not None and search.answered_change >= search.asked_change,
            "claims": [
                _candidate(c, claims[c.claim_id]) for c in search.candidates.all() if c.claim_id in claims
            ],
        }
        for search in searches
    ]


def _candidate(candidate: ClaimCandidate, claim: Claim) -> dict[str, Any]:
    relation, is_sure = Relation(candidate.relation), candidate.score >= SURE
    return {
        "type": "claim",
        "id": claim.pk,
        "label": claim.wording,
        "hint": f"{_told(relation, is_sure)}: {candidate.reason}",
        "polarity": "negated" if relation is Relation.NEGATED else "affirmed",
        "joins": is_sure and relation in _JOINED,
        "alike": relation in _JOINED,
    }


def _told(relation: Relation, is_sure: bool) -> str:
    if is_sure or relation not in _JOINED:
        return relation.label
    return "similar words, perhaps the opposite" if relation is Relation.NEGATED else "similar words"


class Known:
    """Who of the suggested names is known already."""

    def __init__(
        self, sources: dict[str, Source], outlets: dict[str, Outlet], carriers: dict[str, Outlet]
    ) -> None:
        self.sources, self.outlets, self.carriers = sources, outlets, carriers

    @classmethod
    def of(cls, rows: Iterable[Suggestion], user: User) -> "Known":
        rows = list(rows)
        names = {
            n for row in rows for span in ("name", "relay", "source") for n in _spellings(words(row, span))
        }
        sources = desk_sees(user, Source.objects.kept(), "private_to").filter(name__in=names)
        every = desk_sees(user, Outlet.objects.kept(), "private_to")
        outlets = every.filter(name__in=names)
        carriers = outlets_by_short_name(every, {_carrier(row)[0] for row in rows})
        return cls({s.name.casefold(): s for s in sources}, {o.name.casefold(): o for o in outlets}, carriers)

    @staticmethod
    def _find(among: dict[str, Any], name: str) -> Any:
        return next((among[n.casefold()] for n in _spellings(name) if n.casefold() in among), None)

    def source(self, name: str) -> Source | None:
        return self._find(self.sources, name)

    def outlet(self, name: str) -> Outlet | None:
        return self._find(self.outlets, name) or self.carriers.get(name)


def _spellings(name: str) -> list[str]:
    """With and without the article."""
    bare = re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.I)
    return [n for n in dict.fromkeys((name, bare, f"The {bare}", f"the {bare}")) if bare]


def words(row: Suggestion, span: str) -> str:
    place = row.span(span)
    return " ".join(row.revision.text[slice(*place)].split()) if place else ""


def _as_json(row: Suggestion, known: Known) -> dict[str, Any]:
    """Of the shape that the reading form takes, with what must still be made or chosen."""
    facets, kind = facets_of(row), Kind(row.kind)
    relay, relays = _relay(row, known)
    name = words(row, "name")
    nobody = facets["identification"] in UNNAMED or facets["identification"] == Identification.UNATTRIBUTED
    source = None if nobody else known.source(name)
    is_new = not nobody and not source and name != name.lower()  # `ministry` names nobody in particular
    return {
        "id": row.pk,
        "kind": {"value": kind.value, "label": kind.label},
        "spans": _told_spans(row),
        "because": [{"says": _says(row, r.get("facet", "")), **_exact(row, r["start"], r["end"])} for r in row.because],
        "said": [FACETS[f](t).label for f, t in row.probable().items() if f in FACETS and f in _spoken(row)],
        "reading": {
            "claim": None,
            "source": party(source) if source else None,
            "relays": [party(o) for o in relays],
            "spans": {n: _span(row, n) for n in SPANS} | {"content": _span(row, "content") or _span(row, "cue")},
            "facets": _defaults() | facets,
            "details": _no_details() | details_of(row, facets),
        },
        "new_source": name if is_new else "",
        "new_relay": relay,
        "wording": "" if facets["stance"] in SILENT else wording(words(row, "content")),
        "is_silent": facets["stance"] in SILENT,
        "needs_source": not nobody and not source and not is_new,
    }  # fmt: skip


def _told_spans(row: Suggestion) -> dict[str, Any]:
    """What the card tells: `which` is in the text, but tells nobody who speaks."""
    spans = {n: _span(row, n) for n in (*SPANS, "relay")}
    if words(row, "source").lower() in _PRONOUNS:
        spans["source"] = None
    return spans


def _says(row: Suggestion, facet: str) -> str:
    """What words that gave a suggestion away say, for whoever reads the reason."""
    if facet in FACETS and row.facets.get(facet):
        return f"{facet.replace('_', ' ')}: {FACETS[facet](row.probable()[facet]).label.lower()}"
    return _SAID_OTHERWISE.get(facet, facet.replace("_", " "))


def _spoken(row: Suggestion) -> set[str]:
    return {reason.get("facet", "") for reason in row.because}


def _carrier(row: Suggestion) -> tuple[str, bool]:
    """What the text calls the outlet in between, and whether it must be one: whom somebody told may be anybody."""
    likely = row.probable()
    is_report = likely.get("channel") == "press_report" and likely.get("identification") == "unattributed"
    if name := words(row, "relay") or (words(row, "source") if is_report else ""):
        return name, True
    return told(row.revision.text, (row.cue_start, row.cue_end)), False


def _relay(row: Suggestion, known: Known) -> tuple[str, list[Outlet]]:
    """The outlet in between: one that is known, or the name of one that is not."""
    name, is_outlet = _carrier(row)
    if not name or _own(name, row.revision.article.outlet):
        return "", []
    outlet = known.outlet(name)
    if outlet is None:
        return name if is_outlet else "", []
    return "", [] if outlet.pk == row.revision.article.outlet.kept.pk else [outlet]


def _own(name: str, outlet: Outlet) -> bool:
    return outlet.name.casefold() in {n.casefold() for n in _spellings(name)}


def wording(content: str) -> str:
    """A proposition from the words of a content: without quotation marks, `that`, and a trailing comma."""
    bare = content.strip(_QUOTES + " ,;:–—-.")
    bare = re.sub(r"^(?:that|whether|because)\s+", "", bare, flags=re.I).strip(_QUOTES + " ,")
    if len(bare.split()) < 3 or len(bare) > 990 or _FRAGMENT.match(bare):
        return ""
    return bare[0].upper() + bare[1:] + ("" if bare.endswith(("?", "!")) else ".")


def _span(row: Suggestion, name: str) -> dict[str, Any] | None:
    span = row.span(name)
    return _exact(row, *span) if span else None


def _exact(row: Suggestion, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "exact": row.revision.text[start:end]}


def _defaults() -> dict[str, str]:
    fields = {name: Reading._meta.get_field(name) for name in FACETS}
    return {name: str(f.default) for name, f in fields.items() if f.has_default()}  # type: ignore[union-attr]


def _no_details() -> dict[str, Any]:
    empty = Reading()
    return {name: getattr(empty, name) for name in DETAILS}
