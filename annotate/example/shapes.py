"""What the example is made of, before it is rows: who speaks, what is printed, what a reviewer reads in it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.vocabulary import OutcomeCertainty, Precision


@dataclass(frozen=True)
class Voice:
    """Somebody who is cited: the facets that stay the same wherever they speak, and what they are called.

    ``source`` and ``relays`` are keys of the cast; an unnamed voice has no source.
    """

    identification: str
    affiliation: str
    role: str
    source: str | None = None
    relays: tuple[str, ...] = ()
    channel: str = "quote"
    speaks_for: str = ""

    @property
    def facets(self) -> dict[str, str]:
        return {
            "identification": self.identification,
            "affiliation": self.affiliation,
            "role": self.role,
            "channel": self.channel,
        }


@dataclass(frozen=True)
class Piece:
    """An article: whose, how long before today, and who reads it. The text's first line is its headline."""

    key: str
    outlet: str
    at: dt.timedelta
    text: str
    readers: tuple[str, ...]
    byline: str = ""
    credit_line: str = ""
    language: str = "en"
    precision: str = Precision.MINUTE
    copy_of: str | None = None

    @property
    def headline(self) -> str:
        return self.text.strip().partition("\n")[0]

    @property
    def body(self) -> str:
        return self.text.strip().partition("\n")[2].strip()

    def url(self, domain: str) -> str:
        return f"https://{domain}/{self.key}"


@dataclass(frozen=True)
class Proposition:
    """A claim."""

    key: str
    wording: str
    topics: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What is read in one place of a piece: who says what of which claim.

    ``content``, ``cue`` and ``speaker`` are the piece's own words, looked for inside ``passage`` (the whole
    text where it is empty). ``only``: the reviewers who found it at all. ``otherwise``: facets that a
    reviewer reads differently.
    """

    piece: str
    claim: str
    voice: Voice
    content: str
    cue: str = ""
    speaker: str = ""
    passage: str = ""
    stance: str = "asserts"
    facets: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    otherwise: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Became:
    """What became of a claim, and how long before today."""

    claim: str
    verdict: str
    why_checked: str
    evidence_url: str
    evidence_quote: str
    at: dt.timedelta
    certainty: str = OutcomeCertainty.STATED


def span_of(text: str, words: str, within: str = "") -> tuple[int, int] | None:
    """Where ``words`` stand, as code points; they must stand there once. None for no words."""
    if not words:
        return None
    start = _only(text, within, 0, len(text)) if within else 0
    end = start + len(within) if within else len(text)
    found = _only(text, words, start, end)
    return found, found + len(words)


def _only(text: str, words: str, start: int, end: int) -> int:
    if (times := text.count(words, start, end)) != 1:
        raise ValueError(f"“{words}” stands {times} times where it should stand once")
    return text.index(words, start, end)
