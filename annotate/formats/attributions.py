"""The attributions of a claim as they are told: who said what in which words, read by how many.

Three queries, whatever their number: what was merged, the attributions with their passages, articles and consensus, and the
readings with their chains. Of the text only the quote goes out, with at most 300 characters around it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, Length, Substr

from annotate import rules
from annotate.formats.claims import instant
from annotate.models import Attribution, Claim, Reading, State
from annotate.vocabulary import FACETS, UNNAMED

Row = Mapping[str, Any]

AROUND = 300
LONGEST_QUOTE = 1000

_READ = ("attribution_id", "id", *FACETS, "polarity", "speaks_for", "stated_count", "is_self_interested")
_NODE = (
    "chain__position", "chain__outlet_id", "chain__outlet__name", "chain__outlet__private_to_id", "chain__source_id",
    "chain__source__name", "chain__source__private_to_id", "chain__source__identification",
    "chain__source__affiliation", "chain__source__has_public_role", "chain__pool_affiliation", "chain__pool_role",
)  # fmt: skip


def of_claim(claim: str, *, newsroom: str | None, until: dt.datetime | None = None) -> list[dict[str, Any]]:
    """What may be told of a claim's attributions to a newsroom, in the order of publication.

    ``until``: only readings that were submitted by then.
    """
    return of_claims([claim], newsroom=newsroom, until=until)[claim]


def of_claims(
    claims: Collection[str], *, newsroom: str | None, until: dt.datetime | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The same of several claims; three queries for any number."""
    tree = _tree(claims)
    rows = list(_rows(Attribution.objects.filter(claim__in=[*tree]), newsroom))
    readings = _readings([row["id"] for row in rows], until)
    found: dict[str, list[dict[str, Any]]] = {claim: [] for claim in claims}
    for row in rows:
        if readings[row["id"]]:
            found[tree[row["claim_id"]]].append(attribution(row, readings[row["id"]], newsroom))
    return found


