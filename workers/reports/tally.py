"""What one pass over the record finds: counts at three moments, and the few claims worth naming."""

import heapq
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from workers.reports.record import Figures

#: How many claims a section names.
NAMED = 10
#: A difference below half a point of a hundred is no move.
STILL = 0.005


@dataclass
class Moment:
    """The record at one change number."""

    scored: int = 0
    grades: Counter[int] = field(default_factory=Counter)
    asserted: int = 0
    single_root: int = 0
    several_reports_of_one: int = 0

    def add(self, figures: Figures | None) -> None:
        if figures is None:
            return
        self.scored += 1
        self.grades[figures.admiralty] += 1
        self.asserted += figures.independent_roots > 0
        if figures.independent_roots == 1:
            self.single_root += 1
            self.several_reports_of_one += figures.reports > 1


@dataclass
class Flow:
    """What changed between two numbers."""

    new: int = 0
    moved: int = 0
    judged: int = 0
    no_longer_judged: int = 0
    denials: int = 0
    denied: int = 0

    def add(self, old: Figures | None, new: Figures | None) -> None:
        if new is None:
            return
        self.new += old is None
        self.moved += moved_by(old, new) >= STILL
        if old is not None:
            self.judged += old.probability is None and new.probability is not None
            self.no_longer_judged += old.probability is not None and new.probability is None
        more = denials_added(old, new)
        self.denials += more
        self.denied += more > 0


@dataclass
class Tally:
    """The record before, at the beginning and at the end of the period, and what happened in between."""

    moments: tuple[Moment, Moment, Moment]
    flows: tuple[Flow, Flow]
    movers: list[tuple[Figures, Figures]]
    denied: list[tuple[Figures | None, Figures]]
    single: list[Figures]
    settled: list[Figures]  # denied before the period began, and resolved in it
    denied_earlier: Counter[str]  # the claims denied before the period began, by verdict; "" without one


def tally(
    rows: Iterable[tuple[Figures | None, ...]],
    settled: Container[str] = (),
    verdicts: Mapping[str, str] | None = None,
) -> Tally:
    """``rows``: each claim's figures at the last period's beginning, this one's beginning and its end.

    ``settled``: the claims that were resolved in the period; ``verdicts``: of all that are resolved.
    """
    earlier_denied: Counter[str] = Counter()
    moments, flows = (Moment(), Moment(), Moment()), (Flow(), Flow())
    movers, denied, single, closed = _Top(_by_move), _Top(_by_denials), _Top(_by_reports), _Top(_by_reports)
    for earlier, old, new in rows:
        for moment, figures in zip(moments, (earlier, old, new), strict=True):
            moment.add(figures)
        flows[0].add(earlier, old)
        flows[1].add(old, new)
        if new is None:
            continue
        if old is not None and old.denials:
            earlier_denied[(verdicts or {}).get(new.claim, "")] += 1
            if new.claim in settled:
                closed.add(old)
        if old is not None and moved_by(old, new) >= STILL:
            movers.add((old, new))
        if denials_added(old, new) > 0:
            denied.add((old, new))
        if new.independent_roots == 1 and new.reports > 1:
            single.add(new)
    best = (movers.best(), denied.best(), single.best(), closed.best())
    return Tally(moments, flows, *best, earlier_denied)


def moved_by(old: Figures | None, new: Figures) -> float:
    """The difference of probabilities without its sign; 0 where one of them cannot be judged."""
    if old is None or old.probability is None or new.probability is None:
        return 0.0
    return abs(new.probability - old.probability)


def denials_added(old: Figures | None, new: Figures) -> int:
    return max(0, new.denials - (old.denials if old else 0))


class _Top:
    """The best few of many, ties by id: the same whatever order they come in."""

    def __init__(self, key: Callable) -> None:
        self.key, self.heap = key, []  # type: ignore[var-annotated]

    def add(self, item) -> None:
        entry = (*self.key(item), item)
        if len(self.heap) < NAMED:
            heapq.heappush(self.heap, entry)
        elif entry > self.heap[0]:
            heapq.heapreplace(self.heap, entry)

    def best(self) -> list:
        return [entry[-1] for entry in sorted(self.heap, reverse=True)]


def _by_move(pair: tuple[Figures, Figures]) -> tuple[float, str]:
    return round(moved_by(*pair), 9), pair[1].claim


def _by_denials(pair: tuple[Figures | None, Figures]) -> tuple[int, int, str]:
    return denials_added(*pair), pair[1].change, pair[1].claim


def _by_reports(figures: Figures) -> tuple[int, str]:
    return figures.reports, figures.claim
