"""Comparing two articles: how much one has of the other's words, where, and who had them first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workers.tracing.article import Article, CopiedSpan, Copy, Kind
from workers.tracing.credits import credits
from workers.tracing.moment import is_earlier
from workers.tracing.overlap import Run, shared_runs
from workers.tracing.words import Words, inside, quoted_spans, words

VERBATIM = 0.9  # of the copy's words
LONGEST_PHRASE = 15  # words in a row, outside quotations, that two authors may both have written
LEAST_SHARE = 0.05  # of the shorter text's words, outside quotations
LEAST_SHARE_AT_HOME = 0.5  # an outlet repeats its own background and notes in article after article

# Lines that many articles carry and that say nothing about where a story comes from.
_HOUSE_WORDS = re.compile(
    r"all rights reserved|©|\(c\) ?\d{4}|copyright \d{4}|may not be (?:published|reproduced)|sign up (?:for|to)"
    r"|subscribe (?:to|now)|newsletter|cookies|follow (?:us|him|her|them) on|click here|terms of (?:use|service)"
    r"|privacy policy|alle rechte vorbehalten|tous droits réservés|todos los derechos",
    re.I,
)
_HOUSE_LINE = 300  # characters; a longer line is a paragraph that happens to have such words


@dataclass(frozen=True)
class Reading:
    """An article with its words; which of them are quoted or of house lines is worked out when it is asked."""

    article: Article
    words: Words

    @classmethod
    def of(cls, article: Article) -> Reading:
        return cls(article, words(article.text))

    @cached_property
    def is_quoted(self) -> NDArray[np.bool_]:
        return inside(quoted_spans(self.article.text), self.words)

    @cached_property
    def is_house(self) -> NDArray[np.bool_]:
        return inside(_house_lines(self.article.text), self.words)


def _house_lines(text: str) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    for cue in _HOUSE_WORDS.finditer(text):
        start = text.rfind("\n", max(0, cue.start() - _HOUSE_LINE), cue.start()) + 1
        end = text.find("\n", cue.end(), cue.end() + _HOUSE_LINE)
        end = len(text) if end < 0 and len(text) - cue.end() < _HOUSE_LINE else end
        is_line = (start > 0 or cue.start() < _HOUSE_LINE) and end - start <= _HOUSE_LINE
        if is_line and end > 0 and (not lines or start >= lines[-1][1]):
            lines.append((start, end))
    return lines


def compare(article: Article | Reading, other: Article | Reading) -> Copy | None:
    """What the two share, or None if it is no more than two authors may write on the same event."""
    one = article if isinstance(article, Reading) else Reading.of(article)
    two = other if isinstance(other, Reading) else Reading.of(other)
    runs = [run for run in shared_runs(one.words, two.words) if not one.is_house[run.start : run.end].all()]
    if not runs:
        return None
    same = sum(run.same for run in runs)
    share, other_share = (min(1.0, same / len(reading.words)) for reading in (one, two))
    if max(share, other_share) < VERBATIM and _kind(one, two, runs, 0.0) is None:
        return None  # whoever was first; credits are only looked for where there is something to credit
    origin, because = _origin(one.article, two.article)
    copied = {two.article.key: share, one.article.key: other_share}.get(origin or "", max(share, other_share))
    kind = _kind(one, two, runs, copied)
    if kind is None:
        return None
    spans = tuple(_span(one, two, run) for run in runs)
    return Copy(kind, one.article.key, two.article.key, origin, because, share, other_share, spans)


def _kind(one: Reading, two: Reading, runs: list[Run], copied: float) -> Kind | None:
    if copied >= VERBATIM:
        return "verbatim"
    own = [_own_words(one, two, run) for run in runs]
    is_home = one.article.outlet == two.article.outlet != ""
    least = (LEAST_SHARE_AT_HOME if is_home else LEAST_SHARE) * min(len(one.words), len(two.words))
    if max(own, default=0) > LONGEST_PHRASE and sum(own) >= least:
        return "partial"
    return "quoting" if any(_is_quoted(one, two, run) for run in runs) else None


def _own_words(one: Reading, two: Reading, run: Run) -> int:
    """How many of the run's equal words at least one of the two has outside quotation marks."""
    quoted = min(
        int(one.is_quoted[run.start : run.end].sum()),
        int(two.is_quoted[run.other_start : run.other_end].sum()),
    )
    return run.same - min(quoted, run.same)


def _is_quoted(one: Reading, two: Reading, run: Run) -> bool:
    """Whether most of the run stands between quotation marks in both."""
    return 2 * _own_words(one, two, run) < run.same


def _span(one: Reading, two: Reading, run: Run) -> CopiedSpan:
    return CopiedSpan(
        int(one.words.starts[run.start]),
        int(one.words.ends[run.end - 1]),
        int(two.words.starts[run.other_start]),
        int(two.words.ends[run.other_end - 1]),
        run.same,
        _is_quoted(one, two, run),
    )


def _origin(one: Article, two: Article) -> tuple[str | None, Literal["credited", "earlier"] | None]:
    """A credit line decides before the time: a copy may well be dated before the agency's last update."""
    one_credits, two_credits = _is_credited(two, by=one), _is_credited(one, by=two)
    if one_credits != two_credits:
        return (two if one_credits else one).key, "credited"
    if is_earlier(one.published, two.published):
        return one.key, "earlier"
    if is_earlier(two.published, one.published):
        return two.key, "earlier"
    return None, None


def _is_credited(source: Article, *, by: Article) -> bool:
    if not source.outlet or source.outlet == by.outlet:
        return False
    (name,) = {c.name for c in credits("", info_sources=[source.outlet])}
    known = credits(by.text, info_sources=by.info_sources, outlets=[source.outlet])
    return any(c.name in (name, source.outlet) and c.rule != "relay" for c in known)
