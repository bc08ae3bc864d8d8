"""The word lists of lexicon.txt, by stem."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word; of words in other languages mostly the word in small letters."""
    bare = word.casefold().replace("’", "'").removesuffix("'s").strip("'")
    return str(_stemmer.stemWord(bare[:60]))


@cache
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in files(__package__).joinpath("lexicon.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def stems(section: str) -> frozenset[str]:
    """Stems of a section of plain words."""
    return frozenset(stem(word) for line in _sections()[section] for word in line.split())


@cache
def stop_words() -> frozenset[str]:
    """Small words, as written: their stems would take others with them."""
    return frozenset(word for line in _sections()["stop"] for word in line.split())


@cache
def synonyms() -> dict[str, str]:
    """Stem to the stem of the first word of its group."""
    found: dict[str, str] = {}
    for line in _sections()["synonyms"]:
        first, *others = (stem(word) for word in line.split())
        found[first] = found.get(first, first)
        for other in others:
            found.setdefault(other, found[first])
    return found


@cache
def opposites() -> frozenset[tuple[str, str]]:
    """Pairs of terms, in both orders, each as `term` gives it."""
    pairs = (tuple(map(term, line.split(" / "))) for line in _sections()["opposites"])
    return frozenset(pair for one, other in pairs for pair in ((one, other), (other, one)))


@lru_cache(maxsize=50_000)
def term(word: str) -> str:
    """What a word counts as when propositions are compared: its stem's synonym group."""
    root = stem(word)
    return synonyms().get(root, root)
