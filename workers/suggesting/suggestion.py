"""What the package gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

Span = tuple[int, int]  # [start, end) in Unicode code points


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, the words that made it fire, and the facet it speaks for (empty: that there is one at all)."""

    rule: str
    span: Span
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested attribution.

    `facets` maps a facet of the vocabulary to its terms' probabilities, which sum to 1; a facet on which no
    rule has an opinion is left out. `stated_count` is how many sources the text says, `count_floor` the least
    that its words allow; both are None for named sources. `relay` is the outlet through which the source is
    heard, when it is not the article's own. `name` is where the text names the source: in the source's own words, or
    where it was introduced (`Doe`, `she`).
    """

    cue: Span
    source: Span | None
    content: Span | None
    facets: Mapping[str, Mapping[str, float]]
    kind: str
    stated_count: int | None
    count_floor: int | None
    relay: Span | None
    because: tuple[Reason, ...]
    name: Span | None = None
