"""The graph of who had a claim from whom, and what it shows: single roots, cycles, roots known only in hindsight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from workers.tracing.article import Copy
from workers.tracing.circles import circles
from workers.tracing.components import Components
from workers.tracing.findings import findings
from workers.tracing.reports import Citation, Edge, Node, NodeKind, Report, Trace
from workers.tracing.ties import likenesses, stop_node, ties


def trace(
    reports: Iterable[Report],
    *,
    copies: Iterable[Copy] = (),
    citations: Iterable[Citation] = (),
    alike: Iterable[tuple[str, str]] = (),
) -> Trace:
    """The graph of one claim's reports.

    Dependence is undirected and transitive: reports that any path ties are one group. Raises ValueError where two
    reports have one key. `alike` are pairs of reports whose unnamed sources cannot be told apart. Copies and citations of articles without a report on the claim say nothing about it.
    """
    reports = sorted(reports, key=lambda report: report.key)
    _require_distinct(reports)
    declared = ties(reports, copies, citations)
    led_on = {edge.start for edge in declared if edge.is_directed}
    found = circles(reports, declared)
    tied_already = {frozenset((edge.start, edge.end)) for edge in declared}
    alike_edges = [e for e in likenesses(reports, alike) if frozenset((e.start, e.end)) not in tied_already]
    edges = [*declared, *alike_edges]
    tied = Components(report.key for report in reports)
    for edge in edges:
        tied.join(edge.start, edge.end)
    for report in reports:  # who names nobody leads back to the outlet, as does who cites it
        if not report.chain and report.key not in led_on:
            tied.join(report.key, f"outlet:{report.outlet.key}")
    cites = {edge.start for edge in edges if edge.kind == "citation"}
    for (
        report
    ) in reports:  # one source is one root, also where outlets in between cite each other in a circle
        if report.chain and not report.root.is_outlet and report.key not in cites:
            tied.join(report.key, f"root:{report.root.key}")
    for circle in found:
        for other in circle.reports:
            tied.join(circle.reports[0], other)
    nodes = _nodes(reports, edges, tied, led_on)
    groups = {node.key: node.group for node in nodes if node.kind == "report"}
    find = partial(findings, reports, edges, nodes, found)
    return Trace(nodes, tuple(edges), groups, _joins(groups), find)


def _require_distinct(reports: Sequence[Report]) -> None:
    seen: set[str] = set()
    for report in reports:
        if report.key in seen:
            raise ValueError(f"report {report.key!r} is given twice; give each attribution once")
        seen.add(report.key)


def _nodes(
    reports: Sequence[Report], edges: Sequence[Edge], tied: Components, led_on: set[str]
) -> tuple[Node, ...]:
    """The reports, then every stop that a tie leads to or comes from; groups are numbered from 1."""
    numbers: dict[str, int] = {}

    def node(key: str, name: str, report: Report | None = None) -> Node:
        group = numbers.setdefault(tied.leader(key), len(numbers) + 1)
        kind: NodeKind = "report" if report else "outlet" if key.startswith("outlet:") else "source"
        return Node(key, kind, name, report.published if report else None, group, key not in led_on)

    stops = {
        stop_node(report, place): stop.name for report in reports for place, stop in enumerate(report.chain)
    }
    used = {key for edge in edges for key in (edge.start, edge.end)}
    return (
        *(node(report.key, report.outlet.name, report) for report in reports),
        *(node(key, name) for key, name in sorted(stops.items()) if key in used),
    )


def _joins(groups: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """For each report the first report of its group: whoever shares it is one component."""
    first: dict[int, str] = {}
    for key, group in groups.items():
        first.setdefault(group, key)
    return {key: frozenset({first[group]} - {key}) for key, group in groups.items()}
