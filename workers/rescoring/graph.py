"""From a claim's attributions to its graph: who had it from whom, by chains, copied text, credits and declared copies."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from annotate.models import ClaimGraph
from annotate.origins import placeholder
from workers import tracing
from workers.rescoring.consensus import Agreed
from workers.rescoring.evidence import root_key
from workers.rescoring.rows import AttributionRow, Node, Rows

Pair = tuple[AttributionRow, Agreed]


def traced(pairs: Sequence[Pair], rows: Rows) -> tracing.Trace | None:
    """The graph of one claim; None for a single report, which nothing can depend on."""
    if len(pairs) < 2:
        return None
    reports = {attribution.id: _report(attribution, agreed, rows) for attribution, agreed in pairs}
    return tracing.trace(
        reports.values(),
        copies=list(_copies(pairs, rows)),
        citations=list(_citations(pairs, reports, rows)),
        alike=list(_alike(reports)),
    )


def may_be_tied(pairs: Sequence[Pair], rows: Rows) -> bool:
    """Whether anything could tie two of these reports besides a common root, which joins them in any case.

    True where in doubt: `traced` tells. Most claims' reports have nothing to do with each other, and a trace costs
    as much as all else that is done for a score.
    """
    if len(pairs) < 2:
        return False
    articles = {attribution.article for attribution, _ in pairs}
    outlets = {rows.outlets.get(a.outlet, a.outlet) for a, _ in pairs}
    names = {a.outlet_name for a, _ in pairs}
    pools = [p for _, agreed in pairs if (p := _pool(rows.chains.get(agreed.reading.id)))]
    return len({*pools}) < len(pools) or any(_has_tie(a, articles, outlets, names, rows) for a, _ in pairs)


def _pool(nodes: Sequence[Node] | None) -> tuple[str, str] | None:
    return (nodes[-1].affiliation, nodes[-1].role) if nodes and nodes[-1].affiliation else None


def _has_tie(
    attribution: AttributionRow, articles: set[str], outlets: set[str], names: set[str], rows: Rows
) -> bool:
    line = attribution.credit_line.casefold()
    return (
        attribution.copied_from in articles
        or any(
            n.outlet in outlets
            for r in rows.readings[attribution.id]
            for n in rows.chains.get(r.id, ())
            if n.outlet
        )
        or any(copy.other in articles for copy in rows.copies.get(attribution.article, ()))
        or any(
            rows.outlets.get(c.outlet, c.outlet) in outlets for c in rows.credits.get(attribution.article, ())
        )
        or bool(line and any(_is_in(line, name) for name in names))
    )


def graph_row(
    claim: str, trace: tracing.Trace, pairs: Sequence[Pair], head: int, now: datetime
) -> ClaimGraph | None:
    """The row that is kept: of claims that two articles report."""
    articles = {attribution.id: attribution.article for attribution, _ in pairs}
    if len({*articles.values()}) < 2:
        return None
    data = trace.as_data()
    for node in data["nodes"]:
        node["article"] = articles.get(node["key"])
    reports, roots = len({*articles.values()}), len({*trace.groups.values()})
    return ClaimGraph(
        claim_id=claim, reports=reports, roots=min(roots, reports), data=data, as_of_change=head, computed_at=now
    )  # fmt: skip


def _report(attribution: AttributionRow, agreed: Agreed, rows: Rows) -> tracing.Report:
    outlet = rows.outlets.get(attribution.outlet, attribution.outlet)
    nodes = rows.chains.get(agreed.reading.id, [])
    precision = "day" if attribution.precision == "day" else "minute"
    return tracing.Report(
        attribution.id,
        attribution.article,
        _outlet(outlet),
        tracing.Moment(attribution.published_at, precision),  # type: ignore[arg-type]
        tuple(_stop(nodes[: place + 1], outlet) for place in range(len(nodes))),
        attribution.span if attribution.newest == attribution.revision else None,
    )


def _outlet(pk: str) -> tracing.Stop:
    return tracing.Stop(pk, placeholder(f"outlet:{pk}"), is_outlet=True)


def _stop(nodes: Sequence[Node], outlet: str) -> tracing.Stop:
    """The last of these nodes, with the key that a root of it has in the score."""
    if nodes[-1].outlet:
        return _outlet(nodes[-1].outlet)
    key = root_key(nodes, outlet)
    return tracing.Stop(key.removeprefix("source:"), placeholder(key))


def _copies(pairs: Sequence[Pair], rows: Rows) -> Iterator[tracing.Copy]:
    """What the index found between these articles, and what somebody declared to be a copy."""
    articles = {attribution.article for attribution, _ in pairs}
    for copy in (c for article in sorted(articles) for c in rows.copies.get(article, ())):
        if copy.other in articles:
            spans = tuple(
                tracing.CopiedSpan(s["start"], s["end"], s["other_start"], s["other_end"], 0, False) for s in copy.spans
            )  # fmt: skip
            yield tracing.Copy(copy.kind, copy.article, copy.other, copy.origin, None, 0.0, 0.0, spans)  # type: ignore[arg-type]
    for article, source in {(a.article, a.copied_from) for a, _ in pairs if a.copied_from in articles}:
        yield tracing.Copy("verbatim", article, source, source, "credited", 1.0, 1.0, ())


def _citations(
    pairs: Sequence[Pair], reports: dict[str, tracing.Report], rows: Rows
) -> Iterator[tracing.Citation]:
    """Outlets that any reading names in between, or that the article itself credits, where they report it too.

    A named source is its own root, whoever carried it: only reports that lead elsewhere are tied so.
    """
    loose = [attribution for attribution, _ in pairs if not _is_named(reports[attribution.id])]
    if len(loose) < 2:
        return
    by_outlet: dict[str, list[AttributionRow]] = defaultdict(list)
    for attribution in loose:
        by_outlet[rows.outlets.get(attribution.outlet, attribution.outlet)].append(attribution)
    told = {attribution.id: agreed.reading.id for attribution, agreed in pairs}
    for attribution in loose:
        own = rows.outlets.get(attribution.outlet, attribution.outlet)
        cited = _named_between(attribution, told, rows) | _credited(attribution, by_outlet, rows)
        for outlet in sorted(cited - {own}):
            if others := by_outlet.get(outlet):
                other = _counterpart(reports[attribution.id], others, reports)
                yield tracing.Citation(attribution.article, other.article, "", attribution.id, other.id)


def _is_named(report: tracing.Report) -> bool:
    return bool(report.chain) and not report.root.is_outlet and not report.root.key.startswith("pool:")


def _named_between(attribution: AttributionRow, told: dict[str, str], rows: Rows) -> set[str]:
    """By readings other than the one whose chain holds, which is traced itself."""
    others = (r for r in rows.readings[attribution.id] if r.id != told[attribution.id])
    return {node.outlet for reading in others for node in rows.chains.get(reading.id, ()) if node.outlet}


def _credited(
    attribution: AttributionRow, by_outlet: Mapping[str, list[AttributionRow]], rows: Rows
) -> set[str]:
    line = attribution.credit_line.casefold()
    named = {
        pk for pk, others in by_outlet.items() if line and any(_is_in(line, o.outlet_name) for o in others)
    }
    return named | {
        rows.outlets.get(c.outlet, c.outlet)
        for c in rows.credits.get(attribution.article, ())
        if c.start is None or c.is_for_the_text or _inside(c.start, attribution.span)
    }


def _is_in(line: str, name: str) -> bool:
    return len(name) > 2 and name.casefold() in line


def _inside(start: int, span: tuple[int, int]) -> bool:
    return span[0] <= start < span[1]


def _counterpart(
    report: tracing.Report, others: Sequence[AttributionRow], reports: dict[str, tracing.Report]
) -> AttributionRow:
    """One only: a relay must not weld two roots that the outlet it cites keeps apart."""
    return min(others, key=lambda o: (reports[o.id].root.key != report.root.key, o.published_at, o.id))


def _alike(reports: dict[str, tracing.Report]) -> Iterator[tuple[str, str]]:
    """Pools of several outlets with the same affiliation and role cannot be told apart."""
    pools = sorted(
        (r.root.key.split(":", 2)[2], r.root.key, r.key)
        for r in reports.values()
        if r.root.key.startswith("pool:")
    )
    for _, group in groupby(pools, key=lambda pool: pool[0]):
        (_, voucher, first), *rest = group
        yield from ((first, key) for _, other, key in rest if other != voucher)
