"""Words of a text as numbers, with their places, and which of them stand between quotation marks.

Everything here is one pass over the text, whatever the script: a word is a run of letters and digits; in scripts
that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) it is one character. Places are in
Unicode code points, end exclusive, as everywhere in the project.
"""

from __future__ import annotations

import re
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MAX_CHARACTERS = 10_000_000

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# A "word" of more than 40 letters is cut: a text without a single space still has places to compare.
_WORD = re.compile(rf"[^\W_{_UNSPACED}]{{1,40}}|[{_UNSPACED}]")
_ASCII_WORD = re.compile(
    r"[0-9A-Za-z]{1,40}"
)  # the same of a text that has no other letters, in half the time

_CLOSERS = {
    '"': '"', "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb", "\u201e": "\u201c\u201d",
    "\u00bb": "\u00ab", "\u201d": "\u201d", "\u300c": "\u300d", "\u300e": "\u300f",
}  # fmt: skip
# A single closing mark before a letter is an apostrophe. A blank line ends a quotation that was never closed.
_QUOTE_MARK = re.compile(r"''|" r'["\u201c\u201d\u201e\u00ab\u00bb\u300c-\u300f\u2018]|\u2019(?!\w)|\n\s*\n')
_DEEPEST = 20


class Words:
    """The words of one text: a 32-bit hash each (int64), and start and end in code points (int64).

    Most texts that are compared share nothing, so where the words stand is worked out when it is asked.
    """

    def __init__(self, text: str, hashes: NDArray[np.int64]) -> None:
        self._text = text
        self.hashes = hashes

    @cached_property
    def _spans(self) -> NDArray[np.int64]:
        spans = np.array([match.span() for match in _WORD.finditer(self._text)], dtype=np.int64).reshape(
            -1, 2
        )
        return np.ascontiguousarray(spans.T)

    @property
    def starts(self) -> NDArray[np.int64]:
        return self._spans[0]

    @property
    def ends(self) -> NDArray[np.int64]:
        return self._spans[1]

    def __len__(self) -> int:
        return len(self.hashes)


def check_size(text: str) -> None:
    """Raise ValueError for a text that is too long to compare in bounded time."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"text: {len(text):,} characters, at most {MAX_CHARACTERS:,}; split it")


class _Hashes(dict[str, int]):
    """Half of a text's words are words that every text has: looking them up is faster than hashing them."""

    def __missing__(self, word: str) -> int:
        made = crc32(word.casefold().encode("utf-8", "replace"))
        if len(self) < 50_000:
            self[word] = made
        return made


known_hashes = _Hashes()


def words(text: str) -> Words:
    """Cut `text` into words; case does not count. Raises ValueError over 10,000,000 characters."""
    check_size(text)
    found = (_ASCII_WORD if text.isascii() else _WORD).findall(text)
    return Words(text, np.fromiter(map(known_hashes.__getitem__, found), dtype=np.int64, count=len(found)))


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans between quotation marks, outermost only, in order; an unclosed one ends with its paragraph."""
    spans: list[tuple[int, int]] = []
    open_marks: list[str] = []
    start = 0
    for mark in _QUOTE_MARK.finditer(text):
        sign, was_open = mark[0].replace("''", '"'), bool(open_marks)
        if sign[0] == "\n":
            open_marks.clear()
        elif was_open and sign in _CLOSERS[open_marks[-1]]:
            open_marks.pop()
        elif sign in _CLOSERS and len(open_marks) < _DEEPEST:
            open_marks.append(sign)
        if open_marks and not was_open:
            start = mark.start()
        elif was_open and not open_marks:
            spans.append((start, mark.start() if sign[0] == "\n" else mark.end()))
    if open_marks:
        spans.append((start, len(text)))
    return spans


def inside(spans: list[tuple[int, int]], found: Words) -> NDArray[np.bool_]:
    """For each word, whether it begins inside one of the spans (disjoint and in order)."""
    if not spans:
        return np.zeros(len(found), dtype=bool)
    starts, ends = np.array(spans, dtype=np.int64).T
    last = np.searchsorted(starts, found.starts, side="right") - 1
    return (last >= 0) & (found.starts < ends[np.maximum(last, 0)])
