"""Importing articles (files, addresses) and records: asked for, looked through, confirmed, written; all or nothing.

A worker looks through and writes. Whatever it was doing when it died, another does again: looking through changes
nothing, and writing is one transaction in which what is there already stays as it is.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone

from annotate import text as texts
from annotate.actions import record_imports
from annotate.actions.article_rows import write_row
from annotate.actions.reports import ERASED
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.addresses import canonical
from annotate.formats.record_files import unpacked
from annotate.models import Article, ArticleImport, User
from annotate.roles import WORKER

LARGEST, LARGEST_RECORD = 20_000_000, 50_000_000
#: A worker that said nothing for so long is dead.
LEASE = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=7)
State = ArticleImport.State


def request_import(
    *, name: str, format: str, body: bytes, by: User, defaults: Mapping[str, Any] | None = None
) -> ArticleImport:
    """Hand a file (or, for ``url``, an address as its name) over to be looked through."""
    made = ArticleImport(name=name, format=format, body=body, defaults=dict(defaults or {}), created_by=by)
    most = LARGEST_RECORD if made.is_record else LARGEST
    if len(body) > most:
        raise ValidationError(
            {"file": f"At most {most // 1_000_000} MB; this has {len(body) // 1_000_000}. Split it."}
        )
    if format != ArticleImport.Format.URL and not body:
        raise ValidationError({"file": "The file is empty."})
    with verb("article.import_file", by=by, allowed_as=made.right) as log:
        made.name = texts.clean(name, field="name", limit=2000)
        if format == ArticleImport.Format.URL:
            canonical(made.name, field="url")
        made.full_clean()
        made.save(force_insert=True)
        log.add(made, after=_told(made))
        log.bells.add("workers.import_articles")
    return made


def confirm_import(*, thing: ArticleImport, by: User) -> ArticleImport:
    """Yes, import what was shown."""
    with verb("article.import_confirm", by=by, allowed_as=thing.right) as log:
        thing = _open(thing, by, State.SHOWN)
        _set(thing, State.CONFIRMED, begun_at=None, attempts=0)
        log.add(thing, after=_told(thing))
        log.bells.add("workers.import_articles")
    return thing


def drop_import(*, thing: ArticleImport, by: User) -> ArticleImport:
    """No: forget the file."""
    with verb("article.import_drop", by=by, allowed_as=thing.right) as log:
        thing = _open(thing, by, State.SHOWN, State.FAULTY, State.WAITING)
        _end(thing, State.DROPPED, log.at)
        log.add(thing, after=_told(thing))
    return thing


def take_import(*, at: dt.datetime) -> ArticleImport | None:
    """The next one to be worked on, taken by compare-and-set; one whose worker died is given out again."""
    due = Q(state__in=(State.WAITING, State.CONFIRMED)) & (Q(begun_at=None) | Q(begun_at__lt=at - LEASE))
    for pk in ArticleImport.objects.filter(due).order_by("created_at").values_list("pk", flat=True)[:10]:
        if ArticleImport.objects.filter(due, pk=pk).update(begun_at=at, attempts=F("attempts") + 1):
            return ArticleImport.objects.get(pk=pk)
    return None


def show_progress(*, thing: ArticleImport, done: int, total: int) -> None:
    """How far the looking through has come. Nothing that is logged."""
    ArticleImport.objects.filter(pk=thing.pk).update(progress=done, total=total, begun_at=timezone.now())


def show_import(*, thing: ArticleImport, rows: list[dict[str, Any]], faults: list[dict[str, Any]]) -> None:
    """What would become of each row, or what is wrong with some."""
    with verb("article.import_show", by=WORKER, allowed_as="import.show") as log:
        thing = lock(thing)
        if thing.state == State.WAITING:
            _set(
                thing,
                State.FAULTY if faults else State.SHOWN,
                rows=rows,
                faults=_sayable(faults),
                begun_at=None,
            )
            log.add(thing, after=_told(thing))


def fail_import(*, thing: ArticleImport, message: str) -> None:
    """It cannot be done at all: says why, imports nothing."""
    with verb("article.import_show", by=WORKER, allowed_as="import.show") as log:
        thing = lock(thing)
        if thing.is_working:
            fault = {"row": 0, "field": "", "message": message}
            _set(thing, State.FAULTY, faults=[*_sayable([fault]), *thing.faults][:100], begun_at=None)
            log.add(thing, after=_told(thing))


def _sayable(faults: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is wrong may quote what no database takes: PostgreSQL has no NUL and no half of a surrogate pair in a text."""
    return [
        {name: re.sub("[\x00\ud800-\udfff]", "\ufffd", said) if isinstance(said, str) else said for name, said in fault.items()}
        for fault in faults
    ]  # fmt: skip


