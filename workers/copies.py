"""Copied text between published articles: found by the plain package, kept by the verb.

The index is a file beside the data that holds hashes and opaque keys, never text; it can be thrown away and is
then made again. Only published articles enter it, and only they are looked up in it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery

from annotate.actions.copies import forget_copies, store_copies
from annotate.models import Article, Copy, CopyCheck, Revision, State
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
            for revision in texts:
                _compare(copies, revision)
            done += len(texts)
        return done


@contextmanager
def index(path: Path | None = None) -> Iterator[tracing.CopyIndex]:
    """The index on disk; a damaged or outdated one, or one that was deleted, is made again first."""
    path = path or Path(settings.DATA_DIR) / "copies.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    try:
        store = tracing.SQLiteStore(path)
    except tracing.IndexUnusable as broken:
        logger.warning("the index of copies is made again: %s", broken)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        store, fresh = tracing.SQLiteStore(path), True
    with store:
        copies = tracing.CopyIndex(store)
        if fresh and CopyCheck.objects.exists():
            rebuild(copies)
        yield copies


def rebuild(copies: tracing.CopyIndex) -> None:
    """Every text that was compared before goes in again."""
    done = newest().exclude(copy_check=None)
    total = done.count()
    copies.rebuild(
        ((r.article_id, r.text) for r in done.iterator(chunk_size=200)),
        total=total,
        progress=lambda n, of: logger.info("index of copies: %s of %s", n, of),
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


def _compare(copies: tracing.CopyIndex, revision: Revision) -> None:
    try:
        found = copies.copies(_article(revision), _fetch)
        copies.insert([(revision.article_id, revision.text)])
    except ValueError:  # a text that the package refuses must not stop the others
        logger.exception("%s was not compared", revision.pk)
        found = ()
    store_copies(revision=revision, copies=[_row(copy) for copy in found])


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
