"""From reports, copies and citations to ties: who had it from whom, as far as somebody says or the text shows.

Stops on a chain never weld two roots: the wire that carried officials' words and the wire that carried a document's
are two nodes. Where a chain names an outlet that has a report of its own on the claim, the tie leads to that report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from workers.tracing.article import Copy
from workers.tracing.moment import Moment, is_earlier
from workers.tracing.reports import Citation, Edge, Report, Stop

_FOR = " for "  # between a relay and the root that it carried


def ties(reports: Sequence[Report], copies: Iterable[Copy], citations: Iterable[Citation]) -> list[Edge]:
    """Every tie once, first declared first kept; the order of the arguments changes nothing but the order here."""
    by_article: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article].append(report)
    copied = [edge for copy in copies if copy.is_dependence for edge in _copied(copy, by_article)]
    carried = {edge.start for edge in copied if edge.is_directed}
    cited = [edge for citation in citations for edge in _cited(citation, by_article)]
    carriers = _Carriers(reports)
    # A report that is a copy took the words of its source over with the rest: what it names is no root of its own.
    chained = [edge for report in reports if report.key not in carried for edge in _chained(report, carriers)]
    kept: dict[tuple[str, str], Edge] = {}
    for edge in (*copied, *cited, *chained):
        before = kept.get((edge.start, edge.end))
        if before is None or is_earlier(edge.known, before.known):
            kept[edge.start, edge.end] = edge
    return list(kept.values())


def likenesses(reports: Sequence[Report], alike: Iterable[tuple[str, str]]) -> Iterator[Edge]:
    """Ties of reports whose unnamed sources cannot be told apart: nobody declared them, so nobody is late."""
    known = {report.key: report for report in reports}
    for one, other in alike:
        if one in known and other in known and one != other:
            when = _later(known[one].published, known[other].published)
            yield Edge(one, other, "alike", one, when, is_directed=False)


def stop_node(report: Report, place: int) -> str:
    """Key of the node for a stop of the report's chain; a relay is a node of its own for each root."""
    stop, root = report.chain[place], report.root
    kind = "outlet" if stop.is_outlet else "source"
    is_last = place == len(report.chain) - 1
    return f"{kind}:{stop.key}" if is_last else f"{kind}:{stop.key}{_FOR}{root.key}"


def outlet_of(node: str, owners: Mapping[str, str]) -> str | None:
    """The outlet that a node stands for, given the outlets of the reports; None for a source."""
    if node in owners:
        return owners[node]
    kind, _, stop = node.partition(":")
    return stop.partition(_FOR)[0] if kind == "outlet" else None


def _chained(report: Report, carriers: _Carriers) -> Iterator[Edge]:
    start = report.key
    for place, stop in enumerate(report.chain):
        carrier = carriers.of(report, place) if stop.is_outlet else None
        end = carrier.key if carrier else stop_node(report, place)
        if end != start:
            yield Edge(start, end, "chain", report.key, report.published)
        if carrier and carrier.chain:
            return  # from here on the carrier's own chain says it
        start = end


class _Carriers:
    """Finds the report of a cited outlet that another report had it from."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._found: dict[tuple[str, str | None], list[Report]] = defaultdict(list)
        for report in sorted(reports, key=lambda report: (_time(report.published), report.key)):
            own = report.outlet.key
            for root in {None, report.root.key, "" if not report.chain else None}:
                self._found[own, root].append(report)
        self._times = {key: [_time(r.published) for r in found] for key, found in self._found.items()}

    def of(self, report: Report, place: int) -> Report | None:
        """Of the same root, else any where the chain ends there, else one that names nobody; the last before it."""
        outlet, is_last = report.chain[place].key, place == len(report.chain) - 1
        return self._last_before(report, (outlet, report.root.key)) or self._last_before(
            report, (outlet, None if is_last else "")
        )

    def _last_before(self, report: Report, key: tuple[str, str | None]) -> Report | None:
        """Leaves out what surely came later, and the report's own article."""
        found = self._found.get(key, [])
        end = report.published.window[1].timestamp() if report.published else float("inf")
        last = bisect_left(self._times.get(key, []), end) - 1
        possible = (found[place] for place in range(last, -1, -1))
        return next((other for other in possible if other.article != report.article), None)


def _rank(report: Report, root: Stop) -> tuple[bool, float, str]:
    return report.root.key == root.key, _time(report.published), report.key


def _time(moment: Moment | None) -> float:
    return moment.window[0].timestamp() if moment else float("-inf")


def _copied(copy: Copy, by_article: dict[str, list[Report]]) -> Iterator[Edge]:
    is_first = copy.origin == copy.article
    copied, origin = (copy.other, copy.article) if is_first else (copy.article, copy.other)
    moved = [
        ((s.other_start, s.other_end), (s.start, s.end))
        if is_first
        else ((s.start, s.end), (s.other_start, s.other_end))
        for s in copy.spans
    ]
    for report in by_article.get(copied, ()):
        source = _counterpart(report, by_article.get(origin, ()), moved)
        if source:
            known = _later(report.published, source.published)
            yield Edge(report.key, source.key, "copy", report.key, known, is_directed=copy.origin is not None)


Span = tuple[int, int]


def _counterpart(
    report: Report, others: Sequence[Report], moved: Sequence[tuple[Span, Span]]
) -> Report | None:
    """The other article's report whose passage the copied text covers; without passages, one of the same root."""
    if report.span is not None and moved and all(other.span is not None for other in others):
        covered = [
            other
            for other in others
            if any(_covers(here, report.span) and _covers(there, other.span) for here, there in moved)
        ]
    else:
        covered = [
            other
            for other in others
            if not report.chain or other.root.key == report.root.key or len(others) == 1
        ]
    return max(covered, key=lambda other: _rank(other, report.root), default=None)


def _covers(copied: Span, passage: Span | None) -> bool:
    """Whether at least half of the passage is inside the copied span."""
    if passage is None:
        return False
    shared = min(copied[1], passage[1]) - max(copied[0], passage[0])
    return shared > 0 and 2 * shared >= passage[1] - passage[0]


def _cited(citation: Citation, by_article: dict[str, list[Report]]) -> Iterator[Edge]:
    if citation.article == citation.of:
        return
    declaring = by_article.get(citation.declared_in or citation.article, ())
    cited = [r for r in by_article.get(citation.of, ()) if citation.of_report in ("", r.key)]
    for report in by_article.get(citation.article, ()):
        if citation.report not in ("", report.key):
            continue
        source = _counterpart(report, cited, ())
        if source:
            declarer = declaring[0] if citation.declared_in and declaring else report
            yield Edge(report.key, source.key, "citation", declarer.key, declarer.published)


def _later(one: Moment | None, other: Moment | None) -> Moment | None:
    return other if is_earlier(one, other) else one
