"""Outlets that cite each other on a claim: circles among who had it from whom."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from workers.tracing.moment import Moment, is_earlier
from workers.tracing.reports import Edge, Report
from workers.tracing.ties import outlet_of

_ROUNDS = 16  # a longer chain is left to the library: each round reads all pairs


@dataclass(frozen=True, slots=True)
class Circle:
    """Outlet keys, each citing the next and the last the first; the reports that say so; when it was closed."""

    outlets: tuple[str, ...]
    reports: tuple[str, ...]
    known: Moment | None


def circles(reports: Sequence[Report], edges: Sequence[Edge]) -> list[Circle]:
    """One shortest circle for each knot of outlets that cite each other; an outlet that cites only itself is one too.

    An outlet that refers to an earlier report of its own is no circle: that tie leads on to that report.
    """
    owners = {report.key: report.outlet.key for report in reports}
    said: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        start, end = outlet_of(edge.start, owners), outlet_of(edge.end, owners)
        is_own_earlier = start == end and edge.end in owners
        if edge.is_directed and start is not None and end is not None and not is_own_earlier:
            said[start, end].append(edge)
    knots = _knots(sorted(_turning(said)))
    return [_circle(knot, said) for knot in knots if len(knot) > 1 or (knot[0], knot[0]) in said]


def _turning(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that may be part of a circle: without those whose end leads nowhere. Mostly none is left soon."""
    left = set(pairs)
    for _ in range(_ROUNDS):
        starts = {start for start, _ in left}
        left, before = {pair for pair in left if pair[1] in starts}, len(left)
        if len(left) == before:
            break
    return left


def _knots(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Strongly connected outlets, each list in order of keys."""
    outlets = sorted({outlet for pair in pairs for outlet in pair})
    place = {outlet: i for i, outlet in enumerate(outlets)}
    if not outlets:
        return []
    rows, columns = zip(*((place[start], place[end]) for start, end in pairs), strict=True)
    graph = csr_matrix(([1] * len(pairs), (rows, columns)), shape=(len(outlets), len(outlets)))
    _, labels = connected_components(graph, connection="strong")
    knots: dict[int, list[str]] = defaultdict(list)
    for outlet, label in zip(outlets, labels.tolist(), strict=True):
        knots[label].append(outlet)
    return list(knots.values())


def _circle(knot: list[str], said: Mapping[tuple[str, str], list[Edge]]) -> Circle:
    members = set(knot)
    inner = {pair: found for pair, found in said.items() if members.issuperset(pair)}
    cites: dict[str, list[str]] = defaultdict(list)
    for start, end in inner:
        cites[start].append(end)
    known: Moment | None = None
    for edge in (edge for found in inner.values() for edge in found):
        known = edge.known if known is None or is_earlier(known, edge.known) else known
    reports = dict.fromkeys(edge.declared_by for found in inner.values() for edge in found)
    return Circle(_shortest(knot[0], cites), tuple(reports), known)


def _shortest(start: str, cites: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from an outlet back to itself, breadth first."""
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for following in cites[at]:
            if following == start:
                way = [at]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if following not in came_from:
                came_from[following] = at
                queue.append(following)
    return (start,)
