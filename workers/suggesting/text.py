"""Text to tokens: words, marks and sentence ends with their places in code points, in one linear pass."""

import re
from array import array
from dataclasses import dataclass

from workers.suggesting import lexicon

PARAGRAPH = "\N{PILCROW SIGN}"

_TOKEN = re.compile(
    r"\n[^\S\n]*\n\s*"
    r"|['’](?:s|S|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:[-.&/](?=[^\W_])[^\W_]+|['’](?!(?:s|S|re|ve|ll|d|m)\b)[^\W_]+)*"
    r"|''|``|[.!?…]+|(\S)\1*+"
)
_ABBREVIATIONS = lexicon.words("en/grammar", "abbreviation")
_END = re.compile(r"[\"”’'»)\]]{0,4}(?:\s+[\"“‘'«(\[]{0,3}[^\W_a-z]|\s*\Z|\s*\n)")
_OPENER = re.compile(r"\s+(?:The|He|She|It|In|But|And|A|This|They|We|On|At|I|His|Her|That|As|If)\b")


@dataclass(slots=True)
class Tokens:
    """Parallel lists: the words, where each starts and ends. A sentence's last mark is `.`, an inner one `,`."""

    words: list[str]
    starts: "array[int]"
    ends: "array[int]"


def tokenise(text: str) -> Tokens:
    words: list[str] = []
    starts, ends = array("l"), array("l")
    for match in _TOKEN.finditer(text):
        word = match[0]
        start, end = match.span()
        first = word[0]
        if first in ".!?…":
            if word == "." and _abbreviates(words, ends, start) and not _OPENER.match(text, end):
                ends[-1] = end
                continue
            word = "." if _END.match(text, end) else ","
        elif first == "\n":
            word = PARAGRAPH
        words.append(word)
        starts.append(start)
        ends.append(end)
    return Tokens(words, starts, ends)


def _abbreviates(words: list[str], ends: "array[int]", dot: int) -> bool:
    if not words or ends[-1] != dot:
        return False
    word = words[-1]
    return (
        (len(word) == 1 and word.isupper())
        or "." in word
        or word.rsplit("-", 1)[-1].lower() in _ABBREVIATIONS
    )
