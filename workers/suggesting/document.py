"""One text as the finder and the typer see it: tokens, their classes, what stands inside quotation marks."""

from dataclasses import dataclass

from workers.suggesting.grammar import classify
from workers.suggesting.suggestion import Span
from workers.suggesting.text import PARAGRAPH, Tokens, tokenise

Run = tuple[int, int]  # tokens [first, last)
REACH = 120  # no rule looks further than this many tokens, so that all work is linear in the text


@dataclass(frozen=True, slots=True)
class Document:
    text: str
    tokens: Tokens
    kinds: str
    stems: list[str]  # the words in lower case, up to an apostrophe
    quoted: bytes  # 1 where the token stands inside quotation marks

    @classmethod
    def of(cls, text: str) -> "Document":
        tokens = tokenise(text)
        kinds = classify(tokens)
        stems = [_stem(word) for word in tokens.words]
        return cls(text, tokens, kinds, stems, _quoted(tokens, kinds))

    def span(self, run: Run) -> Span:
        return self.tokens.starts[run[0]], self.tokens.ends[run[1] - 1]

    def word(self, index: int) -> str:
        return self.tokens.words[index].lower() if index < len(self.tokens.words) else ""

    def kind(self, index: int) -> str:
        """The class of a token; a full stop beyond either end."""
        return self.kinds[index] if 0 <= index < len(self.kinds) else "."

    def sentence(self, index: int) -> Run:
        """The sentence around a token, cut at `REACH` tokens to either side; without its final mark."""
        first = self.kinds.rfind(".", max(0, index - REACH), index) + 1 or max(0, index - REACH)
        last = self.kinds.find(".", index, index + REACH)
        return first, (last if last >= 0 else min(len(self.kinds), index + REACH))


def _stem(word: str) -> str:
    return word.lower().replace("’", "'").partition("'")[0] if "'" in word or "’" in word else word.lower()


def _quoted(tokens: Tokens, kinds: str) -> bytes:
    """A quotation that is not closed ends with its paragraph."""
    inside = 0
    marks = bytearray(len(kinds))
    for index, kind in enumerate(kinds):
        if kind == "q":
            inside = 1
        elif kind == "Q" or (kind == "." and tokens.words[index] == PARAGRAPH):
            inside = 0
        marks[index] = inside
    return bytes(marks)
