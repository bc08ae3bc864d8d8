"""Where a text itself says that it comes from somebody else: credit lines, hat tips, relays.

Only outlets and agencies count: "with reporting by Ann Lee" names a colleague, "with reporting by Reuters" a source of
the story. Names are known from the list of agencies, from the caller's `outlets`, or by a word of the trade in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from workers.tracing.words import check_size

Rule = Literal["info_source", "dateline", "credit_line", "hat_tip", "first_reported", "relay"]


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody credited: the name as known, the rule that saw it, and the span of the name (None: not in the text)."""

    name: str
    rule: Rule
    start: int | None = None
    end: int | None = None

    @property
    def is_for_the_text(self) -> bool:
        """Whether it credits the whole text, not one statement in it."""
        return self.rule in ("info_source", "dateline", "credit_line")


# A capitalised word, then more, with the small words that names contain; never across a line.
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w&’'.-]{0,30}"
_NAME = rf"(?:[Tt]he )?{_WORD}(?:[ -](?:(?:of|for|de|the|and|du|la) )?{_WORD}){{0,5}}"
_NAME_AFTER = re.compile(rf"(?:(?:an? )(?:\w+ ){{0,3}}?(?:by|in|from) )?({_NAME})")
_NAME_BEFORE = re.compile(rf"(?:^|(?<=[^\w’'-]))({_NAME})$")
_LIST_AFTER = re.compile(r"\s{0,3}([^\n]{2,160})")
_LONGEST = 80  # characters that a name, or a dateline, may take

# The cue is looked for first and the name beside it afterwards, so that the time is linear whatever the text.
_LISTED = re.compile(
    r"\b(?:with (?:(?:additional|further) )?(?:reporting|files|material|information) (?:by|from)"
    r"|(?:additional|further) reporting (?:by|from)|(?:story|article|report) was (?:(?:originally|first) )?"
    r"(?:published|produced|provided|written) by|mit (?:material|informationen) (?:von|der)|con información de"
    r"|con informazioni di|avec(?= [A-Z]{3})|(?:quelle|source|fuente|fonte|bron|källa)s? ?:)", re.I)  # fmt: skip
_BEFORE: tuple[tuple[Rule, re.Pattern[str]], ...] = (
    ("credit_line", re.compile(r" contributed (?:reporting )?to this (?:report|story|article)")),
    (
        "first_reported",
        re.compile(r" (?:first|earlier|previously) (?:reported|published|disclosed|revealed|broke)\b"),
    ),
    ("relay", re.compile(r" (?:(?:has|had|have) )?(?:reported|reports|writes|wrote)\b")),
)
_AFTER: tuple[tuple[Rule, re.Pattern[str]], ...] = (
    ("credit_line", re.compile(r"(?:©|\(c\)|\bcopyright) ?(?:\d{4})? ?", re.I)),
    ("hat_tip", re.compile(r"\b(?:h/t|hat tip)(?: to)?:? ?", re.I)),
    ("first_reported", re.compile(
        r"\b(?:first|originally|earlier|previously) (?:reported|published|disclosed|revealed) "
        r"(?:(?!by |in )\w+ ){0,3}(?:by|in) ")),
    ("relay", re.compile(
        r"\b(?:according to|cited by|citing|told|reported by|published (?:by|in)|quoted by|interview with) ")),
)  # fmt: skip
_DATELINE = re.compile(
    r"\(([^()\n]{2,40})\) ?[-\u2010-\u2015]|\b(dpa)/\w{2,5} ?[-\u2010-\u2015]|\(([^()\n]{2,40})\)"
)
_TRADE = re.compile(
    r"\b(?:News(?:wire|room)?|Times|Post|Herald|Tribune|Gazette|Journal|Guardian|Telegraph|Observer|Chronicle|Daily"
    r"|Press|Examiner|Broadcasting|Television|TV|Radio|Zeitung|Nachrichten|BBC|CNN|NPR|ABC|CBS|NBC|MSNBC|ZDF|ARD)\b"
)
_SEPARATORS = re.compile(r"\s*(?:,|;|/|&|\band\b|\bund\b|\bet\b|\by\b|[.](?=\s|$))\s*")


