"""An index of every published article's fingerprint, and the look-up of what a new one shares with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workers.tracing.article import Article, Copy
from workers.tracing.copies import Reading, compare
from workers.tracing.fingerprint import fingerprint
from workers.tracing.house import without_house_text
from workers.tracing.store import SQLiteStore
from workers.tracing.words import words

# A hash in more articles than this says little by itself: a stock phrase, or a wire story that hundreds ran.
COMMON = 200
COMPARED = 25
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indexed article that may share text: its key and how many hashes both have."""

    key: str
    shared: int


class CopyIndex:
    """Articles by fingerprint. The store is the caller's: it opens and closes it.

    >>> with SQLiteStore(":memory:") as store:
    ...     index = CopyIndex(store)
    ...     index.insert([("a", "one two three four five six seven eight")])
    ...     [found.key for found in index.candidates("one two three four five six seven eight")]
    ['a']
    """

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store

    def insert(self, articles: Iterable[tuple[str, str]]) -> None:
        """Add (key, text) pairs, or replace the text of keys that are there; all of them or none.

        Raises ValueError, before anything is written, for a text over 10,000,000 characters or an empty key.
        """
        entries = []
        for key, text in articles:
            if not key:
                raise ValueError("key: empty; give each article a key of its own")
            entries.append((key, fingerprint(words(text))))
        self._store.put(entries)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget articles: withdrawn, erased, or replaced by a revision of another key."""
        self._store.remove(keys)

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """At most COMPARED indexed articles that share the most hashes with `text`, the most first.

        Every article that has 16 words in a row in common is found, unless more than COMMON others have them too.
        """
        return self._candidates(Reading.of(Article("", text)))

    def copies(
        self, article: Article, fetch: Callable[[Sequence[str]], Mapping[str, Article]]
    ) -> tuple[Copy, ...]:
        """What `article` shares with indexed articles, the most shared words first; itself, by key, left out.

        `fetch` answers keys with their articles; keys that it does not answer (withdrawn, say) are passed over.
        """
        reading = Reading.of(article)
        keys = [found.key for found in self._candidates(reading) if found.key != article.key]
        others = fetch(keys) if keys else {}
        compared = (compare(reading, others[key]) for key in keys if key in others)
        found = [copy for copy in compared if copy]
        kept = without_house_text(found, {key: other.outlet for key, other in others.items()})
        return tuple(sorted(kept, key=lambda copy: (-copy.share, copy.other)))

    def _candidates(self, reading: Reading) -> tuple[Candidate, ...]:
        hashes = fingerprint(reading.words).tolist()
        shared: Counter[int] = Counter()
        telling: set[int] = set()
        for hash_ in hashes:
            holders = self._store.holders(hash_, COMMON)
            shared.update(holders)
            if len(holders) < COMMON:
                telling.update(holders)
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return tuple(islice(self._worth_comparing(best, telling, len(hashes)), COMPARED))

    def _worth_comparing(
        self, best: list[tuple[int, int]], telling: set[int], own: int
    ) -> Iterator[Candidate]:
        """Passes over those that share stock phrases only, unless these are half of the shorter text."""
        for article, count in best:
            described = self._store.describe([article]).get(article)
            if described is None:
                continue
            key, size = described
            if article in telling or 2 * count >= min(own, size):
                yield Candidate(key, count)

    def rebuild(
        self,
        articles: Iterable[tuple[str, str]],
        *,
        total: int | None = None,
        progress: Callable[[int, int | None], None] = lambda done, total: None,
    ) -> None:
        """Make the index hold exactly `articles`, plus whatever others insert meanwhile.

        Look-ups go on during it, an interrupted one is simply started again, and what is right already is not
        written again. `progress(done, total)` is called after every batch.
        """
        before, done = self._store.last_number(), 0
        seen: set[str] = set()
        source = iter(articles)
        while batch := list(islice(source, _BATCH)):
            self.insert(batch)
            seen.update(key for key, _ in batch)
            done += len(batch)
            progress(done, total)
        gone = [key for key in self._store.keys_up_to(before) if key not in seen]
        for start in range(0, len(gone), _BATCH):
            self.remove(gone[start : start + _BATCH])

    def __len__(self) -> int:
        return len(self._store)
