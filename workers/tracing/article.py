"""What tracing reads of an article, and of two articles that share text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.tracing.moment import Moment

Kind = Literal["verbatim", "partial", "quoting"]


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of an article: an opaque key, its text, who published it and when.

    `info_sources` are the names in ninjs `infoSources`. `published` is None where no date is known.
    """

    key: str
    text: str
    outlet: str = ""
    published: Moment | None = None
    info_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopiedSpan:
    """`start:end` of the article stands as `other_start:other_end` in the other one (code points, end exclusive).

    `words` of it are the same; `is_quoted` where both have it between quotation marks.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    words: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """What `article` shares with `other`.

    - `kind`: `verbatim` (nine tenths of the copy's words; of either's where it is not known which is the copy), `partial`, or `quoting`: all but a phrase of what they share
      stands between quotation marks, so both may have heard the same speaker.
    - `origin`: key of the one that the other has it from, None where neither time nor a credit line tells.
    - `because`: `credited` (a credit line names the origin's outlet) or `earlier`, None without an origin.
    - `share`, `other_share`: the part of each one's words that the other has too, 0 to 1.
    """

    kind: Kind
    article: str
    other: str
    origin: str | None
    because: Literal["credited", "earlier"] | None
    share: float
    other_share: float
    spans: tuple[CopiedSpan, ...]

    @property
    def is_dependence(self) -> bool:
        """Whether it makes two reports one: the same quotation in two reports does not."""
        return self.kind != "quoting"
