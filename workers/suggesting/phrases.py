"""Phrases that give a term away, each a line of a lexicon file, found where their first word stands.

A line is `rule 0.95 | pattern` under the `[term]` that it speaks for. A pattern is words with spaces between:
`a/b` either, `declin*` any ending, `word?` may be missing, `..3` up to three other words, `!a/b` neither of
these may follow, `$` a mark must follow. Every gap is bounded, so that a match costs the same however long the text is.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from workers.suggesting import lexicon
from workers.suggesting.document import Document
from workers.suggesting.suggestion import Span

ENGLISH = ("silence", "denial", "stances", "channels", "certainty", "directness", "anonymity")
_PREFIX = (
    4  # letters by which a rule that begins with `declin*` is looked up; such a word has at least as many
)
_GAP = r"[,\"”’']{0,2}\s+[\"“”'‘’]{0,2}"
_OTHER_WORD = r"(?:[,’'\"“”]{0,2}\s+[^\s.,;:!?]++)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase found: where, for which term, by which rule, how surely."""

    span: Span
    term: str
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class _Rule:
    place: int  # among all lines: at one word the earlier line is tried first
    file: str
    name: str
    term: str
    probability: float
    pattern: re.Pattern[str]


class Phrases:
    """Lexicon files of phrases, found together in one pass over the words."""

    def __init__(self, folder: str, names: Sequence[str]) -> None:
        self._names = names
        self._exact: dict[str, list[_Rule]] = defaultdict(list)
        self._prefix: dict[str, list[_Rule]] = defaultdict(list)
        self._count = 0
        for name in names:
            for term, lines in lexicon.lines(f"{folder}/{name}").items():
                for line in lines:
                    self._add(name, term, line)

    def _add(self, name: str, term: str, line: str) -> None:
        head, pattern = (part.strip() for part in line.split("|", 1))
        rule, probability = head.split()
        made = _Rule(self._count, name, rule, term, float(probability), _compile(pattern))
        self._count += 1
        for word in pattern.split()[0].split("/"):
            if word.endswith("*"):
                if len(word) <= _PREFIX:
                    raise ValueError(
                        f"{name}: {rule}: “{word}” begins a line; it needs {_PREFIX} letters before the star"
                    )
                self._prefix[word[:_PREFIX]].append(made)
            else:
                self._exact[word.partition("'")[0]].append(made)

    def find(self, document: Document, without: frozenset[str] = frozenset()) -> dict[str, list[Mark]]:
        """For each file its phrases in the order of the text; at one word a file's first rule wins."""
        found: dict[str, list[Mark]] = {name: [] for name in self._names}
        exact, prefix = self._exact, self._prefix
        for index, word in enumerate(document.stems):
            if word in exact or word[:_PREFIX] in prefix:
                rules = sorted(
                    exact.get(word, []) + prefix.get(word[:_PREFIX], []), key=lambda rule: rule.place
                )
                if without:
                    rules = [rule for rule in rules if rule.name not in without]
                self._match(document, document.tokens.starts[index], rules, found)
        return found

    def _match(
        self, document: Document, start: int, rules: list[_Rule], found: dict[str, list[Mark]]
    ) -> None:
        done: set[str] = set()
        for rule in rules:
            match = None if rule.file in done else rule.pattern.match(document.text, start)
            if match:
                done.add(rule.file)
                found[rule.file].append(Mark(match.span(), rule.term, rule.name, rule.probability))


@cache
def english() -> Phrases:
    return Phrases("en", ENGLISH)


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
        re.escape(way.rstrip("*")).replace("'", "['’]") + (r"\w*+" if way.endswith("*") else "")
        for way in part.split("/")
    )
    return rf"(?:{'|'.join(ways)})(?!\w)"
