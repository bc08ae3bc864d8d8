"""How a text describes a source: the words of its noun phrase, the head noun, the names in it."""

from dataclasses import dataclass

from workers.suggesting import lexicon
from workers.suggesting.document import Document, Run

_LISTS = {name: lexicon.words("en/people", name) for name in lexicon.sections("en/people")}
_KNOWN_NOUNS = frozenset().union(*(_LISTS[name] for name in _LISTS if name not in ("title", "informs")))
_CORE = "DNP#'UAvg-VSO?"  # the classes that a phrase's core is made of
_COLLECTIVES = frozenset(
    [
        "group",
        "number",
        "handful",
        "couple",
        "pair",
        "trio",
        "team",
        "dozen",
        "lot",
        "bunch",
        "series",
        "host",
        "one",
        "some",
    ]
)
_NEITHER = frozenset(("neither", "either"))
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "his", "her", "its", "their", "my", "our"])


@dataclass(frozen=True, slots=True)
class Description:
    """One source's noun phrase, read once for all facets."""

    run: Run
    words: tuple[str, ...]  # of the whole phrase, lower case
    core: int  # how many of them belong to the core, before `of`, `who`, a comma
    names: frozenset[int]  # which of them are names
    head: str
    head_index: int

    @property
    def is_definite(self) -> bool:
        owned = any(word in ("'s", "’s") for word in self.words[: self.head_index])
        return self.words[0] in _DEFINITE or owned

    @property
    def is_named(self) -> bool:
        """Whether the core ends in a name (`spokesman Jane Doe`), not only contains one (`Obama aides`)."""
        return self.head_index in self.names

    @property
    def is_relative(self) -> bool:
        return self.words in (("who",), ("which",), ("that",))

    def has(self, name: str) -> bool:
        """Whether the head noun is in a list of people.txt."""
        return self.head in _LISTS[name]

    def mentions(self, name: str) -> bool:
        return not _LISTS[name].isdisjoint(self.words)


def describe(document: Document, run: Run) -> Description:
    words = tuple(word.lower() for word in document.tokens.words[run[0] : run[1]])
    kinds = document.kinds[run[0] : run[1]]
    core = _core(kinds)
    names = frozenset(
        index
        for index, kind in enumerate(kinds)
        if kind == "P" and not _is_noun(document, run[0], index, words)
    )
    head = _head(words, kinds, core)
    return Description(run, words, core, names, words[head], head)


def _core(kinds: str, joined: bool = True) -> int:
    core = 2 * kinds.startswith("pl")  # `at least`
    while core < len(kinds) and kinds[core] in _CORE:
        core += 1
    if joined and kinds[core : core + 1] == "c" and core < 3:  # `current and former officials`
        core += 1 + _core(kinds[core + 1 :])
    return core or 1


def _head(words: tuple[str, ...], kinds: str, core: int) -> int:
    """The core's last noun; before `close`, `familiar`; after `a group of`."""
    for index in range(1, core):
        if words[index] in _LISTS["informs"] and words[index - 1] in _KNOWN_NOUNS:
            return index - 1
    if words[core - 1] in _COLLECTIVES and kinds[core : core + 1] == "o":
        core += 1 + _core(kinds[core + 1 :], joined=False)
    head = min(core, len(words)) - 1
    while head > 0 and kinds[head] in "'vgA-":
        head -= 1
    return head


def _is_noun(document: Document, first: int, index: int, words: tuple[str, ...]) -> bool:
    """A capital that only begins the sentence: `Officials said`, `Labs usually show`, `Hosting companies offer`."""
    if index or document.kind(first - 1) not in ".qQ":
        return False
    return (
        words[0] in _KNOWN_NOUNS or _is_plural(document, first, words) or _describes(document, first, words)
    )


def _is_plural(document: Document, first: int, words: tuple[str, ...]) -> bool:
    """`Labs usually show`: the verb is one of several."""
    verb = first + 1 + (document.kind(first + 1) == "A")
    return len(words) == 1 and words[0].endswith("s") and document.kind(verb) == "U"


def _describes(document: Document, first: int, words: tuple[str, ...]) -> bool:
    """`Hosting companies`, `Neither company`: what follows is no name either."""
    begins = words[0].endswith("ing") or words[0] in _NEITHER
    return begins and len(words) > 1 and document.kind(first + 1) == "N"


def named_roles(document: Document) -> frozenset[str]:
    """The nouns that the text joins to a name: `spokesman John Doe`, `John Doe, his lawyer`.

    When such a noun comes back with `the` or `his`, the one meant is named.
    """
    linked = set()
    informants = _LISTS["informant"] | _LISTS["title"]
    for index, word in enumerate(document.tokens.words):
        if word in informants and (document.kind(index + 1) == "P" or _follows_a_name(document, index)):
            linked.add(word)
    return frozenset(linked)


def _follows_a_name(document: Document, index: int) -> bool:
    """`Jane Doe, a senior spokeswoman`; `his lawyer, Jane Doe`."""
    if (
        document.kind(index + 1) == ","
        and document.kind(index + 2) == "P"
        and document.kind(index + 3) == "P"
    ):
        return True
    place = index - 1
    while index - place < 8 and document.kind(place) in "DNP'#Uvg":
        place -= 1
    return (
        document.kind(place) == "," and document.kind(place - 1) == "P" and document.kind(place - 2) in "P."
    )
