"""Which outlet a short name stands for: `told Calder that` is Calder News Agency, where no other outlet begins so."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from annotate.models import Outlet

_TELLS = {"told", "tells", "telling"}
_FOLLOWS = {
    "that", "on", "in", "at", "by", "about", "after", "before", "last", "this", "when", "how", "why", "he", "she", "it",
    "they", "the", "a", "an", "as", "and", "but", "earlier", "later", "yesterday", "today", "what", "whether", "there",
}  # fmt: skip
#: Words that begin the names of many outlets and tell none from the others.
_COMMON = {
    "the", "a", "daily", "weekly", "evening", "morning", "sunday", "news", "press", "new", "national", "international",
    "public", "radio", "post", "times", "associated", "united", "world", "global", "city", "state", "local", "north",
    "south", "east", "west", "northern", "southern", "eastern", "western", "free", "first", "independent", "general",
}  # fmt: skip
_LONGEST = 5

Span = tuple[int, int]


def told(words: str, cue: Span, text: str = "") -> str:
    """The name that stands alone after `told`: whom somebody told. Empty where no name does, or it is a person's.

    ``words`` is the text, or a part of ``text``; ``cue`` a span of it.
    """
    text = text or words
    said = words[slice(*cue)].lower().split()
    if not said or said[-1] not in _TELLS:
        return ""
    name: list[str] = []
    for word in words[cue[1] : cue[1] + 200].split():
        bare = word.rstrip(",.;:!?”\"')")
        if not (bare[:1].isupper() or (not name and word.lower() == "the")):
            return _name(text, name) if word.lower() in _FOLLOWS else ""
        name += [bare] if bare.lower() != "the" else []
        if bare != word or len(name) > _LONGEST:
            break
    return _name(text, name) if len(name) <= _LONGEST else ""


def _name(text: str, name: list[str]) -> str:
    """Not where the text calls a person so: `Ines Calder`."""
    words = " ".join(name)
    person = re.compile(rf"(?<!\w)(?!The\b)[^\W\d_a-z][\w’'-]+\s+{re.escape(words)}(?!\w)")
    return "" if not name or person.search(text) else words


def outlets_by_short_name(outlets: QuerySet[Outlet], names: Iterable[str]) -> dict[str, Outlet]:
    """For each name the one outlet whose name begins with its words, if there is but one. One query, or none."""
    wanted = {name: parts for name in names if (parts := _words(name)) and not _COMMON.issuperset(parts)}
    if not wanted:
        return {}
    begins = ((Q(name__istartswith=p) for p in (words[0], f"the {words[0]}")) for words in wanted.values())
    there = list(outlets.filter(reduce(or_, (q for pair in begins for q in pair))))
    found = {
        name: [o for o in there if _words(o.name)[: len(words)] == words] for name, words in wanted.items()
    }
    return {name: each[0] for name, each in found.items() if len(each) == 1}


def _words(name: str) -> list[str]:
    words = name.casefold().split()
    return words[1:] if words[:1] == ["the"] else words
