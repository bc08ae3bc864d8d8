"""A short statement as terms, names, figures and times, with what its negators turn round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workers.tracing.lexicon import stem, stems, stop_words, term
from workers.tracing.words import MAX_CHARACTERS, known_hashes

_TOKEN = re.compile(
    r"[^\W\d_]+\d++(?![.,]\d)[^\W_]*(?:['’][^\W\d_]+)?"  # `V4`: a name, no figure
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[%$€£.,;:!?–—()\"“”\n]"
)
_CLAUSE_ENDS = frozenset(".,;:!?–—()\n")
_MONTHS = {
    date(2000, month, 1).strftime(form).casefold(): month for month in range(1, 13) for form in ("%B", "%b")
}
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORDS = (
    {word: float(i) for i, word in enumerate(_SMALL)}
    | {word: 20.0 + 10 * i for i, word in enumerate(_TENS)}
    | {"dozen": 12.0}
)
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "mn": 1e6,
    "bn": 1e9,
}
_UNITS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "pct": "percent"}
_PREPOSITIONS = frozenset(["in", "at", "of", "from", "to", "near", "for", "with", "on", "against"])
PARTICLES = {"on": "off", "off": "on", "up": "down", "down": "up"}
# How far a negator reaches, in words of its clause; a denial reaches to the end of the sentence.
_REACH = 8


@dataclass(frozen=True, slots=True)
class Term:
    """A content word: what it counts as, its place among the tokens, its span in code points, what governs it."""

    term: str
    place: int
    start: int
    end: int
    is_name: bool
    negations: int
    is_argument: bool  # not behind a preposition, not a possessive


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the term that follows it, or its sign: `(12.0, "person")`, `(61.0, "percent")`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """What is compared of a statement. Times are `("year", 2019)`, `("month", 3)`, `("day", 14)`, `("weekday", …)`."""

    terms: tuple[Term, ...]
    figures: tuple[Figure, ...]
    times: frozenset[tuple[str, int | str]]
    passives: int
    # A particle that turns the word before it round: ("plant", "on") of `switched the plant on`.
    particles: frozenset[tuple[str, str]]
    # Everything above as words to be counted: terms, `#12` for a figure, `@year 2019` for a time.
    bag: frozenset[str]
    text: str

    def written(self, term: Term) -> str:
        """The word as the statement has it, for whoever reads a reason."""
        return self.text[term.start : term.end]


@lru_cache(maxsize=200_000)
def proposition(text: str) -> Proposition:
    """Read a statement; the first 2,000 characters count. Raises ValueError over 10,000,000 characters."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"text: {len(text):,} characters, at most {MAX_CHARACTERS:,}; split it")
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text[:2000])]
    figures, times, used = _figures_and_times([token for token, _, _ in tokens])
    terms = _terms(tokens, used)
    passives = sum(token.casefold() == "by" for token, _, _ in tokens)
    bag = (
        {term.term for term in terms}
        | {f"#{f.value:g}" for f in figures}
        | {f"@{kind} {value}" for kind, value in times}
    )
    return Proposition(terms, figures, times, passives, _particles(tokens), frozenset(bag), text)


def _particles(tokens: list[tuple[str, int, int]]) -> frozenset[tuple[str, str]]:
    """`on`, `off`, `up` and `down`, each with the word that it follows; before a time `on` is a preposition."""
    words = [token.casefold() for token, _, _ in tokens]
    return frozenset(
        (term(before), word)
        for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False)
        if word in PARTICLES and not (after in _WEEKDAYS or after in _MONTHS or after[:1].isdigit())
    )


def forget_words() -> None:
    """Drop every statement that was read: somebody has the right that none of its words is kept."""
    proposition.cache_clear()
    known_hashes.clear()


def _terms(tokens: list[tuple[str, int, int]], used: set[int]) -> tuple[Term, ...]:
    terms: list[Term] = []
    negations = _negations([token for token, _, _ in tokens])
    for place, (token, start, end) in enumerate(tokens):
        if token in _CLAUSE_ENDS:
            continue
        small = token.casefold().replace("’", "'").partition("'")[0]
        is_word = token[0].isalpha() and small not in stop_words() and place not in used
        if is_word and stem(token) not in stems("negators"):
            is_name = token[0].isupper()
            before = next((t.casefold() for t, _, _ in tokens[max(0, place - 1) : place]), "")
            if is_name and terms and terms[-1].is_name and terms[-1].place == place - 1:
                is_argument = terms[-1].is_argument
            else:
                is_argument = before not in _PREPOSITIONS
            is_argument &= not token.endswith(("'s", "’s"))
            terms.append(Term(term(token), place, start, end, is_name, negations[place], is_argument))
    return tuple(terms)


def _negations(tokens: list[str]) -> list[int]:
    """For each word, how many negators reach it."""
    reached = [0] * len(tokens)
    for place, token in enumerate(tokens):
        small = token.casefold().replace("’", "'")
        if stem(small) not in stems("negators") and not small.endswith("n't"):
            continue
        is_denial = stem(small) in stems("denials")
        for ahead in range(place + 1, min(len(tokens), place + 1 + (40 if is_denial else _REACH))):
            if tokens[ahead] in (".!?;\n" if is_denial else _CLAUSE_ENDS):
                break
            reached[ahead] += 1
    return reached


def _figures_and_times(
    tokens: list[str],
) -> tuple[tuple[Figure, ...], frozenset[tuple[str, int | str]], set[int]]:
    """Figures, times, and the places of the words that they take up."""
    figures: list[Figure] = []
    times: set[tuple[str, int | str]] = set()
    used: set[int] = set()
    place = 0
    while place < len(tokens):
        small = tokens[place].casefold()
        if small in _MONTHS and (len(small) > 3 or tokens[place][0].isupper()) and small != "may":
            times.add(("month", _MONTHS[small]))
            used.add(place)
        elif tokens[place] == "May":
            times.add(("month", 5))
            used.add(place)
        elif small in _WEEKDAYS:
            times.add(("weekday", small))
        elif (value := _value(small)) is not None:
            end = place + 1
            while end < len(tokens) and tokens[end].casefold() in _SCALES:
                value *= _SCALES[tokens[end].casefold()]
                end += 1
            used.update(range(place, end))
            neighbours = {t.casefold() for t in tokens[max(0, place - 1) : place] + tokens[end : end + 1]}
            if any(near in _MONTHS for near in neighbours) and value <= 31:
                times.add(("day", int(value)))
            elif tokens[place].isdigit() and 1900 <= value < 2100 and end == place + 1:
                times.add(("year", int(value)))
            else:
                figures.append(Figure(value, _unit(tokens, place, end)))
            place = end - 1
        place += 1
    return tuple(figures), frozenset(times), used


def _value(small: str) -> float | None:
    if small[0].isdigit():
        bare = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", small).replace(",", ".")
        try:
            return float(bare)
        except ValueError:
            return None
    return _NUMBER_WORDS.get(small)


def _unit(tokens: list[str], place: int, end: int) -> str:
    if place and tokens[place - 1] in _UNITS:
        return _UNITS[tokens[place - 1]]
    following = next((t for t in tokens[end : end + 3] if t.casefold() not in stop_words()), "")
    return _UNITS.get(following.casefold(), term(following) if following[:1].isalpha() else "")
