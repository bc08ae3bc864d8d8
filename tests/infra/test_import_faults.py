"""A worker is killed while it writes a record: another writes it, whole and once."""

import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from annotate.actions import article_imports
from annotate.bell import ring
from annotate.models import Article, ArticleImport, Change, Reading
from tests import factories as make
from tests.importing import records
from tests.reports.test_killed_worker import wait_until
from workers.imports import import_articles

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WRITTEN = "article.import_write"


@pytest.mark.parametrize("kind", ["record", "tables"])
def test_a_worker_killed_while_it_writes_a_record_loses_and_doubles_nothing(
    celery_worker_process: Any, tmp_path: Path, kind: str
) -> None:
    records.build()
    before = records.exported(kind)
    with transaction.atomic():
        records.wipe()
    thing = article_imports.request_import(name="a", format=kind, body=before, by=make.user("administrator"))
    import_articles()
    article_imports.confirm_import(thing=thing, by=thing.created_by)
    stuck = tmp_path / "stuck"
    stuck.touch()
    first = celery_worker_process("--include=tests.importing.stuck", STUCK=str(stuck))
    ring("workers.import_articles")
    wait_until(stuck.with_suffix(".reached").exists)
    first.stop(signal.SIGKILL)
    assert (Article.objects.count(), Reading.objects.count()) == (0, 0), "half a record is none"
    stuck.unlink()
    ArticleImport.objects.update(
        begun_at=timezone.now() - article_imports.LEASE
    )  # as if that long had passed
    for _ in range(2):
        celery_worker_process()
    for _ in range(6):
        ring("workers.import_articles")
    wait_until(lambda: ArticleImport.objects.get().state in ("done", "faulty"))
    done = ArticleImport.objects.get()
    assert (done.state, done.faults, done.attempts) == ("done", [], 2)
    assert records.exported(kind) == before
    assert Change.objects.filter(verb=WRITTEN).count() == 1
