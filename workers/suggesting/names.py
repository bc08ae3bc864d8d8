"""Where a text names a source, so that a desk can look it up: `Doe said` is Jane Doe, who was introduced before."""

import re

from workers.suggesting.case import Case
from workers.suggesting.description import Description
from workers.suggesting.document import Document, Run
from workers.suggesting.kinds import likeliest
from workers.suggesting.suggestion import Span

_PERSONS = frozenset(("he", "she", "him", "her", "who"))
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr.", "sir", "prof", "prof."))
_CAPITALS = re.compile(r"P{2,6}+")  # no name is longer: a text may be capitals only
_ARTICLES = frozenset(("the", "a", "an"))


class Names:
    """The names of one text, in order: a later mention by surname or pronoun leads to the full one."""

    def __init__(self, document: Document) -> None:
        self._longer = _by_first_word(document)
        self._full: dict[str, Run] = {}  # by the last word
        self._last: Run | None = None  # the person named last

    def of(self, case: Case) -> Span | None:
        """The span of the name of a named source, None where the text has none for it, or the source is unnamed."""
        if case.it is None or case.is_unnamed:
            return None
        run = self._run(case.it, likeliest(case.facets.get("identification")))
        return case.document.span(run) if run else None

    def _run(self, it: Description, identification: str) -> Run | None:
        if len(it.words) == 1 and it.head in _PERSONS:
            return self._last
        if it.is_relative:  # and what has neither a name nor an article, `labs`, `we`, is called nothing
            return None
        if identification == "unattributed" or (not it.names and identification == "named_individual"):
            return self._outlet(it) if identification == "unattributed" else None
        run = _name(it) or (_core(it) if it.names or it.words[0] in _ARTICLES else None)
        if identification == "named_individual" and run:
            return self._remember(it, run)
        if run and run[1] - run[0] == 1:
            return self._longer.get(it.words[run[0] - it.run[0]], run)
        return run

    def _outlet(self, it: Description) -> Run | None:
        return _core(it) if it.names else None

    def _remember(self, it: Description, run: Run) -> Run:
        last = it.words[run[1] - 1 - it.run[0]].removesuffix("'s").removesuffix("’s")
        known = self._full.get(last)
        if known is None and run[1] - run[0] == 1:
            known = self._longer.get(last)
        if run[1] - run[0] > 1 or known is None:
            known = self._full.setdefault(last, run)
        self._last = known
        return known


def _by_first_word(document: Document) -> dict[str, Run]:
    """The longer name of which a word is the beginning, where it can be but one: `Corrie` for Corrie Steel."""
    longer: dict[str, Run] = {}
    wrong = set()  # words that end another name, or begin several
    for match in _CAPITALS.finditer(document.kinds):
        first, last = match.span()
        words = [document.word(index) for index in range(first, last)]
        wrong.add(words[-1])
        known = longer.setdefault(words[0], (first, last))
        if [document.word(index) for index in range(*known)] != words:
            wrong.add(words[0])
    return {word: run for word, run in longer.items() if word not in wrong}


def _name(it: Description) -> Run | None:
    """The proper name that the phrase is about: around its head, or in its apposition."""
    within = it.names - {index for index in it.names if it.words[index] in _TITLES}
    if it.is_named and it.head_index in within:
        first = last = it.head_index
        while first - 1 in within:
            first -= 1
        while last + 1 in within:
            last += 1
        return it.run[0] + first, it.run[0] + last + 1
    for index, word in enumerate(it.words):
        if word == "," and {index + 1, index + 2} <= within:
            last = index + 2
            while last + 1 in within:
                last += 1
            return it.run[0] + index + 1, it.run[0] + last + 1
    return None


def _core(it: Description) -> Run | None:
    """A group or document is named by what it is called: `the commerce department`, without the article."""
    first = 1 if it.words[0] in _ARTICLES else 0
    return (it.run[0] + first, it.run[0] + it.core) if it.core > first else None
