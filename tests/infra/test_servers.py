"""The servers under the tests are real ones."""

import os

import pytest
from django.db import connection

from annotate.bell import ring


@pytest.mark.django_db
def test_sqlite_is_set_up_for_many_writers():
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.django_db
def test_the_run_is_on_the_database_that_was_asked_for():
    asked = os.environ.get("ON_RECORD_TEST_DB") == "postgres" or bool(os.environ.get("TEST_DATABASE_URL"))
    assert connection.vendor == ("postgresql" if asked else "sqlite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations")
        assert cursor.fetchone()[0] > 0


def test_a_ring_reaches_the_broker(valkey):
    assert ring("workers.nothing", claim="clm_1")
    assert valkey.client().llen("on_record") == 1


def test_without_a_broker_a_ring_says_so():
    assert ring("workers.nothing") is False


def test_a_worker_runs_what_is_rung(celery_worker_process):
    worker = celery_worker_process("--include=tests.infra.tasks")
    assert ring("tests.note", words="hello from the other process")
    worker.wait_for("hello from the other process")
