"""Where fingerprints are kept: one SQLite file, opened by whoever wants an index on disk.

The file holds hashes and opaque keys, never text. Several processes may use it at once (write-ahead log); it is a
derived thing and can be rebuilt from the articles at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from workers.tracing.fingerprint import VERSION

Hashes = NDArray[np.int64]

_SCHEMA = """
create table if not exists article (
    id integer primary key autoincrement, key text not null unique, hashes blob not null);
create table if not exists posting (
    hash integer not null, article integer not null, primary key (hash, article)) without rowid;
"""


class IndexUnusable(Exception):
    """The file is no index, is damaged, or was made by another version: delete it and rebuild."""


class SQLiteStore:
    """Fingerprints in a SQLite file, or in memory with `SQLiteStore(":memory:")`. Close it, or use `with`."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        self._db = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        try:
            self._prepare()
        except sqlite3.DatabaseError as broken:
            self._db.close()
            if isinstance(broken, sqlite3.OperationalError):
                raise
            raise IndexUnusable(f"{self.path}: {broken}; delete the file and rebuild the index") from broken
        except IndexUnusable:
            self._db.close()
            raise

    def _prepare(self) -> None:
        for pragma in ("journal_mode=wal", "synchronous=normal", "cache_size=-65536", "secure_delete=on"):
            self._db.execute(f"pragma {pragma}")
        (version,) = self._db.execute("pragma user_version").fetchone()
        has_tables = self._db.execute("select 1 from sqlite_master limit 1").fetchone()
        if has_tables and version != VERSION:
            raise IndexUnusable(
                f"{self.path}: made by version {version} of the fingerprint, this is {VERSION}; "
                "delete the file and rebuild the index"
            )
        with self._transaction():
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)
            self._db.execute(f"pragma user_version={VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def put(self, entries: Iterable[tuple[str, Hashes]]) -> None:
        """Store fingerprints by key in one transaction; a key that is there is replaced, or kept if equal."""
        rows: list[tuple[int, int]] = []
        with self._transaction():
            for key, hashes in entries:
                blob = hashes.astype("<i8").tobytes()
                known = self._db.execute("select hashes from article where key = ?", (key,)).fetchone()
                if known and known[0] == blob:
                    continue
                self._delete(key)
                added = self._db.execute("insert into article (key, hashes) values (?, ?)", (key, blob))
                article = added.lastrowid or 0
                rows.extend((hash_, article) for hash_ in hashes.tolist())
            rows.sort()  # neighbours in the tree are written together
            self._db.executemany("insert or ignore into posting values (?, ?)", rows)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget these keys and every hash of theirs; keys that are not there are passed over."""
        with self._transaction():
            for key in keys:
                self._delete(key)

    def _delete(self, key: str) -> None:
        row = self._db.execute("select id, hashes from article where key = ?", (key,)).fetchone()
        if row is None:
            return
        article, hashes = row[0], np.frombuffer(row[1], dtype="<i8").tolist()
        self._db.executemany(
            "delete from posting where hash = ? and article = ?", ((hash_, article) for hash_ in hashes)
        )
        self._db.execute("delete from article where id = ?", (article,))

    def holders(self, hash_: int, limit: int) -> list[int]:
        """Numbers of the articles that have the hash, the first stored first, at most `limit`."""
        found = self._db.execute("select article from posting where hash = ? limit ?", (hash_, limit))
        return [article for (article,) in found]

    def describe(self, articles: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Key and number of hashes for article numbers."""
        query = "select key, length(hashes) / 8 from article where id = ?"
        found = ((article, self._db.execute(query, (article,)).fetchone()) for article in articles)
        return {article: row for article, row in found if row}

    def keys(self) -> Iterator[str]:
        """Every key, in the order of storing."""
        return (key for (key,) in self._db.execute("select key from article order by id"))

    def last_number(self) -> int:
        """The highest article number so far, 0 for an empty store."""
        return int(self._db.execute("select coalesce(max(id), 0) from article").fetchone()[0])

    def keys_up_to(self, number: int) -> Iterator[str]:
        """Keys of the articles stored up to that number."""
        return (key for (key,) in self._db.execute("select key from article where id <= ?", (number,)))

    def __len__(self) -> int:
        return int(self._db.execute("select count(*) from article").fetchone()[0])

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> SQLiteStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()
