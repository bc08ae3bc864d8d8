"""Copied text between published articles: found by the plain package, kept by the verb.

The index is a file beside the data that holds hashes and opaque keys, never text; it can be thrown away and is
then made again. Only published articles enter it, and only they are looked up in it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery

from annotate.actions.copies import forget_copies, store_copies
from annotate.models import Article, Copy, CopyCheck, Credit, Outlet, Revision, State
from workers import tracing

logger = logging.getLogger(__name__)
AT_ONCE = 50


@shared_task(name="workers.trace")
def trace_new_texts() -> int:
    """Compare every published text that was not yet compared with all others. Returns how many."""
    with index() as copies:
        _forget(copies)
        done = 0
        while texts := list(waiting()[:AT_ONCE]):
            outlets = _outlets()
            for revision in texts:
                _compare(copies, revision, outlets)
            done += len(texts)
        return done


def place() -> Path:
    return Path(settings.DATA_DIR) / "copies.sqlite3"


def _files() -> list[Path]:
    return [file for file in place().parent.glob(f"{place().name}*") if file.is_file()]


def size() -> int:
    """Bytes on disk."""
    return sum(file.stat().st_size for file in _files())


def discard() -> None:
    """Throw the index away; it holds nothing that cannot be made again."""
    for file in _files():
        file.unlink()


Progress = Callable[[int, int | None], None]


def _log(done: int, total: int | None) -> None:
    logger.info("index of copies: %s of %s", done, total)


@contextmanager
def index(progress: Progress = _log) -> Iterator[tracing.CopyIndex]:
    """The index on disk; a damaged or outdated one, or one that was deleted, is made again first."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    try:
        store = tracing.SQLiteStore(path)
    except tracing.IndexUnusable as broken:
        logger.warning("the index of copies is made again: %s", broken)
        discard()
        store, fresh = tracing.SQLiteStore(path), True
    with store:
        copies = tracing.CopyIndex(store)
        if fresh and CopyCheck.objects.exists():
            rebuild(copies, progress)
        yield copies


def rebuild(copies: tracing.CopyIndex, progress: Progress = _log) -> None:
    """Every text that was compared before goes in again."""
    done = newest().exclude(copy_check=None)
    total = done.count()
    copies.rebuild(
        ((r.article_id, r.text) for r in done.iterator(chunk_size=200)),
        total=total,
        progress=progress,
    )


def newest() -> QuerySet[Revision]:
    """The newest revision of every published article."""
    number = (
        Revision.objects.filter(article=OuterRef("article"))
        .values("article")
        .annotate(n=Max("number"))
        .values("n")
    )
    published = Revision.objects.filter(article__state=State.PUBLISHED, number=Subquery(number))
    return published.select_related("article__outlet")


def waiting() -> QuerySet[Revision]:
    """Published texts that were not compared yet, the earliest published first."""
    return newest().filter(copy_check=None).order_by("published_at", "pk")


def _compare(copies: tracing.CopyIndex, revision: Revision, outlets: Mapping[str, str]) -> None:
    try:
        found = copies.copies(_article(revision), _fetch)
        copies.insert([(revision.article_id, revision.text)])
        credited = _credits(revision, outlets)
    except ValueError:  # a text that the package refuses must not stop the others
        logger.exception("%s was not compared", revision.pk)
        found, credited = (), []
    store_copies(revision=revision, copies=[_row(copy) for copy in found], credited=credited)


def _outlets() -> dict[str, str]:
    """The public outlets by name: who may be credited."""
    return dict(Outlet.objects.kept().filter(private_to=None).order_by("-pk").values_list("name", "pk"))


def _credits(revision: Revision, outlets: Mapping[str, str]) -> list[Credit]:
    """The outlets that we know and that the text, or its credit line, says it is from. Its own is no credit."""
    line = (revision.credit_line,) if revision.credit_line else ()
    own = revision.article.outlet.kept.pk
    found = tracing.credits(revision.text, info_sources=line, outlets=tuple(outlets))
    return [
        Credit(
            article_id=revision.article_id, outlet_id=outlets[c.name], rule=c.rule, start=c.start, end=c.end
        )
        for c in found
        if outlets.get(c.name, own) != own
    ]


def _fetch(keys: Sequence[str]) -> Mapping[str, tracing.Article]:
    return {r.article_id: _article(r) for r in newest().filter(article__in=keys)}


def _article(revision: Revision) -> tracing.Article:
    at = tracing.Moment(revision.published_at, "day" if revision.precision == "day" else "minute")
    credit = (revision.credit_line,) if revision.credit_line else ()
    outlet = revision.article.outlet.name
    return tracing.Article(
        revision.article_id, revision.text, outlet=outlet, published=at, info_sources=credit
    )


def _row(copy: tracing.Copy) -> Copy:
    return Copy(
        article_id=copy.article,
        other_id=copy.other,
        kind=copy.kind,
        origin_id=copy.origin,
        because=copy.because or "",
        share=copy.share,
        other_share=copy.other_share,
        spans=[
            {"start": s.start, "end": s.end, "other_start": s.other_start, "other_end": s.other_end}
            for s in copy.spans
        ],
    )


def _forget(copies: tracing.CopyIndex) -> None:
    """Articles that left the record since they were compared."""
    gone = (
        Article.objects.filter(revisions__copy_check__isnull=False).exclude(state=State.PUBLISHED).distinct()
    )
    for article in gone:
        copies.remove([article.pk])
        forget_copies(article=article)
