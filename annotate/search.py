"""Finding claims by their words and sources by their name: ranked, and forgiving of typing errors.

PostgreSQL: full text and trigrams (`pg_trgm`), both by index. SQLite: FTS5 with its trigram tokenizer, kept up
to date by triggers, because then no writer can forget it. `prepare` makes what is missing, after every migration.
"""

# ruff: noqa: S608, S611  tables and columns are named here; what is searched for is always a parameter

import re
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

#: What can be searched: table and column.
SEARCHED = (("annotate_claim", "wording"), ("annotate_source", "name"))
LEAST_LETTERS = 3
CANDIDATES = 400
MOST_WORDS = 50
#: Of more words than these no single one is left out.
MOST_LEFT_OUT = 12


def prepare(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make extension, indexes, tables and triggers where they are missing. Connected to `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not tables >= {table for table, _ in SEARCHED}:
        return
    if connection.vendor == "postgresql":
        _prepare_postgresql(connection)
    else:
        _prepare_sqlite(connection)


def _prepare_postgresql(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
        there = {name for (name,) in cursor.fetchall()}
        for table, column in SEARCHED:
            if f"{table}_words" not in there:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    f"CREATE INDEX {table}_words ON {table} USING gin (to_tsvector('simple', {column}))"
                )
                cursor.execute(f"CREATE INDEX {table}_trigrams ON {table} USING gin ({column} gin_trgm_ops)")


def _prepare_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        for table, column in SEARCHED:
            # Django makes a table anew to alter it, and SQLite drops the triggers with the old one.
            if f"{table}_words_update" not in there:
                for statement in _sqlite_statements(table, column):
                    cursor.execute(statement)


def forget_what_was_deleted(connection: BaseDatabaseWrapper) -> None:
    """FTS5 notes a deletion beside the old words and drops both only when it merges: merge now, and wholly."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table, _ in SEARCHED:
                cursor.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('optimize')")


def _sqlite_statements(table: str, column: str) -> tuple[str, ...]:
    index = f"{table}_words"
    add = f"INSERT INTO {index} (id, words) VALUES (new.id, new.{column})"
    drop = f"DELETE FROM {index} WHERE id = old.id"
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5(id UNINDEXED, words, tokenize = 'trigram')",
        f"DELETE FROM {index}",
        f"INSERT INTO {index} (id, words) SELECT id, {column} FROM {table}",
        f"CREATE TRIGGER IF NOT EXISTS {index}_insert AFTER INSERT ON {table} BEGIN {add}; END",
        f"CREATE TRIGGER IF NOT EXISTS {index}_delete AFTER DELETE ON {table} BEGIN {drop}; END",
        f"CREATE TRIGGER IF NOT EXISTS {index}_update AFTER UPDATE OF {column} ON {table} "
        f"WHEN old.{column} <> new.{column} BEGIN {drop}; {add}; END",
    )


def best(
    rows: models.QuerySet, column: str, text: str, *, most: int, by_words: bool = False
) -> list[tuple[str, float]]:
    """(id, likeness from 0 to 1) of the rows whose ``column`` is most like the text, best first. One query or two.

    ``by_words``: where some have all the words, or all but one, or all of those that are anywhere, no others are looked for.
    Full text is as quick in a large table as in a small one, since the rarest word leads; what is alike takes longer, the
    more there is.
    """
    if connections[rows.db].vendor == "sqlite":
        return _best_sqlite(rows, column, text, most)
    return (by_words and _with_its_words(rows, column, text, most)) or _alike(rows, column, text, most)


def _with_its_words(rows: models.QuerySet, column: str, text: str, most: int) -> list[tuple[str, float]]:
    """PostgreSQL: the rows with all words of the text; where none has, with all but one; else with all that any row has.

    None where that leaves too many to choose from.
    """
    there = f'"{rows.model._meta.db_table}"."{column}"'
    wanted, given = _words_wanted(rows.model._meta.db_table, column, text)
    has_wanted = RawSQL(
        f"to_tsvector('simple', {there}) @@ {wanted}", given, output_field=models.BooleanField()
    )
    found = list(
        rows.filter(has_wanted)
        .order_by()
        .annotate(has_words=_has_words(there, text), alike=_likeness(there, text))
        .values_list("id", "has_words", "alike")[:CANDIDATES]
    )
    ranked = sorted((not has, -alike, pk) for pk, has, alike in found if has or alike >= settings.LEAST_ALIKE)
    is_cut = len(found) == CANDIDATES and not any(has for _, has, _ in found)
    return [] if is_cut else [(pk, round(-alike, 3)) for _, alike, pk in ranked[:most]]


def _words_wanted(table: str, column: str, text: str) -> tuple[str, list[Any]]:
    """SQL for the query that is asked, and its parameters.

    The index looks only where the rarest words are, as long as it is asked for several at once; whether a common word is
    there at all takes as long as there are rows with it, so that is asked last.
    """
    some = f'SELECT 1 FROM "{table}" other WHERE to_tsvector(\'simple\', other."{column}")'
    known = (
        "(SELECT string_agg(plainto_tsquery('simple', word)::text, ' & ')::tsquery FROM unnest(%s::text[]) word "
        f"WHERE numnode(plainto_tsquery('simple', word)) > 0 AND EXISTS ({some} @@ plainto_tsquery('simple', word)))"
    )
    words = sorted(set(re.findall(r"\w+", text.lower())))[:MOST_WORDS]
    several = [" & ".join(words)]
    if 2 < len(words) <= MOST_LEFT_OUT:
        several.append(" | ".join(f"({' & '.join(w for w in words if w != left)})" for left in words))
    query = "to_tsquery('simple', %s)"
    cases = " ".join(f"WHEN EXISTS ({some} @@ {query}) THEN {query}" for _ in several)
    return f"(CASE {cases} ELSE {known} END)", [*(each for each in several for _ in range(2)), words]


def _alike(rows: models.QuerySet, column: str, text: str, most: int) -> list[tuple[str, float]]:
    """PostgreSQL: the rows with all words, then those that are like the text."""
    there = f'"{rows.model._meta.db_table}"."{column}"'
    has_words = _has_words(there, text)
    is_alike = RawSQL(f"%s <%% {there}", [text], output_field=models.BooleanField())
    # Only so many are compared: words that every row has would compare them all.
    likely = [rows.filter(each).order_by().values("id")[:CANDIDATES] for each in (has_words, is_alike)]
    found = (
        rows.filter(Q(pk__in=likely[0]) | Q(pk__in=likely[1]))
        .annotate(has_words=has_words, alike=_likeness(there, text))
        .order_by("-has_words", "-alike", "id")
    )
    return [(pk, round(alike, 3)) for pk, alike in found.values_list("id", "alike")[:most]]


def _has_words(there: str, text: str) -> RawSQL:
    words = f"to_tsvector('simple', {there}) @@ websearch_to_tsquery('simple', %s)"
    return RawSQL(words, [text], output_field=models.BooleanField())


def _likeness(there: str, text: str) -> RawSQL:
    return RawSQL(f"word_similarity(%s, {there})", [text], output_field=models.FloatField())


def _best_sqlite(rows: models.QuerySet, column: str, text: str, most: int) -> list[tuple[str, float]]:
    wanted = _trigrams(text)
    index = f"{rows.model._meta.db_table}_words"
    match = " OR ".join('"' + trigram.replace('"', '""') + '"' for trigram in sorted(wanted)[:200])
    if not match:
        return []
    likely = RawSQL(
        f"SELECT id FROM {index} WHERE {index} MATCH %s ORDER BY rank LIMIT {CANDIDATES}", [match]
    )
    alike = [
        (len(wanted & _trigrams(there)) / len(wanted), pk)
        for pk, there in rows.filter(pk__in=likely).order_by().values_list("id", column)
    ]
    ranked = sorted((-share, pk) for share, pk in alike if share >= settings.LEAST_ALIKE)
    return [(pk, round(-share, 3)) for share, pk in ranked[:most]]


def _trigrams(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {
        word[i : i + 3] for word in words for i in range(max(1, len(word) - 2)) if len(word) >= LEAST_LETTERS
    }