def credits(
    text: str, *, info_sources: Sequence[str] = (), outlets: Iterable[str] = ()
) -> tuple[Credit, ...]:
    """Everybody whom `text` or its ninjs `infoSources` credit, in the order of the text, one credit a name and span.

    `outlets` are names to know beside the agencies, spelt as the result shall spell them. Raises ValueError for a text
    over 10,000,000 characters.
    """
    check_size(text)
    known = _known(outlets)
    found = {(c.start, c.end, c.name): c for c in reversed([*_in_text(text, known)])}
    declared = [
        Credit(_named(name, known) or name.strip(), "info_source") for name in info_sources if name.strip()
    ]
    return (*dict.fromkeys(declared), *sorted(found.values(), key=lambda c: (c.start or 0, c.end or 0)))


def _in_text(text: str, known: dict[str, str]) -> Iterable[Credit]:
    yield from _datelines(text, known)
    for cue in _LISTED.finditer(text):
        yield from _listed_names(text, cue.end(), known)
    for rule, pattern in _AFTER:
        for cue in pattern.finditer(text):
            yield from _credit(rule, _NAME_AFTER.match(text, cue.end()), 0, known)
    for rule, pattern in _BEFORE:
        for cue in pattern.finditer(text):
            furthest = max(0, cue.start() - _LONGEST)
            start = max(text.rfind("\n", furthest, cue.start()) + 1, furthest)
            yield from _credit(rule, _NAME_BEFORE.search(text[start : cue.start()]), start, known)


def _credit(rule: Rule, match: re.Match[str] | None, offset: int, known: dict[str, str]) -> Iterable[Credit]:
    if match and (name := _named(match[1], known)):
        yield Credit(name, rule, offset + match.start(1), offset + match.end(1))


def _datelines(text: str, known: dict[str, str]) -> Iterable[Credit]:
    """`PARIS (AFP) -` at the beginning of a line; without the dash only in the first line."""
    for match in _DATELINE.finditer(text):
        line = text.rfind("\n", max(0, match.start() - _LONGEST), match.start()) + 1
        begins = line > 0 or match.start() < _LONGEST
        if (
            begins
            and (match[3] is None or line == 0)
            and (name := _named(match[match.lastindex or 0], known))
        ):
            yield Credit(name, "dateline", *match.span(match.lastindex or 0))


def _listed_names(text: str, start: int, known: dict[str, str]) -> Iterable[Credit]:
    """Every outlet in the list of names that follows a cue."""
    match = _LIST_AFTER.match(text, start)
    for piece in _SEPARATORS.split(match[1]) if match else ():
        start = text.index(piece, start) + len(piece)
        if name := _named(piece, known):
            yield Credit(name, "credit_line", start - len(piece), start)


def _named(words: str, known: dict[str, str]) -> str | None:
    """The outlet that these words name, as known; their own spelling if only a word of the trade tells; or None."""
    name = words.strip(" \t.,:;'’\"”“*")
    bare = name.removeprefix("the ").removeprefix("The ").removesuffix("’s").removesuffix("'s")
    for spelling in (name, bare, bare.casefold()):
        if spelling in known:
            return known[spelling]
    return bare if _TRADE.search(bare) and len(bare) <= 60 else None


def _known(outlets: Iterable[str]) -> dict[str, str]:
    """Spellings to names; a spelling in capitals or of three letters counts only as it is written."""
    known = dict(_agencies())
    for name in outlets:
        bare = name.strip().removeprefix("The ")
        if bare:
            known[bare] = name
            if len(bare) > 3 and not bare.isupper():
                known[bare.casefold()] = name
    return known


@cache
def _agencies() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in files(__package__).joinpath("agencies.txt").read_text("utf-8").splitlines():
        spellings = [spelling.strip() for spelling in line.split("|")]
        if line.startswith("#") or not spellings[0]:
            continue
        for spelling in spellings:
            known[spelling] = spellings[0]
            if len(spelling) > 4 and not spelling.isupper():
                known[spelling.casefold()] = spellings[0]
    return known
