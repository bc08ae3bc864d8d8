"""Made-up news prose for tests and benchmarks: every sentence differs, the way they are built does not."""

from __future__ import annotations

import random

_WHO = [
    "the council",
    "a harbour pilot",
    "two engineers",
    "the ministry",
    "residents",
    "the inspector",
    "a haulier",
    "the archive",
]
_DID = [
    "approved",
    "postponed",
    "measured",
    "questioned",
    "repaired",
    "withdrew",
    "inspected",
    "flooded",
    "sold",
    "catalogued",
]
_WHAT = [
    "bridge",
    "reservoir",
    "contract",
    "ledger",
    "pumping station",
    "timetable",
    "quarry",
    "vaccine shipment",
    "school roof",
]
_WHERE = [
    "in Lorient",
    "near Vasa",
    "on the northern quay",
    "outside Graz",
    "at the old depot",
    "along the canal",
]
_HOW = [
    "after a long night",
    "despite the rain",
    "without any notice",
    "for the third time",
    "under a new rule",
]


def sentence(rng: random.Random) -> str:
    """One sentence of some fifteen words, with a figure and a made-up name that make it unlike the others."""
    name = "".join(rng.choice("bdfklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))).title()
    parts = [
        rng.choice(_WHO), rng.choice(_DID), "the", rng.choice(_WHAT), rng.choice(_WHERE), rng.choice(_HOW),
        "and", name, "counted", str(rng.randint(2, 9999)), rng.choice(_WHAT) + "s", "by", rng.choice(_DID[:4]),
    ]  # fmt: skip
    rng.shuffle(parts)
    return " ".join(parts).capitalize() + "."


def paragraphs(rng: random.Random, count: int, sentences: int = 3) -> list[str]:
    return [" ".join(sentence(rng) for _ in range(sentences)) for _ in range(count)]


def article(seed: int, count: int = 12) -> str:
    """A headline and `count` paragraphs, some 600 words for twelve."""
    rng = random.Random(seed)
    return "\n\n".join([sentence(rng), *paragraphs(rng, count)])
