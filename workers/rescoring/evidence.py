"""From the consensus on each attribution of a claim to the rows that the scoring engine takes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workers.rescoring.consensus import Agreed
from workers.rescoring.rows import AttributionRow, Node, Rows
from workers.scoring import Evidence, Pool

Pair = tuple[AttributionRow, Agreed]


def evidence_of(pairs: Sequence[Pair], rows: Rows) -> list[Evidence]:
    """One `Evidence` row for each attribution, with the dependence that any reading of it declares."""
    made = [_row(attribution, agreed, rows) for attribution, agreed in pairs]
    return [
        replace(row, joins=frozenset(_joins(row, attribution, made, rows)))
        for row, (attribution, _) in zip(made, pairs, strict=True)
    ]


def _row(attribution: AttributionRow, agreed: Agreed, rows: Rows) -> Evidence:
    outlet = rows.outlets.get(attribution.outlet, attribution.outlet)
    nodes = rows.chains.get(agreed.reading.id, [])
    root = root_key(nodes, outlet)
    source = nodes[-1].source if nodes else None
    identification = agreed.probable("identification")
    affiliation, role = agreed.probable("affiliation"), agreed.probable("role")
    pool = Pool(nodes[-1].affiliation, nodes[-1].role) if nodes and nodes[-1].affiliation else None
    if pool:  # the chain that holds says which pool it is; the kind follows it
        affiliation, role = pool.affiliation, pool.role
    return Evidence(
        id=attribution.id,
        root=root,
        kind=f"{identification}|{affiliation}|{role}",
        report=attribution.article,
        outlet=f"outlet:{outlet}",
        asserts=_clip(agreed.on_side("asserts")),
        denies=_clip(agreed.on_side("denies")),
        weight=agreed.share * agreed.exists,
        published=attribution.published_at,
        precision=attribution.precision,
        pool=pool,
        facets=_terms(agreed),
        copied_from=attribution.copied_from,
        relays=tuple(
            f"outlet:{node.outlet}" for node in nodes if node.outlet and f"outlet:{node.outlet}" != root
        ),
        readings=tuple(r.id for r in rows.readings[attribution.id]),
        has_record=source not in rows.unrecorded if source else True,
        is_erased=attribution.erased_at is not None or source in rows.erased,
    )


def root_key(nodes: Sequence[Node], outlet: str) -> str:
    """Where a chain leads back to. A pool is vouched for by the nearest outlet before it."""
    if not nodes:
        return f"outlet:{outlet}"
    last = nodes[-1]
    if last.source:
        return f"source:{last.source}"
    if last.outlet:
        return f"outlet:{last.outlet}"
    voucher = next((node.outlet for node in reversed(nodes) if node.outlet), outlet)
    return f"pool:{voucher}:{last.affiliation}:{last.role}"


def _terms(agreed: Agreed) -> dict[str, float]:
    """Facets that may weigh of themselves; none that already defines the kind."""
    certainty, directness = agreed.facets["certainty"], agreed.facets["directness"]
    return {
        "hedged": _clip(certainty.get("hedged", 0.0)),
        "first_hand": _clip(directness.get("first_hand", 0.0)),
        "hearsay": _clip(directness.get("hearsay", 0.0) + directness.get("second_hand", 0.0)),
        "self_interested": float(agreed.reading.is_self_interested),
    }


def _joins(row: Evidence, attribution: AttributionRow, made: Sequence[Evidence], rows: Rows) -> Iterator[str]:
    """Ids of the rows that this one was taken from: over a relay that any reading names, a credit line, a copy."""
    if not _is_unnamed(row):
        return  # a named source is its own root, whoever carried it
    by_outlet: dict[str, list[Evidence]] = {}
    for other in made:
        if other.outlet != row.outlet and _is_unnamed(other):
            by_outlet.setdefault(other.outlet, []).append(other)
    relayed = _relays(row, rows)
    for outlet, others in by_outlet.items():
        if outlet in relayed or _is_credited(attribution, outlet, rows):
            yield _counterpart(row, others).id
    copied = [other for other in made if (row.report, other.report) in rows.copies and _is_unnamed(other)]
    if copied:
        yield _counterpart(row, copied).id


def _is_unnamed(row: Evidence) -> bool:
    return not row.root.startswith("source:")


def _relays(row: Evidence, rows: Rows) -> set[str]:
    nodes = (node for reading in rows.readings[row.id] for node in rows.chains.get(reading.id, ()))
    return {f"outlet:{node.outlet}" for node in nodes if node.outlet}


def _is_credited(attribution: AttributionRow, outlet: str, rows: Rows) -> bool:
    name = rows.names.get(outlet.removeprefix("outlet:"), "").casefold()
    return len(name) > 2 and name in attribution.credit_line.casefold()


def _counterpart(row: Evidence, candidates: Sequence[Evidence]) -> Evidence:
    """One row only: a relay must not weld two roots that the outlet it cites keeps apart."""
    return min(candidates, key=lambda o: (o.root != row.root, o.pool != row.pool, o.span()[0], o.id))


def _clip(p: float) -> float:
    """Sums of shares may pass 1 by a rounding error."""
    return min(max(p, 0.0), 1.0)
