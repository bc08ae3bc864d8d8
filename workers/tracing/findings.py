"""What a claim's graph shows, in words and as data: single roots behind many reports, circles, hindsight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from workers.tracing.circles import Circle
from workers.tracing.components import Components
from workers.tracing.hindsight import hindsight
from workers.tracing.moment import Moment
from workers.tracing.reports import Edge, Finding, Node, Report, in_time

_SHOWN = 8  # names in a sentence; the data has them all


def findings(
    reports: Sequence[Report], edges: Sequence[Edge], nodes: Sequence[Node], found: Sequence[Circle]
) -> tuple[Finding, ...]:
    """Single roots, the most reports first; then circles; then what became known late, the earliest first."""
    known = {report.key: report for report in reports}
    names = {node.key: node.name for node in nodes} | {r.outlet.key: r.outlet.name for r in reports}
    roots = _roots(nodes, edges)
    groups: dict[int, list[Report]] = defaultdict(list)
    group_of = {node.key: node.group for node in nodes}
    for report in in_time(reports):
        groups[group_of[report.key]].append(report)
    tied = _first_ties(known, edges)
    singles = [
        _one_root(group, roots.get(number, []), names, tied.get(group[0].key))
        for number, group in groups.items()
        if len({report.article for report in group}) > 1
    ]
    singles.sort(key=lambda finding: -len(finding.reports))
    round_about = [
        _circle(circle, roots.get(group_of[circle.reports[0]], []), names, known) for circle in found
    ]
    late = hindsight(
        reports,
        [e for e in edges if e.kind != "alike"],
        {n.key: names[roots[n.group][0]] for n in nodes if roots.get(n.group)},
        names,
    )
    return (*singles, *round_about, *late)


def _roots(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[int, list[str]]:
    """Root nodes of each group, the one that was reported first first."""
    first: dict[str, Moment] = {node.key: node.published for node in nodes if node.is_root and node.published}
    for edge in edges:
        before = first.get(edge.end)
        if edge.known and (before is None or edge.known.window < before.window):
            first[edge.end] = edge.known
    roots: dict[int, list[str]] = defaultdict(list)
    for node in sorted(
        nodes, key=lambda n: (n.key not in first, first[n.key].window if n.key in first else (), n.key)
    ):
        if node.is_root:
            roots[node.group].append(node.key)
    return roots


def _first_ties(known: Mapping[str, Report], edges: Sequence[Edge]) -> dict[str, Moment]:
    """For each report the time at which two reports of its group were first known to be tied."""
    tied = Components(known)
    since: dict[str, Moment] = {}
    dated = ((edge.known, edge) for edge in edges if edge.known)
    for moment, edge in sorted(dated, key=lambda pair: pair[0].window):
        ends = tied.leader(edge.start), tied.leader(edge.end)
        times = [since[end] for end in ends if end in since]
        tied.join(edge.start, edge.end)
        if times:
            since[tied.leader(edge.start)] = min(times, key=lambda time: time.window)
        elif len({known[key].article for key in tied.members(edge.start) if key in known}) > 1:
            since[tied.leader(edge.start)] = moment
    return {key: since[tied.leader(key)] for key in known if tied.leader(key) in since}


def _one_root(
    group: list[Report], roots: list[str], names: Mapping[str, str], known: Moment | None
) -> Finding:
    count = len({report.article for report in group})
    named = tuple(dict.fromkeys(names[root] for root in roots))
    if not named:
        outlets = tuple(dict.fromkeys(report.outlet.name for report in group))
        text = f"{count} reports, no root: {_listed(outlets)} cite each other"
    elif len(named) == 1:
        text = f"{count} reports, 1 root: {named[0]}"
    else:
        text = f"{count} reports, 1 root: {named[0]} (joined with {_listed(named[1:])})"
    return Finding("one_root", text, tuple(report.key for report in group), named, known=known)


def _circle(
    circle: Circle, roots: list[str], names: Mapping[str, str], known: Mapping[str, Report]
) -> Finding:
    outlets = tuple(names.get(outlet, names.get(f"outlet:{outlet}", outlet)) for outlet in circle.outlets)
    outside = tuple(
        dict.fromkeys(names[root] for root in roots if root.removeprefix("outlet:") not in circle.outlets)
    )
    more = [f"{len(outlets) - _SHOWN} more"] if len(outlets) > _SHOWN else []
    way = " ← ".join((*outlets[:_SHOWN], *more, outlets[0]))
    behind = f"behind it: {_listed(outside)}" if outside else "nobody behind it"
    reports = tuple(report.key for report in in_time(known[key] for key in circle.reports))
    text = f"Circular: {way}, {behind}"
    return Finding("cycle", text, reports, outside, outlets, known=circle.known)


def _listed(names: Sequence[str]) -> str:
    """In words, the first of them by name."""
    shown, more = names[:_SHOWN], len(names) - _SHOWN
    return (
        f"{', '.join(shown)} and {more} more"
        if more > 0
        else " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    )