def told(
    attributions: QuerySet[Attribution], *, newsroom: str | None, until: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """Those of these attributions that may be told of to a newsroom."""
    found = list(_rows(attributions, newsroom))
    readings = _readings([row["id"] for row in found], until)
    return [attribution(row, readings[row["id"]], newsroom) for row in found if readings[row["id"]]]


def names_in(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of outlets and sources in the chains of attributions, by id."""
    return {node["id"]: node["name"] for each in told for node in each["chain"] if node["id"]}


def _tree(claims: Collection[str]) -> dict[str, str]:
    """These claims, and those that were merged into them: each with the one that it is part of."""
    # By the index of those that are merged at all: asking for either level alone would read every claim.
    merged = Claim.objects.filter(merged_into__isnull=False).filter(
        Q(merged_into__in=claims) | Q(merged_into__merged_into__in=claims)
    )
    tree = {claim: claim for claim in claims}
    for pk, kept, further in merged.values_list("id", "merged_into", "merged_into__merged_into"):
        tree[pk] = str(further if further in claims else kept)
    return tree


def _rows(attributions: QuerySet[Attribution], newsroom: str | None) -> Iterable[Row]:
    article, revision, passage = "passage__revision__article", "passage__revision", "passage"
    seen = Q(**{f"{article}__state": State.PUBLISHED})
    if newsroom:
        seen |= Q(**{f"{article}__newsroom": newsroom}) & ~Q(**{f"{article}__state": State.WITHDRAWN})
    start, end = F(f"{passage}__start"), F(f"{passage}__end")
    # A quarter of the rest on each side at most: of a short text too the excerpt is never the whole.
    spare = (Length(f"{revision}__text") - (end - start)) / 4
    side = Case(
        When(Q(spare__gt=AROUND // 2), then=Value(AROUND // 2)),
        default=F("spare"),
        output_field=IntegerField(),
    )
    begin = Greatest(start - F("side"), Value(0))
    return (
        attributions.filter(seen)
        .annotate(spare=spare)
        .annotate(side=side)
        .annotate(
            decision=FilteredRelation("adjudications", condition=Q(adjudications__superseded_at=None)),
            quote=Substr(f"{passage}__exact", 1, LONGEST_QUOTE),
            before=Substr(f"{revision}__text", begin + 1, start - begin),
            after=Substr(f"{revision}__text", end + 1, F("side")),  # type: ignore[arg-type]
            outlet=Coalesce(f"{article}__outlet__merged_into_id", f"{article}__outlet_id"),
            outlet_name=Coalesce(f"{article}__outlet__merged_into__name", f"{article}__outlet__name"),
        )
        .filter(Q(decision__id=None) | Q(decision__exists=True))
        .order_by(f"{revision}__published_at", f"{passage}__start", "id")
        .values(
            "id", "claim_id", "quote", "before", "after", "outlet", "outlet_name", f"{passage}__start", f"{passage}__end",
            f"{revision}__id", f"{revision}__headline", f"{revision}__published_at", f"{revision}__precision",
            f"{revision}__language", f"{article}__id", f"{article}__url", "consensus__facets", "consensus__exists",
            "decision__chosen_id", "decision__facets",
        )
    )  # fmt: skip


@dataclass
class Read:
    """A reading's columns and the nodes of its chain."""

    row: Row
    chain: list[Row]

    def path(self) -> tuple[Any, ...]:
        return tuple(
            (
                n["chain__outlet_id"],
                n["chain__source_id"],
                n["chain__pool_affiliation"],
                n["chain__pool_role"],
            )
            for n in self.chain
        )


def _readings(attributions: list[str], until: dt.datetime | None) -> dict[str, list[Read]]:
    """The current readings of finished reviews, by attribution; a row of the query is one node of a chain."""
    rows = (
        Reading.objects.current()
        .submitted()
        .filter(attribution__in=attributions)
        .order_by("created_at", "id", "chain__position")
        .values(*_READ, *_NODE)
    )
    if until:
        rows = rows.filter(created_at__lte=until, review__submitted_at__lte=until)
    by_id: dict[str, Read] = {}
    for row in rows:
        read = by_id.setdefault(row["id"], Read(row, []))
        if row["chain__position"] is not None:
            read.chain.append(row)
    found: dict[str, list[Read]] = defaultdict(list)
    for read in by_id.values():
        found[read.row["attribution_id"]].append(read)
    return found


def attribution(row: Row, readings: list[Read], newsroom: str | None) -> dict[str, Any]:
    """One attribution: facets with how sure the readings make them, the chain as most of them traced it."""
    chosen = _chosen(readings, row["decision__chosen_id"])
    facets = {name: _facet(name, row, readings) for name in FACETS}
    terms = SimpleNamespace(**{name: told["term"] for name, told in facets.items()}, speaks_for="")
    own = {"id": row["outlet"], "name": row["outlet_name"]}
    ends_at_outlet = not chosen.chain or chosen.chain[-1]["chain__outlet_id"] is not None
    return {
        "object": "attribution",
        "id": row["id"],
        "claim": row["claim_id"],
        "kind": rules.kind(terms, nobody_behind_outlet=ends_at_outlet),
        "side": rules.side(terms.stance, chosen.row["polarity"]),
        "polarity": chosen.row["polarity"],
        "quote": row["quote"],
        "quote_is_cut": row["passage__end"] - row["passage__start"] > LONGEST_QUOTE,
        "before": row["before"],
        "after": row["after"],
        "start": row["passage__start"],
        "end": row["passage__end"],
        "facets": facets,
        "chain": [_outlet(own["id"], own["name"]), *(_node(node, newsroom) for node in chosen.chain)],
        "is_anonymous": terms.identification in UNNAMED,
        "is_self_interested": chosen.row["is_self_interested"],
        "stated_count": chosen.row["stated_count"],
        "readings": len(readings),
        "is_adjudicated": row["decision__facets"] is not None,
        "article": {
            "id": row["passage__revision__article__id"],
            "revision": row["passage__revision__id"],
            "headline": row["passage__revision__headline"],
            "url": row["passage__revision__article__url"],
            "language": row["passage__revision__language"],
            "published_at": instant(row["passage__revision__published_at"]),
            "precision": row["passage__revision__precision"],
            "outlet": own,
        },
    }


def _chosen(readings: list[Read], decided: str | None) -> Read:
    """The reading whose source and chain are shown: the adjudicator's, else the earliest of the most agreed."""
    by_id = {read.row["id"]: read for read in readings}
    if decided in by_id:
        return by_id[decided]
    ways = Counter(read.path() for read in readings)
    return max(readings, key=lambda read: ways[read.path()])


def _facet(name: str, row: Row, readings: list[Read]) -> dict[str, Any]:
    """The term and its probability: decided, else by consensus, else (nothing computed yet) by plurality."""
    if decided := (row["decision__facets"] or {}).get(name):
        return {"term": decided, "probability": None, "is_adjudicated": True}
    shares: Mapping[str, float] = (row["consensus__facets"] or {}).get(name) or {}
    if shares:
        term = max(shares, key=lambda t: shares[t])
        return {"term": term, "probability": shares[term], "is_adjudicated": False}
    term = Counter(read.row[name] for read in readings).most_common(1)[0][0]
    return {"term": term, "probability": None, "is_adjudicated": False}


def _node(node: Row, newsroom: str | None) -> dict[str, Any]:
    if node["chain__pool_affiliation"]:
        return {
            "type": "pool", "id": None, "name": None,
            "affiliation": node["chain__pool_affiliation"], "role": node["chain__pool_role"],
        }  # fmt: skip
    what = "outlet" if node["chain__outlet_id"] else "source"
    owner = node[f"chain__{what}__private_to_id"]
    told = owner == newsroom if owner else what == "outlet" or not _is_private_person(node)
    return {
        "type": what,
        "id": node[f"chain__{what}_id"] if told else None,
        "name": node[f"chain__{what}__name"] if told else None,
        "affiliation": None,
        "role": None,
    }


def _is_private_person(node: Row) -> bool:
    return rules.is_private_person(
        node["chain__source__identification"], node["chain__source__affiliation"],
        has_public_role=node["chain__source__has_public_role"],
    )  # fmt: skip


def _outlet(pk: str, name: str) -> dict[str, Any]:
    return {"type": "outlet", "id": pk, "name": name, "affiliation": None, "role": None}
