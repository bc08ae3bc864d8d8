"""Phrases that give a term away, each a line of a lexicon file, found where their first word stands.

A line is `rule 0.95 | pattern` under the `[term]` that it speaks for. A pattern is words with spaces between:
`a/b` either, `declin*` any ending, `word?` may be missing, `..3` up to three other words, `!a/b` neither of
these may follow, `$` a mark must follow. Every gap is bounded, so that a match costs the same however long the text is.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from workers.suggesting import lexicon
from workers.suggesting.document import Document
from workers.suggesting.suggestion import Span

_GAP = r"\s+[\"“”'‘’]{0,2}"
_OTHER_WORD = r"(?:[,’'\"“”]?\s+[^\s.,;:!?]+)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase found: where, for which term, by which rule, how surely."""

    span: Span
    term: str
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    term: str
    probability: float
    pattern: re.Pattern[str]


class Phrases:
    """One lexicon file of phrases."""

    def __init__(self, name: str) -> None:
        self._exact: dict[str, list[_Rule]] = defaultdict(list)
        self._prefix: dict[str, list[_Rule]] = defaultdict(list)
        for term, lines in lexicon.lines(name).items():
            for line in lines:
                self._add(term, line)

    def _add(self, term: str, line: str) -> None:
        head, pattern = (part.strip() for part in line.split("|", 1))
        name, probability = head.split()
        rule = _Rule(name, term, float(probability), _compile(pattern))
        for word in pattern.split()[0].split("/"):
            if word.endswith("*"):
                self._prefix[word[:4]].append(rule)
            else:
                self._exact[word.partition("'")[0]].append(rule)

    def find(self, document: Document, first: int = 0, last: int | None = None) -> Iterator[Mark]:
        """Every phrase that begins at a token of [first, last); at one token the first rule of the file wins."""
        words, starts = document.tokens.words, document.tokens.starts
        for index in range(first, len(words) if last is None else last):
            word = words[index].lower().replace("’", "'").partition("'")[0]
            rules = self._exact.get(word, []) + self._prefix.get(word[:4], [])
            for rule in rules:
                match = rule.pattern.match(document.text, starts[index])
                if match:
                    yield Mark(match.span(), rule.term, rule.name, rule.probability)
                    break


@cache
def phrases(name: str) -> Phrases:
    return Phrases(name)


def _compile(pattern: str) -> re.Pattern[str]:
    first, *rest = pattern.split()
    return re.compile(_word(first) + "".join(_part(part) for part in rest), re.IGNORECASE)


def _part(part: str) -> str:
    if part.startswith(".."):
        return rf"{_OTHER_WORD}{{0,{part[2:]}}}?"
    if part == "$":
        return r"(?=\s*[\"“”'‘’.,;:!?—–-])"
    if part.startswith("!"):
        return rf"(?!{_GAP}{_word(part[1:])})"
    if part.endswith("?"):
        return rf"(?:{_GAP}{_word(part[:-1])})?"
    return _GAP + _word(part)


def _word(part: str) -> str:
    ways = (
        re.escape(way.rstrip("*")).replace("'", "['’]") + (r"\w*" if way.endswith("*") else "")
        for way in part.split("/")
    )
    return rf"(?:{'|'.join(ways)})(?!\w)"
