"""The index finds copies among many articles, survives a restart, forgets on request and can be rebuilt."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.tracing.prose import article, paragraphs, sentence
from workers.tracing import Article, CopyIndex, IndexUnusable, SQLiteStore
from workers.tracing import index as index_module

TEXTS = {f"art_{seed}": article(seed, 6) for seed in range(60)}


@pytest.fixture
def store() -> Iterator[SQLiteStore]:
    with SQLiteStore(":memory:") as store:
        yield store


@pytest.fixture
def index(store: SQLiteStore) -> CopyIndex:
    index = CopyIndex(store)
    index.insert(TEXTS.items())
    return index


def fetch(keys: Sequence[str]) -> Mapping[str, Article]:
    return {key: Article(key, TEXTS[key]) for key in keys if key in TEXTS}


def copies(index: CopyIndex, text: str, key: str = "new") -> list[tuple[str, str]]:
    return [(copy.other, copy.kind) for copy in index.copies(Article(key, text), fetch)]


def test_a_copy_is_found_among_all(index: CopyIndex) -> None:
    assert copies(index, "New headline.\n\n" + TEXTS["art_7"]) == [("art_7", "verbatim")]


def test_an_article_is_no_copy_of_itself(index: CopyIndex) -> None:
    assert copies(index, TEXTS["art_7"], key="art_7") == []


def test_any_sixteen_words_in_a_row_are_found(index: CopyIndex) -> None:
    rng = random.Random(1)
    for _ in range(100):
        key = rng.choice(list(TEXTS))
        words = TEXTS[key].split()
        start = rng.randrange(len(words) - 16)
        text = " ".join([sentence(rng), *words[start : start + 16], sentence(rng)])
        assert key in [found.key for found in index.candidates(text)]


def test_a_text_made_of_two_is_traced_to_both(index: CopyIndex) -> None:
    one, two = TEXTS["art_1"].split("\n\n"), TEXTS["art_2"].split("\n\n")
    found = copies(index, "\n\n".join([*one[1:5], *two[1:3]]))
    assert found == [("art_1", "partial"), ("art_2", "partial")]


def test_new_text_finds_nothing(index: CopyIndex) -> None:
    assert copies(index, article(1000)) == []


def test_an_article_that_is_no_longer_answered_is_passed_over(index: CopyIndex) -> None:
    assert index.copies(Article("new", TEXTS["art_7"]), lambda keys: {}) == ()


def test_the_index_survives_a_restart(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "copies.db") as store:
        CopyIndex(store).insert(TEXTS.items())
    with SQLiteStore(tmp_path / "copies.db") as store:
        assert copies(CopyIndex(store), TEXTS["art_3"]) == [("art_3", "verbatim")]


def test_two_connections_see_each_others_articles(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "copies.db") as one, SQLiteStore(tmp_path / "copies.db") as other:
        CopyIndex(one).insert([("art_1", TEXTS["art_1"])])
        CopyIndex(other).insert([("art_2", TEXTS["art_2"])])
        assert len(CopyIndex(one)) == len(CopyIndex(other)) == 2


def test_a_removed_article_leaves_no_trace(store: SQLiteStore, index: CopyIndex) -> None:
    everything = store._db.execute("select count(*) from posting").fetchone()
    index.insert([("extra", article(500))])
    index.remove(["extra", "never there"])
    assert "extra" not in [found.key for found in index.candidates(article(500))]
    assert store._db.execute("select count(*) from posting").fetchone() == everything


def test_another_text_under_the_same_key_replaces_the_first(index: CopyIndex) -> None:
    index.insert([("art_3", article(600))])
    assert len(index) == len(TEXTS)
    assert index.candidates(TEXTS["art_3"])[0].shared < 5
    assert index.candidates(article(600))[0].key == "art_3"


def test_a_text_too_long_stores_nothing_of_the_batch(index: CopyIndex) -> None:
    with pytest.raises(ValueError, match="text: 10,000,001 characters, at most 10,000,000"):
        index.insert([("short", article(700)), ("long", "a" * 10_000_001)])
    assert len(index) == len(TEXTS)


def test_an_empty_key_is_refused(index: CopyIndex) -> None:
    with pytest.raises(ValueError, match="key: empty"):
        index.insert([("", "text")])


def test_a_stock_phrase_in_very_many_articles_is_no_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "COMMON", 20)
    phrase = article(900, 1)
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert((f"art_{n}", article(n, 6) + "\n\n" + phrase) for n in range(30))
        assert len(index.candidates(article(1001, 6) + "\n\n" + phrase)) < 3


def test_a_story_that_very_many_ran_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "COMMON", 20)
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert((f"art_{n}", f"{article(n, 0)}\n\n{article(900)}") for n in range(30))
        assert len(index.candidates(article(900))) == 20


def test_an_outlets_note_in_many_of_its_articles_ties_a_copy_to_one_of_them_only() -> None:
    note = "Editor's note. " + " ".join(paragraphs(random.Random(3), 1, sentences=4))
    ours = {f"post_{n}": Article(f"post_{n}", f"{article(n, 6)}\n\n{note}", "Post") for n in range(8)}
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert((key, known.text) for key, known in ours.items())
        copied = Article("new", ours["post_5"].text, "Daily")
        found = index.copies(copied, lambda keys: {key: ours[key] for key in keys})
        assert [copy.other for copy in found] == ["post_5"]


def test_a_wire_story_in_many_outlets_is_tied_to_all_of_them() -> None:
    story = article(1, 8)
    ran = {f"art_{n}": Article(f"art_{n}", f"{article(n, 0)}\n\n{story}", f"Paper {n}") for n in range(8)}
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert((key, known.text) for key, known in ran.items())
        found = index.copies(
            Article("new", f"{story}\n\n{article(70, 8)}", "Daily"),
            lambda keys: {key: ran[key] for key in keys},
        )
        assert {copy.other for copy in found} == set(ran)


def test_rebuilding_makes_the_index_hold_exactly_what_is_given(index: CopyIndex) -> None:
    index.insert([("withdrawn", article(800))])
    steps: list[tuple[int, int | None]] = []
    wanted = {**dict(list(TEXTS.items())[:50]), "art_added": article(801)}
    index.rebuild(wanted.items(), total=51, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (51, 51)
    assert set(index._store.keys_up_to(10**9)) == set(wanted)


def test_rebuilding_keeps_what_others_insert_meanwhile(index: CopyIndex) -> None:
    index.rebuild(TEXTS.items(), progress=lambda done, total: index.insert([("meanwhile", article(802))]))
    assert len(index) == len(TEXTS) + 1


def test_a_rebuild_that_breaks_off_leaves_a_working_index(index: CopyIndex) -> None:
    def breaking() -> Iterator[tuple[str, str]]:
        yield "art_added", article(803)
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        index.rebuild(breaking())
    assert copies(index, TEXTS["art_3"]) == [("art_3", "verbatim")]


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "copies.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(IndexUnusable, match="delete the file and rebuild"):
        SQLiteStore(tmp_path / "copies.db")


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    SQLiteStore(tmp_path / "copies.db").close()
    with sqlite3.connect(tmp_path / "copies.db") as db:
        db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(IndexUnusable, match="made by version 99"):
        SQLiteStore(tmp_path / "copies.db")


def test_the_file_holds_no_text(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "copies.db") as store:
        CopyIndex(store).insert([("a", "Canarybird " * 3 + article(5))])
    assert b"anarybird" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_copies_of_scripts_without_spaces_are_found() -> None:
    rng = random.Random(2)
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA0)) for _ in range(400))
    with SQLiteStore(":memory:") as store:
        index = CopyIndex(store)
        index.insert([("a", text), ("b", " ".join(paragraphs(rng, 3)))])
        assert [found.key for found in index.candidates(text[100:160])] == ["a"]
