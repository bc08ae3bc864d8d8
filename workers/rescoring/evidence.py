"""From the consensus on each attribution of a claim to the rows that the scoring engine takes.

A consensus is kept in six digits, so that sums of its shares may pass 1 by a little.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from workers.rescoring.consensus import Agreed
from workers.rescoring.rows import AttributionRow, Node, Rows
from workers.scoring import Evidence, Pool

Pair = tuple[AttributionRow, Agreed]


def evidence_of(
    pairs: Sequence[Pair], rows: Rows, joins: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> list[Evidence]:
    """One `Evidence` row for each attribution; ``joins`` has for each those that the claim's graph ties it to."""
    return [
        _row(attribution, agreed, rows, joins.get(attribution.id, frozenset()))
        for attribution, agreed in pairs
    ]


def _row(attribution: AttributionRow, agreed: Agreed, rows: Rows, joins: frozenset[str]) -> Evidence:
    outlet = rows.outlets.get(attribution.outlet, attribution.outlet)
    nodes = rows.chains.get(agreed.reading.id, ())
    root, last = root_key(nodes, outlet), nodes[-1] if nodes else None
    source = last.source if last else None
    if last and last.affiliation:  # the chain that holds says which pool it is; the kind follows it
        pool = Pool(last.affiliation, last.role)
        affiliation, role = pool.affiliation, pool.role
    else:
        pool = None
        affiliation, role = agreed.probable("affiliation"), agreed.probable("role")
    asserts, denies = agreed.sides()
    asserts = min(asserts, 1.0)
    relays = [f"outlet:{node.outlet}" for node in nodes if node.outlet]
    return Evidence(
        id=attribution.id,
        root=root,
        kind=f"{agreed.probable('identification')}|{affiliation}|{role}",
        report=attribution.article,
        outlet=f"outlet:{outlet}",
        asserts=asserts,
        denies=min(denies, 1.0 - asserts),
        weight=agreed.share * agreed.exists,
        published=attribution.published_at,
        precision=attribution.precision,
        pool=pool,
        facets=_terms(agreed),
        copied_from=attribution.copied_from,
        relays=tuple([relay for relay in relays if relay != root]),
        readings=tuple([r.id for r in rows.readings[attribution.id]]),
        has_record=source not in rows.unrecorded if source else True,
        is_erased=attribution.erased_at is not None or source in rows.erased,
        joins=joins,
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
        "hedged": certainty.get("hedged", 0.0),
        "first_hand": directness.get("first_hand", 0.0),
        "hearsay": min(directness.get("hearsay", 0.0) + directness.get("second_hand", 0.0), 1.0),
        "self_interested": float(agreed.reading.is_self_interested),
    }
