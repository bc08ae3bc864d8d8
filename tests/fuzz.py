"""Hostile texts for whatever reads plain text: `make fuzz` looks for hangs for minutes, the tests for seconds.

A hang of a regular expression, or work that grows faster than the text, needs a piece that comes again and again between
a beginning and an end that do not fit: so texts are pieces of a few tokens (words that rules look for, marks, scripts,
HTML), repeated. `python -m tests.fuzz --seconds 600` times each at one size and at sixteen times that size, and tells those that
take more than four times their share, with the seed that makes them again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from workers.suggesting import lexicon, suggest
from workers.tracing import Article, Claims, KnownClaim, compare, credits

SMALL, GROWN, SLACK = 4_000, 16, 4
LISTS = ("silence", "denial", "stances", "channels", "certainty", "directness", "anonymity")
MARKS = [
    "“", "”", '"', "''", "``", "'", "’", "‘", "«", "»", "„", "(", ")", "[", "]", ",", ".", "...", ";", ":", "!", "?", "-", "—",
    "–", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u200b", "\x00", "\ufeff", "\u202e", "\ud800", "&", "%", "$", "/", "@", "|",
]  # fmt: skip
WORDS = [
    "he", "she", "who", "which", "that", "the", "a", "of", "and", "or", "to", "not", "by", "in", "Ab", "Cd", "AP", "Reuters",
    "said", "say", "told", "denied", "according to", "officials", "spokesman", "his lawyer", "Jane Doe", "two people familiar with",
    "first reported by", "with reporting by", "(AP) —", "copyright 2020", "on Monday", "1,000", "3.5", "n't", "didn’t", "U.S.",
    "x" * 60, "a.b", "a-b-c", "é", "e\u0301", "部长", "说", "וקבל", "قال", "сказал", "🙂", "ß", "İ",
    "<p>", "</p>", "&nbsp;", "<br/>", '<a href="x">', "<tweet/>", "{", "}", "http://x.y/z?a=b",
]  # fmt: skip


@cache
def _phrase_words() -> list[str]:
    """The words that the phrase rules look for, as their files spell them."""
    patterns = (
        line.split("|", 1)[1]
        for name in LISTS
        for rows in lexicon.lines(f"en/{name}").values()
        for line in rows
    )
    spelt = (way for pattern in patterns for part in pattern.split() for way in part.strip("!?").split("/"))
    return sorted({word.rstrip("*") for word in spelt if word[:1].isalpha()})


def hostile(seed: int, size: int) -> str:
    """The text of a seed, `size` characters long: a beginning, a piece again and again, an end."""
    rng = random.Random(seed)

    def piece(most: int) -> str:
        kinds: Sequence[Sequence[str]] = (MARKS, WORDS, WORDS, _phrase_words())
        return "".join(
            rng.choice(rng.choice(kinds)) + rng.choice(["", " ", " ", " ", "  "])
            for _ in range(rng.randint(1, most))
        )

    start, again, end = piece(4), piece(6) or " ", piece(4)
    body = again * (max(0, size - len(start) - len(end)) // len(again) + 1)
    return (start + body)[: max(0, size - len(end))] + end


_KNOWN = Claims([KnownClaim("a", "The lab leaked the virus."), KnownClaim("b", "He said it.")])
READERS: dict[str, Callable[[str], object]] = {
    "suggest": lambda text: suggest(text, outlet=text[:40]),
    "credits": lambda text: credits(text, outlets=[text[:20]]),
    "compare": lambda text: compare(Article("a", text), Article("b", text[len(text) // 3 :])),
    "match": lambda text: _KNOWN.match(text),
}


def slow(seeds: Iterator[int], seconds: float) -> Iterator[str]:
    """What takes more than its share, until the time is over."""
    until = time.monotonic() + seconds
    for seed in seeds:
        if time.monotonic() > until:
            return
        for name, read in READERS.items():
            once, often = (_took(read, hostile(seed, size)) for size in (SMALL, SMALL * GROWN))
            if often > SLACK * GROWN * max(once, 0.002):
                yield f"{name}, seed {seed}: {once:.3f} s, of {GROWN} times the text {often:.3f} s: {hostile(seed, 300)!r}"


def _took(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    given = parser.parse_args(arguments)
    seeds = iter(range(given.seed, given.seed + 10**9))
    found = list(slow(seeds, given.seconds))
    print(*found, sep="\n")
    print(f"{next(seeds) - given.seed:,} texts from seed {given.seed} on, {len(found)} slow")
    sys.exit(bool(found))


if __name__ == "__main__":
    main(sys.argv[1:])
