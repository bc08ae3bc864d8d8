"""How fast and how well copies and repeated claims are found: `python -m tests.bench.tracing [--quick]`.

Prints a table and writes build/bench/tracing.json. The full form indexes 100,000 articles of 600 words.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import psutil

from tests.tracing import made_up
from tests.tracing.claim_figures import claim_speed, claims, graph_speed, merging
from tests.tracing.figures import Figure, figure, speed, timed
from workers.tracing import (
    Article,
    CopyIndex,
    Moment,
    SQLiteStore,
    compare,
    credits,
)
from workers.tracing.fingerprint import GUARANTEE

TEN_MILLION = 10_000_000


class Library:
    """The texts by key, as a database would answer them."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.by_key = {article.key: article for article in articles}

    def fetch(self, keys: Sequence[str]) -> Mapping[str, Article]:
        return {key: self.by_key[key] for key in keys if key in self.by_key}

    def texts(self) -> list[tuple[str, str]]:
        return [(key, article.text) for key, article in self.by_key.items()]


def scale(library: Library, path: Path, probes: list[str]) -> Iterable[Figure]:
    """Time, memory and disk of an index of the whole library."""
    texts = library.texts()
    count, process = len(texts), psutil.Process()
    before = process.memory_info().rss
    with SQLiteStore(path) as store:
        index = CopyIndex(store)
        was_there = len(index) == count
        index.remove(key for key, _ in texts[-1000:])
        _, bulk = timed(lambda: None if was_there else index.rebuild(texts[:-1000], total=count))
        inserts = [timed(lambda e=entry: index.insert([e])) for entry in texts[-1000:]]  # type: ignore[misc]
    with SQLiteStore(path) as store:
        index = CopyIndex(store)
        is_whole = len(index) == count
        new = [timed(lambda t=t: index.copies(Article("", t), library.fetch)) for t in probes]  # type: ignore[misc]
        old = [
            timed(lambda t=t: index.copies(Article("", t), library.fetch))
            for _, t in texts[:: max(1, count // 500)]
        ]  # type: ignore[misc]
        memory = process.memory_info().rss - before
    disk = sum(file.stat().st_size for file in path.parent.iterdir())
    yield figure("articles of 600 words in the index", count)
    yield speed("look-up of a new text, exact measure included", new, 50)
    yield speed("look-up of a text that is there", old, 50)
    yield speed("insert one, a transaction of its own", inserts, 20)
    if not was_there:
        yield figure("built from nothing, articles a second", round((count - 1000) / bulk * 1000))
    yield figure("memory of the process above its start, MB", round(memory / 1e6), target="stated")
    yield figure("disk, MB", round(disk / 1e6), target="stated")
    yield figure(
        "disk for ten million, extrapolated, GB", round(disk / count * TEN_MILLION / 1e9, 1), target="stated"
    )
    yield figure("whole after closing and opening", str(is_whole), target="True", holds=is_whole)


def copy_quality(
    index: CopyIndex, library: Library, sources: list[Article], fillers: list[Article], tries: int
) -> Iterable[Figure]:
    """Recall and precision on made-up copies, looked up among the whole library.

    A copy appears a year after everything else, in the outlet that its other paragraphs are from.
    """
    rng = random.Random(7)
    wrong = answers = 0
    later = Moment(datetime(2018, 1, 1, tzinfo=UTC))

    def found(name: str, make: Callable[[Article, str], str | None], kind: str) -> Figure:
        nonlocal wrong, answers
        seen: Counter[str] = Counter()
        made = 0
        while made < tries:
            source, filler = rng.choice(sources), rng.choice(fillers)
            text = make(source, filler.text) if source.outlet != filler.outlet else None
            if text is None:
                continue
            made += 1
            copies = index.copies(Article("", text, filler.outlet, later), library.fetch)
            seen.update(copy.kind for copy in copies if copy.other == source.key)
            answers += sum(copy.is_dependence for copy in copies)
            wrong += sum(copy.is_dependence for copy in copies if copy.other != source.key)
        recall = sum(seen.values()) / tries
        return figure(
            f"{name}: recall; called {kind}",
            f"{recall:.3f}; {seen[kind] / tries:.3f}",
            target="recall ≥ 0.95",
            holds=recall >= 0.95,
        )

    for share in (0.1, 0.2, 0.3, 0.5, 0.7, 0.9):
        yield found(
            f"{share:.0%} overlap",
            lambda s, f, share=share: made_up.partial_copy(rng, s.text, f, share),
            "partial",
        )  # type: ignore[misc]
    yield found(
        "a third of the paragraphs cut, new headline", lambda s, f: made_up.cut_copy(rng, s.text), "verbatim"
    )
    yield found("one word in twenty changed", lambda s, f: made_up.lightly_edited(rng, s.text), "verbatim")
    yield figure(
        "precision of these answers",
        round(1 - wrong / max(answers, 1), 4),
        target="≥ 0.95",
        holds=wrong <= 0.05 * answers,
    )
    yield found("only quotations kept", lambda s, f: made_up.quotes_kept(rng, s.text, f), "quoting")


def same_event(documents: list[dict[str, str]]) -> Iterable[Figure]:
    """Reports of one event by different outlets: near in time and in words."""
    pairs = list(made_up.same_event_pairs(documents))
    articles = [Article(d["id"], d["text"], d["publisher"]) for d in documents]
    kinds = Counter(copy.kind if (copy := compare(articles[i], articles[j])) else "none" for i, j in pairs)
    taken = kinds["partial"] + kinds["verbatim"]
    yield figure("same-event pairs of different outlets", len(pairs))
    # The one that is taken for a copy reads as one: a blog that repeats a newspaper's paragraph.
    yield figure("taken for copies among them", taken, target="≤ 2 %", holds=taken <= 0.02 * len(pairs))
    yield figure("found to share quotations only", kinds["quoting"])


def peer(sources: list[Article], fillers: list[Article], tries: int) -> Iterable[Figure]:
    """datasketch's MinHash LSH on whole texts, the usual way, on the same made-up copies."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        yield figure("datasketch", "not installed")
        return

    def sketch(text: str) -> MinHash:
        spelt = text.casefold().split()
        minhash = MinHash(num_perm=128, seed=1)
        minhash.update_batch([" ".join(spelt[i : i + 5]).encode() for i in range(max(1, len(spelt) - 4))])
        return minhash

    for threshold in (0.5, 0.1):
        lsh = MinHashLSH(threshold=threshold, num_perm=128)
        for source in sources:
            lsh.insert(source.key, sketch(source.text))
        rng = random.Random(7)
        recalls = []
        for share in (0.1, 0.3, 0.5, 0.9):
            hits = 0
            for _ in range(tries):
                source, filler = rng.choice(sources), rng.choice(fillers)
                hits += source.key in lsh.query(
                    sketch(made_up.partial_copy(rng, source.text, filler.text, share))
                )
            recalls.append(f"{hits / tries:.2f}")
        yield figure(
            f"datasketch MinHash LSH at {threshold}: recall at 10, 30, 50, 90 %", "", peer=" ".join(recalls)
        )


def copies(quick: bool, at: Path | None) -> Iterable[Figure]:
    try:
        documents = made_up.polnear()
    except FileNotFoundError as missing:
        yield figure("copies", f"skipped: {missing.filename} is missing")
        return
    count, tries = (2000, 20) if quick else (100_000, 300)
    long = [d for d in made_up.without_reprints(documents) if len(d["text"].split()) > 300]
    known = [
        Article(d["id"], d["text"], d["publisher"], Moment(datetime(2016, 12, 31, tzinfo=UTC))) for d in long
    ]
    sources, fillers = known[::2], known[1::2]
    made = made_up.chain_articles([d["text"] for d in documents], count + 300)
    probes = [next(made) for _ in range(300)]
    library = Library([*sources, *(Article(f"made_{n}", text) for n, text in enumerate(made))])
    with tempfile.TemporaryDirectory() as directory:
        path = (at or Path(directory)) / "copies.db"
        yield from scale(library, path, probes)
        with SQLiteStore(path) as store:
            yield from copy_quality(CopyIndex(store), library, sources, fillers, tries)
    yield from same_event(documents)
    yield from peer(sources, fillers, tries)


ODD = {
    "prose": "The council, “after a long night”, approved the bridge (AP) - as first reported by the Post.\n\n",
    "no spaces": "abcdefghij",
    "one word": "word ",
    "quotation marks": '“«„"',
    "mixed scripts": "Два министра 两名部长 استقال दो ",
    "credits": "first reported by The X told (AP) — ",
}


def sizes(largest: int) -> Iterable[Figure]:
    """Words, fingerprint, credits and the exact measure against itself, of texts ten times as long each time."""
    for name, piece in ODD.items():
        times = []
        for size in (10_000, 100_000, 1_000_000, 10_000_000):
            if size <= largest:
                text = (piece * (size // len(piece) + 1))[:size]
                article = Article("a", text)
                times.append(timed(lambda t=text, a=article: (credits(t), compare(a, a)))[0])  # type: ignore[misc]
        growth = max(later / before for before, later in zip(times[1:], times[2:], strict=False))
        told = ", ".join(f"{milliseconds:.0f}" for milliseconds in times)
        yield figure(
            f"10 kB to {largest / 1e6:g} MB of {name}, ms",
            told,
            target="× 10 takes ≤ × 15",
            holds=growth <= 15,
        )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3,000 articles, under a minute")
    parser.add_argument(
        "--at", type=Path, help="keep the index in this folder; one that is there is not built again"
    )
    quick, at = (given := parser.parse_args(arguments)).quick, given.at
    if at:
        at.mkdir(parents=True, exist_ok=True)
    figures = []
    print(f"tracing; any {GUARANTEE} words in a row are found")
    for found in chain(
        claims(),
        merging(),
        claim_speed(2000 if quick else 20_000),
        graph_speed(),
        sizes(1_000_000 if quick else 10_000_000),
        copies(quick, at),
    ):
        figures.append(found)
        mark = {True: "holds", False: "DOES NOT HOLD", None: ""}[found["holds"]]  # type: ignore[index]
        print(
            f"{found['name']:<72} {found['ours']!s:>28} {found['peer']!s:<24} {found['target']!s:<16} {mark}",
            flush=True,
        )
    target = Path("build/bench/tracing.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"figures": figures}, indent=1, default=bool))


if __name__ == "__main__":
    main(sys.argv[1:])
