"""One character for each word's class, so that a grammar is a regular expression over a string of classes.

D determiner  N other lower-case word  P capitalised  # figure  S subject pronoun  O object pronoun
X auxiliary  A adverb  V finite cue  U cue in its base form  G cue in -ing  v other verb  g other -ing
p preposition  o of  t that  T to  c and, or, but  s subordinator  w who, which  d day or season  l least  ' possessive s
, comma and inner marks  : colon  ; semicolon  - dash  ( )  q opening and Q closing quotation mark
. end of a sentence or paragraph  ? anything else
"""

from dataclasses import dataclass

from workers.suggesting import lexicon
from workers.suggesting.text import PARAGRAPH, Tokens

_SECTIONS = {
    "D": "determiner", "S": "pronoun", "O": "object_pronoun", "N": "substantive", "X": "auxiliary",
    "A": "adverb", "p": "preposition", "o": "of", "T": "to", "c": "coordinator", "s": "subordinator",
    "w": "relative", "t": "that", "v": "verb", "d": "time", "l": "least",
}  # fmt: skip
_MARKS = {
    ",": ",", "(": "(", ")": ")", "[": "(", "]": ")", ":": ":", ";": ";", "-": "-", "–": "-", "—": "-",
    "--": "-", "---": "-", ".": ".", PARAGRAPH: ".", "%": "#", "$": "#", "&": "c",
}  # fmt: skip
_NOUN_LIKE = lexicon.words("en/cues", "noun-like")
_NOUN_FOLLOWS = "D'#op"  # `the report`, `of talks`: here a form that can be both is a noun
_OPEN, _CLOSE, _EITHER = frozenset("“«„"), frozenset("”»"), frozenset(('"', "''", "``"))
_POSSESSIVE = frozenset(("'s", "’s", "'S", "’S"))


def _classes() -> dict[str, str]:
    table: dict[str, str] = {}
    for section in ("verb", "weak"):
        for verb in lexicon.sections("en/cues")[section]:
            for form, kind in lexicon.inflect(verb).items():
                table.setdefault(form, kind)
    for kind, section in _SECTIONS.items():
        for word in lexicon.sections("en/grammar")[section]:
            table[word] = kind
            table[word.replace("’", "'")] = kind
            table[word.replace("'", "’")] = kind
    return table | _MARKS


CLASSES = _classes()


@dataclass(slots=True)
class Sentence:
    """A run of tokens [first, last) that ends with its final mark."""

    first: int
    last: int


def classify(tokens: Tokens) -> str:
    """The class of every token, as one string."""
    kinds: list[str] = []
    quoted = False
    start_of_sentence = True
    previous = "."
    get = CLASSES.get
    for word in tokens.words:
        kind = get(word)
        if kind is None:
            kind, quoted = _unlisted(word, quoted, start_of_sentence)
        if kind in "VU" and previous in _NOUN_FOLLOWS and word.lower() in _NOUN_LIKE:
            kind = "N"
        previous = kind
        if kind == ".":
            quoted = quoted and word != PARAGRAPH
            start_of_sentence = True
        elif kind not in "qQ(":
            start_of_sentence = False
        kinds.append(kind)
    return "".join(kinds)


def _unlisted(word: str, quoted: bool, start_of_sentence: bool) -> tuple[str, bool]:
    if word in _EITHER:
        return ("Q" if quoted else "q"), not quoted
    if word in _OPEN:
        return "q", True
    if word in _CLOSE:
        return "Q", False
    if word in _POSSESSIVE:
        return "'", quoted
    return _open_class(word, start_of_sentence), quoted


def _open_class(word: str, start_of_sentence: bool) -> str:
    first = word[0]
    if first.isdigit():
        return "#"
    if not first.isalpha():
        return "?"
    if first.isupper():
        lower = word.lower()
        kind = CLASSES.get(lower)
        if kind and (start_of_sentence or kind in "DSXptocswTvd"):
            return kind
        return "P"
    if word.endswith("ly"):
        return "A"
    if word.endswith("ing"):
        return "g"
    return "v" if word.endswith("ed") else "N"
