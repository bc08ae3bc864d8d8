"""What a late report tells about earlier ones: that several were one, or whom an earlier one had it from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, groupby

from workers.tracing.components import Components
from workers.tracing.moment import Moment, is_earlier
from workers.tracing.reports import Edge, Finding, Report, in_time


def hindsight(
    reports: Sequence[Report], edges: Sequence[Edge], root_of: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[Finding]:
    """At most one finding a declaring report, in order of time. Ties without a time cannot be late.

    `root_of` has the name of the root for each node that has one, `names` a name for every node.
    """
    known = {report.key: report for report in reports}
    over = {report.key: report.published.window[1] for report in reports if report.published}
    tied, cited = Components(known), {edge.start for edge in edges if edge.is_directed}
    between = _Between(reports)
    for moment, declarer, new in _declared(edges):
        by = known[declarer]
        apart = {tied.leader(end) for edge in new for end in (edge.start, edge.end)}
        older = {
            leader
            for leader in apart
            if any(
                key in over and over[key] <= moment.window[0] and key != declarer
                for key in tied.members(leader)
            )
        }
        for edge in new:
            tied.join(edge.start, edge.end)
        root = root_of.get(new[0].end, names[new[0].end])
        merged = _most_in_one(older, tied)
        told = [e for e in new if e.start != declarer and _is_older(known.get(e.start), declarer, moment)]
        late = [
            e
            for e in new
            if e.kind != "copy" and e.end in known and e.end not in cited and between(known[e.end], by)
        ]
        cited.update(edge.end for edge in new)
        if merged > 1:
            text = f"what had counted as {merged} roots is 1: {root}"
        elif told:
            text = f"{names[told[0].start]} had it from {names[told[0].end]}"
        elif late:
            text = f"{names[late[0].end]} is a root that nobody had named"
        else:
            continue
        ends = {declarer, *(end for edge in new for end in (edge.start, edge.end) if end in known)}
        yield Finding(
            "hindsight",
            f"Known since {moment.isoformat()}, from {by.outlet.name}: {text}",
            tuple(report.key for report in in_time(known[end] for end in ends)),
            (root,),
            declared_by=declarer,
            known=moment,
        )


def _declared(edges: Sequence[Edge]) -> Iterator[tuple[Moment, str, list[Edge]]]:
    """What each report declared at one time, in order of time."""
    dated = [(edge.known, edge) for edge in edges if edge.known]
    dated.sort(key=lambda pair: (pair[0].window, pair[1].declared_by))
    for (_, declarer), batch in groupby(dated, key=lambda pair: (pair[0].window, pair[1].declared_by)):
        (moment, first), *more = batch
        yield moment, declarer, [first, *(edge for _, edge in more)]


def _is_older(report: Report | None, declarer: str, moment: Moment) -> bool:
    return report is not None and report.key != declarer and is_earlier(report.published, moment)


def _most_in_one(leaders: set[str], tied: Components) -> int:
    """The largest number of these former components that are one now."""
    now = [tied.leader(leader) for leader in leaders]
    return max((now.count(leader) for leader in set(now)), default=0)


class _Between:
    """Whether any report surely came out between two others."""

    def __init__(self, reports: Sequence[Report]) -> None:
        windows = sorted(report.published.window for report in reports if report.published)
        self._starts = [start for start, _ in windows]
        # the earliest end among the windows from each place on
        self._ends: list[datetime] = list(accumulate((end for _, end in reversed(windows)), min))[::-1]

    def __call__(self, first: Report, last: Report) -> bool:
        if (
            first.published is None
            or last.published is None
            or not is_earlier(first.published, last.published)
        ):
            return False
        place = bisect_left(self._starts, first.published.window[1])
        return place < len(self._ends) and self._ends[place] <= last.published.window[0]
