"""Production refuses what only a first start may have."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from annotate.settings import beside, database

SECRET = "x8#" + "abcdefghij" * 6


def settings_say(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = f"import annotate.settings as s; print({expression})"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR), **environment}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def test_production_refuses_to_start_without_a_secret_key(tmp_path):
    refused = settings_say("s.SECRET_KEY", DEBUG="0", DATA_DIR=str(tmp_path))
    assert refused.returncode != 0
    assert "SECRET_KEY is not set" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_production_is_for_https_only(tmp_path):
    said = settings_say(
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0",
        DEBUG="0",
        SECRET_KEY=SECRET,
        DATA_DIR=str(tmp_path),
    )
    assert said.stdout.strip() == "True True True True"


def test_a_first_start_makes_one_secret_and_keeps_it_to_itself(tmp_path):
    first = settings_say("s.SECRET_KEY", DATA_DIR=str(tmp_path / "new")).stdout
    again = settings_say("s.SECRET_KEY", DATA_DIR=str(tmp_path / "new")).stdout
    assert first == again
    assert len(first) > 50
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "value"), [("DEBUG", "perhaps"), ("EMAIL_PORT", "mail"), ("HTTPS", "2")])
def test_a_value_that_makes_no_sense_is_named(tmp_path, name, value):
    refused = settings_say("1", DATA_DIR=str(tmp_path), **{name: value})
    assert refused.returncode != 0
    assert name in refused.stderr.splitlines()[-1]


def test_any_sqlite_file_is_set_up_for_many_writers():
    found = database("sqlite:////srv/other.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CONN_MAX_AGE"] > 60  # from one request of an open page to the next


def test_postgresql_has_a_pool_and_no_persistent_connections():
    found = database("postgres://desk:pw@db/on_record")
    assert found["OPTIONS"]["pool"]
    assert found["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://cache.example", "redis://cache.example/1"),
        ("redis://:pw@cache.example:6379/0", "redis://:pw@cache.example:6379/1"),
        ("rediss://cache.example/3?ssl_cert_reqs=none", "rediss://cache.example/4?ssl_cert_reqs=none"),
        ("redis+socket:///run/v.sock?virtual_host=0", "unix:///run/v.sock?db=1"),
    ],
)
def test_the_cache_never_shares_a_database_with_the_broker(broker, cache):
    assert beside(broker) == cache