def write_import(*, thing: ArticleImport, rows: Iterable[Any]) -> ArticleImport:
    """Write every row as the one who asked for it: all of them, or none where one is refused."""
    by = thing.created_by
    with verb("article.import_write", by=by, allowed_as=thing.right) as log:
        thing = lock(thing)
        if thing.state != State.CONFIRMED:
            return thing
        made = record_imports.write(log, rows) if thing.is_record else _write_articles(rows, by)
        _end(thing, State.DONE, log.at, made=made)
        log.add(thing, after=_told(thing))
    return thing


def _write_articles(rows: Iterable[Mapping[str, Any]], by: User) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {"new": [], "revised": [], "unchanged": []}
    for number, row in enumerate(rows, 1):
        try:
            what, article = write_row(row, by)
        except ValidationError as error:
            raise ValidationError(f"Row {number}: {' '.join(error.messages)}") from error
        made[what].append(article.pk)
    return made


def _open(thing: ArticleImport, by: User, *states: State) -> ArticleImport:
    thing = lock(thing)
    if thing.state not in states:
        raise ValidationError("It has gone on meanwhile. Load the page again.", code=CONFLICT)
    return thing


def _set(thing: ArticleImport, state: State, **values: Any) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(thing, name, value)
    thing.save()


def _end(thing: ArticleImport, state: State, at: dt.datetime, **values: Any) -> None:
    """Its words go: nothing of an article stands in two places, where an erasure would have to find it."""
    _set(thing, state, body=b"", rows=[], faults=[], ended_at=at, **values)


def drop_old(*, at: dt.datetime) -> int:
    """Files that nobody decided on for a week are forgotten."""
    old = ArticleImport.objects.filter(state__in=ArticleImport.OPEN, created_at__lt=at - KEPT)
    return old.update(state=State.DROPPED, body=b"", rows=[], faults=[], ended_at=at)


def blank_words(words: Iterable[str]) -> set[tuple[str, str]]:
    """Part of erasing, before the words go: open imports that hold them are dropped. Returns the names of those rows."""
    forms = {form for each in words if each for form in _forms(each)}
    named = set()
    for thing in ArticleImport.objects.filter(state__in=ArticleImport.OPEN):
        if any(form in piece for piece in unpacked(bytes(thing.body)) for form in forms):
            _end(thing, State.DROPPED, timezone.now())
            named.add(thing.pk)
    ArticleImport.objects.filter(pk__in=named).update(name=ERASED, defaults={})
    return {("articleimport", pk) for pk in named}


def blank(article: Article) -> set[tuple[str, str]]:
    """The same of an article, whose addresses go as well from the imports that asked for them."""
    words = {words for r in article.revisions.all() for words in (r.headline, r.text[:80])} | {
        article.url or ""
    }
    known = {article.canonical_url, *article.addresses.values_list("canonical_url", flat=True)} - {None}
    asked = ArticleImport.objects.filter(format=ArticleImport.Format.URL).exclude(name=ERASED)
    named = {pk for pk, name in asked.values_list("pk", "name") if canonical(name) in known}
    for thing in ArticleImport.objects.filter(pk__in=named, state__in=ArticleImport.OPEN):
        _end(thing, State.DROPPED, timezone.now())
    ArticleImport.objects.filter(pk__in=named).update(name=ERASED, defaults={})
    return {("articleimport", pk) for pk in named} | blank_words(words)


def _forms(words: str) -> set[bytes]:
    """As they stand in a text, in JSON, and in a cell of a CSV."""
    return {
        form.encode()
        for form in (
            words,
            json.dumps(words)[1:-1],
            json.dumps(words, ensure_ascii=False)[1:-1],
            words.replace('"', '""'),
        )
    }


def _told(thing: ArticleImport) -> dict[str, Any]:
    return snapshot(thing, leave_out=("body", "rows", "faults"))
