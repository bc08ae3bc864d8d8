"""The span finder's interface: who, by which words, what. A trained one can stand behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workers.suggesting.document import Document, Run


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as runs of tokens, with the id of the rule that found it."""

    cue: Run
    source: Run | None
    content: Run | None
    rule: str


class Finder(Protocol):
    def find(self, document: Document) -> Sequence[Found]:
        """All attributions, in the order of their cues."""
