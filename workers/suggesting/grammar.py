"""One character for each word's class, so that a grammar is a regular expression over a string of classes.

D determiner  N other lower-case word  P capitalised  # figure  S subject pronoun  O object pronoun
X auxiliary  A adverb  V finite cue  U cue in its base form  G cue in -ing  v other verb  g other -ing
p preposition  o of  t that  T to  c and, or, but  s subordinator  w who, which  d day or season  l least  ' possessive s
, comma and inner marks  : colon  ; semicolon  - dash  ( )  q opening and Q closing quotation mark
. end of a sentence or paragraph  ? anything else
"""

import re

from workers.suggesting import lexicon
from workers.suggesting.text import PARAGRAPH, Tokens

_SECTIONS = {
    "D": "determiner", "S": "pronoun", "O": "object_pronoun", "N": "substantive", "X": "auxiliary",
    "A": "adverb", "p": "preposition", "o": "of", "T": "to", "c": "coordinator", "s": "subordinator",
    "w": "relative", "t": "that", "v": "verb", "d": "time", "l": "least",
}  # fmt: skip
_MARKS = {
    ",": ",", "(": "(", ")": ")", "[": "(", "]": ")", ":": ":", ";": ";", "-": "-", "–": "-", "—": "-",
    "--": "-", "---": "-", ".": ".", PARAGRAPH: ".", "%": "#", "$": "#", "&": "&",
}  # fmt: skip
_NOUN_LIKE = lexicon.words("en/cues", "noun-like")
_NOUN_FOLLOWS = "D'#op"  # `the report`, `of talks`: here a form that can be both is a noun
_OPEN, _CLOSE, _EITHER = frozenset("“«„"), frozenset("”»"), frozenset(('"', "''", "``"))
_POSSESSIVE = frozenset(("'s", "’s", "'S", "’S"))
_APOSTROPHES = frozenset(("'", "’"))
_GERUND = re.compile(r"(?<=[D'])[gG](?=[o.,pvVUXw])")  # `the planning for it`, `her thinking`: a noun there
_NAMED_AND = re.compile(r"(?<=P)&(?=P)")  # `Corrie & Lund` is one name; elsewhere `&` is `and`


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


def classify(tokens: Tokens) -> str:
    """The class of every token, as one string."""
    kinds: list[str] = []
    quoted = False
    start_of_sentence = True
    previous = "."
    get = CLASSES.get
    for index, word in enumerate(tokens.words):
        kind = get(word) or _unlisted(tokens, index, quoted, start_of_sentence)
        if kind in "VU" and previous in _NOUN_FOLLOWS and word.lower() in _NOUN_LIKE:
            kind = "N"
        previous = kind
        if kind == ".":
            quoted = quoted and word != PARAGRAPH
            start_of_sentence = True
        elif kind in "qQ":
            quoted = kind == "q"
        elif kind != "(":
            start_of_sentence = False
        kinds.append(kind)
    return _GERUND.sub("N", _NAMED_AND.sub("P", "".join(kinds)).replace("&", "c"))


def _unlisted(tokens: Tokens, index: int, quoted: bool, start_of_sentence: bool) -> str:
    word = tokens.words[index]
    if word in _EITHER:
        return _straight(tokens, index, quoted)
    if word in _OPEN:
        return "q"
    if word in _CLOSE:
        return "Q"
    if word in _POSSESSIVE or (word in _APOSTROPHES and _follows_s(tokens, index)):
        return "'"
    return _open_class(word, start_of_sentence)


def _follows_s(tokens: Tokens, index: int) -> bool:
    """`the workers' union`: an apostrophe alone that ends a word in s."""
    return (
        index > 0 and tokens.ends[index - 1] == tokens.starts[index] and tokens.words[index - 1][-1] in "sS"
    )


def _straight(tokens: Tokens, index: int, quoted: bool) -> str:
    """A straight mark opens after a space and closes before one; elsewhere it takes turns."""
    starts, ends = tokens.starts, tokens.ends
    space_before = index == 0 or ends[index - 1] < starts[index]
    space_after = index + 1 == len(starts) or ends[index] < starts[index + 1]
    opens = space_before if space_before != space_after else not quoted
    return "q" if opens else "Q"


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
