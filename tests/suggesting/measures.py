"""How suggestions are measured against annotated text; shared by the benchmark and the tests.

Sentences count as right when both sides have a cue in them. A source is a hull of its fragments; an overlap
is counted one to one. Where an article has several annotators, the first one counts.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")


@dataclass
class Score:
    """Hits, what was suggested, what the annotators have."""

    hits: float = 0
    suggested: float = 0
    gold: float = 0

    def add(self, hits: float, suggested: float, gold: float) -> None:
        self.hits += hits
        self.suggested += suggested
        self.gold += gold

    @property
    def precision(self) -> float:
        return self.hits / self.suggested if self.suggested else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.suggested + self.gold) if self.suggested + self.gold else 0.0


@dataclass
class Attributed:
    """One side's view of an article: where its cues, sources and contents stand."""

    cues: list[Span] = field(default_factory=list)
    sources: set[Span] = field(default_factory=set)
    contents: set[Span] = field(default_factory=set)


def gold(annotation: dict) -> Attributed:
    """From one annotator's attributions, each with lists of [start, end) fragments."""
    side = Attributed()
    for item in annotation["attributions"]:
        side.cues += [(start, end) for start, end in item.get("cue", [])]
        if item.get("source"):
            side.sources.add(hull(item["source"]))
        if item.get("content"):
            side.contents.add(hull(item["content"]))
    return side


def hull(fragments: Iterable[Sequence[int]]) -> Span:
    parts = list(fragments)
    return min(part[0] for part in parts), max(part[1] for part in parts)


def sentence_starts(text: str) -> list[int]:
    return [0] + [match.end() for match in _SENTENCE_END.finditer(text)]


def sentences_with(spans: Iterable[Span], starts: Sequence[int]) -> set[int]:
    return {place for start, end in spans for place in (_sentence(starts, start), _sentence(starts, end - 1))}


def _sentence(starts: Sequence[int], offset: int) -> int:
    return bisect_right(starts, offset) - 1


def overlaps_one_to_one(ours: Collection[Span], theirs: Collection[Span]) -> int:
    free = sorted(theirs)
    hits = 0
    for start, end in sorted(ours):
        match = next((span for span in free if span[0] < end and start < span[1]), None)
        if match:
            free.remove(match)
            hits += 1
    return hits


@dataclass
class Agreement:
    """The four scores of one side against another."""

    sentence: Score = field(default_factory=Score)
    overlap: Score = field(default_factory=Score)
    exact: Score = field(default_factory=Score)
    content: Score = field(default_factory=Score)

    def compare(self, ours: Attributed, theirs: Attributed, text: str) -> None:
        starts = sentence_starts(text)
        mine, yours = sentences_with(ours.cues, starts), sentences_with(theirs.cues, starts)
        self.sentence.add(len(mine & yours), len(mine), len(yours))
        sizes = len(ours.sources), len(theirs.sources)
        self.overlap.add(overlaps_one_to_one(ours.sources, theirs.sources), *sizes)
        self.exact.add(len(ours.sources & theirs.sources), *sizes)
        self.content.add(len(ours.contents & theirs.contents), len(ours.contents), len(theirs.contents))


def alpha(pairs: Sequence[tuple[object, object]]) -> float:
    """Krippendorff's alpha for two codings of nominal values."""
    values = [value for pair in pairs for value in pair]
    observed = sum(one != other for one, other in pairs) / len(pairs)
    total = len(values)
    same = sum(values.count(value) * (values.count(value) - 1) for value in set(values))
    expected = 1 - same / (total * (total - 1))
    return 1 - observed / expected if expected else 1.0
