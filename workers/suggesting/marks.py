"""All phrases of one lexicon file in one text, so that each attribution only looks at those near it."""

from bisect import bisect_left
from collections.abc import Sequence

from workers.suggesting.document import Document, Run
from workers.suggesting.phrases import Mark


class Marks:
    def __init__(self, document: Document, marks: Sequence[Mark]) -> None:
        self._document = document
        self._marks = marks
        self._starts = [mark.span[0] for mark in self._marks]

    def within(self, run: Run) -> Sequence[Mark]:
        """The phrases that begin in a run of tokens."""
        starts = self._document.tokens.starts
        first, last = max(0, run[0]), min(run[1], len(starts))
        if first >= last:
            return ()
        return self._marks[
            bisect_left(self._starts, starts[first]) : bisect_left(self._starts, starts[last - 1] + 1)
        ]

    def surest(self, *runs: Run) -> Mark | None:
        found = [mark for run in runs for mark in self.within(run)]
        return max(found, key=lambda mark: mark.probability, default=None)
