"""Whatever the text is, there is an answer or a clear refusal, and the work grows no faster than the text."""

from __future__ import annotations

import pytest

from workers.tracing import Article, CopyIndex, SQLiteStore, compare, credits
from workers.tracing.words import words

LONG = 100_000
TEXTS = {
    "empty": "",
    "blank": " \n\t\u00a0" * 50,
    "one word": "word",
    "no spaces": "x" * LONG,
    "one letter": "a " * (LONG // 2),
    "quotation marks": '"' * LONG,
    "nested quotation marks": "“" * 1000 + "deep" + "”" * 1000,
    "unbalanced": "“ one » two „ three ” four « five ‘" * 500,
    "Arabic": "قال مسؤول إن الوزير استقال يوم الاثنين بعد أيام. " * 3000,
    "Hebrew and Latin": "\u202bשר התפטר\u202c said Reuters, לפי " * 3000,
    "Chinese": "两名部长周一辞职。" * 5_000,
    "mixed": "Два министра resigned 两名部长 استقال दो मंत्री " * 3000,
    "HTML": "<p>&nbsp;<a href='x'>(AP) —</a></p>\n" * 3000,
    "credits": "first reported by The X, according to (AP) — with files from Y and Z; via " * 2000,
    "lone surrogate": "a \ud800 b " * 2000,
    "combining": "a" + "\u0301" * LONG,
    "NUL": "\0word\0" * 2000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_gets_an_answer(name: str) -> None:
    text = TEXTS[name]
    credits(text)
    compare(Article("a", text), Article("b", text[: len(text) // 2]))
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert([("a", text)])
        answers = index.copies(Article("b", text), lambda keys: {key: Article(key, text) for key in keys})
    is_comparable = len(words(text)) >= 6
    assert [copy.kind for copy in answers] in (
        [["verbatim"]] if is_comparable and len(words(text)) >= 8 else [[]]
    )


@pytest.mark.parametrize("ask", [words, credits, lambda text: compare(Article("a", text), Article("b", ""))])
def test_a_text_over_ten_million_characters_is_refused(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="text: 10,000,001 characters, at most 10,000,000; split it"):
        ask("a" * 10_000_001)


def test_a_text_of_plain_letters_is_cut_into_the_same_words_as_any_other() -> None:
    """There is a faster way for these: an index would not find again what the other way had put in."""
    plain = "It's snake_case, 3.5 per-cent and " + "x" * 90
    quicker, other = words(plain), words(f"{plain} é")
    assert quicker.hashes.tolist() == other.hashes[:-1].tolist()
    assert quicker.ends.tolist() == other.ends[:-1].tolist()
