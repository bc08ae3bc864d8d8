"""Articles for the benchmark: as many as wanted from a chain over real words, and copies made from real articles."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from workers.tracing.words import quoted_spans, words

SHARED = Path(os.environ.get("ON_RECORD_SHARED") or Path(__file__).resolve().parents[3] / "shared")
POLNEAR = SHARED / "corpora" / "polnear"


def polnear() -> list[dict[str, Any]]:
    """The articles of PolNeAR, oldest first; raises FileNotFoundError where the corpus is missing."""
    documents: list[dict[str, Any]] = []
    for part in ("train", "dev"):
        with gzip.open(POLNEAR / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            documents += map(json.loads, lines)
    return sorted(documents, key=lambda document: (document["date"], document["id"]))


def same_event_pairs(documents: list[dict[str, str]]) -> Iterable[tuple[int, int]]:
    """Pairs of different publishers within three days whose word vectors (tf-idf) have a cosine over 0.15."""
    rows = [np.unique(words(d["text"]).hashes, return_counts=True) for d in documents]
    vocabulary, codes = np.unique(np.concatenate([w for w, _ in rows]), return_inverse=True)
    at = np.repeat(np.arange(len(rows)), [len(w) for w, _ in rows])
    rarity = np.log(len(rows) / np.bincount(codes))
    values = np.log1p(np.concatenate([c for _, c in rows])) * rarity[codes]
    matrix = csr_matrix((values, (at, codes)), shape=(len(rows), len(vocabulary)))
    matrix = csr_matrix(matrix.multiply(1 / np.sqrt(matrix.multiply(matrix).sum(axis=1))))
    near = (matrix @ matrix.T).tocoo()
    days = [date.fromisoformat(d["date"]) for d in documents]
    for i, j, cosine in zip(near.row, near.col, near.data, strict=True):
        if (
            i < j
            and cosine > 0.15
            and abs((days[i] - days[j]).days) <= 3
            and documents[i]["publisher"] != documents[j]["publisher"]
        ):
            yield int(i), int(j)


def without_reprints(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leaves out what a publisher printed twice: a tenth of an article's runs of eight words seen before."""
    seen: dict[str, set[int]] = {}
    kept = []
    for document in documents:
        spelt = document["text"].split()
        runs = {hash(tuple(spelt[i : i + 8])) for i in range(len(spelt) - 7)}
        before = seen.setdefault(document["publisher"], set())
        if len(runs & before) < 0.1 * len(runs):
            kept.append(document)
        before |= runs
    return kept


def chain_articles(texts: list[str], count: int, length: int = 600, seed: int = 1) -> Iterator[str]:
    """Articles of `length` words by a first-order chain over the words of `texts`.

    One word in four is drawn anywhere: stock phrases recur as in real news, sentences do not.
    """
    spelt = " ¶ ".join(texts).replace("\n\n", " ¶ ").split()
    vocabulary, codes = np.unique(np.array(spelt, dtype=object), return_inverse=True)
    order = np.argsort(codes[:-1], kind="stable")
    followers = codes[1:][order]
    first = np.searchsorted(codes[:-1][order], np.arange(len(vocabulary)))
    counts = np.maximum(np.bincount(codes[:-1], minlength=len(vocabulary)), 1)
    rng = np.random.default_rng(seed)
    for start in range(0, count, 5000):
        rows = min(5000, count - start)
        chain = np.empty((length, rows), dtype=np.int64)
        chain[0] = rng.choice(codes, rows)
        for i in range(1, length):
            last = chain[i - 1]
            following = followers[
                np.minimum(first[last] + (rng.random(rows) * counts[last]).astype(int), len(followers) - 1)
            ]
            chain[i] = np.where(rng.random(rows) < 0.25, rng.choice(codes, rows), following)
        for row in chain.T:
            yield " ".join(vocabulary[row].tolist()).replace(" ¶ ", "\n\n").replace("¶", "")


def partial_copy(rng: random.Random, origin: str, filler: str, share: float) -> str:
    """`share` of the result's words are whole paragraphs of `origin` in their order, the rest is of `filler`."""
    wanted, total = share * 600, 600
    taken = _paragraphs(rng, origin, wanted)
    own = _paragraphs(rng, filler, total - wanted)
    places = sorted(rng.sample(range(len(taken) + len(own)), len(taken)))
    for place, paragraph in zip(places, taken, strict=True):
        own.insert(place, paragraph)
    return "\n\n".join(["A headline of their own", *own])


def _paragraphs(rng: random.Random, text: str, wanted: float) -> list[str]:
    """Paragraphs from a random place on, the last one cut, about `wanted` words in all."""
    paragraphs = [p for p in text.split("\n\n") if len(p.split()) >= 15]
    start = rng.randrange(len(paragraphs)) if paragraphs else 0
    chosen: list[str] = []
    have = 0
    for paragraph in (*paragraphs[start:], *paragraphs[:start]):
        spelt = paragraph.split()
        if wanted - have < 1:
            break
        chosen.append(" ".join(spelt[: round(wanted - have)]))
        have += len(spelt)
    return chosen


def cut_copy(rng: random.Random, origin: str) -> str:
    """A third of the paragraphs cut, another headline: every word left is of `origin`."""
    paragraphs = origin.split("\n\n")[1:]
    kept = sorted(rng.sample(range(len(paragraphs)), max(1, len(paragraphs) * 2 // 3)))
    return "\n\n".join(["A headline of their own", *(paragraphs[i] for i in kept)])


def lightly_edited(rng: random.Random, origin: str) -> str:
    """One word in twenty replaced, as a desk does."""
    return " ".join("edited" if rng.random() < 0.05 else word for word in origin.split(" "))


def quotes_kept(rng: random.Random, origin: str, filler: str) -> str | None:
    """Only quotations of `origin` (20 words or more) among the paragraphs of `filler`; None where it has none."""
    quotes = [origin[a:b] for a, b in quoted_spans(origin) if 20 <= len(origin[a:b].split()) <= 60]
    if not quotes:
        return None
    own = _paragraphs(rng, filler, 500)
    for quote in rng.sample(quotes, min(2, len(quotes))):
        own.insert(rng.randrange(len(own) + 1), f"{quote}, it was said.")
    return "\n\n".join(own)
