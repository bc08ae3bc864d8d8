"""The real servers that tests run on: SQLite or PostgreSQL, Valkey, Celery workers."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connections
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from annotate.settings import database
from tests import postgres, templates
from tests.receiver import Receiver
from tests.worker import Worker
from workers import valkey as own_valkey
from workers.leash import Leash

RUN = pytest.StashKey[tuple[Leash, list[Path]]]()
NO_BROKER = "redis+socket:///nonexistent/valkey.sock?virtual_host=0"

# how fast an example is drawn on a busy machine says nothing about the code
# In CI the same examples each time; new ones are found at the desk, where somebody can look at them.
hypothesis.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    # A shell ignores these for what it puts in the background, and so would all that tests start and then interrupt.
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
    if not hasattr(config, "workerinput"):  # the processes of xdist find these in their environment
        home = Path(tempfile.mkdtemp(prefix="on-record-test-"))
        leash = Leash()
        config.stash[RUN] = (leash, [home])
        os.environ["ON_RECORD_TEST_HOME"] = str(home)
        if os.environ.get("ON_RECORD_TEST_DB") == "postgres" and not os.environ.get("TEST_DATABASE_URL"):
            config.stash[RUN][1].append(postgres.temporary_home())
            os.environ["TEST_DATABASE_URL"] = postgres.start_migrated(leash, config.stash[RUN][1][-1])
            os.environ["ON_RECORD_TEST_COPIES"] = "1"
        elif not os.environ.get("TEST_DATABASE_URL"):
            os.environ["ON_RECORD_TEST_COPIES"] = str(templates.sqlite(home))
    _leave_the_developers_things_alone(Path(os.environ["ON_RECORD_TEST_HOME"]))


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        leash, homes = config.stash[RUN]
        leash.close()
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)


def pytest_report_header() -> str:
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def _leave_the_developers_things_alone(home: Path) -> None:
    """No test touches the database, the queue, the cache or the files of a demo that runs beside it."""
    chosen = database(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{home}/unused.sqlite3")
    if "sqlite3" in chosen["ENGINE"]:  # a file, so that other processes, WAL and locks are the real ones
        chosen["TEST"] = {"NAME": f"{home}/test.sqlite3"}
    chosen.get("OPTIONS", {}).pop(
        "pool", None
    )  # a pool keeps connections open, a test database must be dropped
    settings.DATABASES = {"default": chosen}
    connections.settings = connections.configure_settings(settings.DATABASES)
    for opened in connections.all(initialized_only=True):
        del connections[opened.alias]
    settings.DATA_DIR = home / "data"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing one
    settings.REDIS_URL = settings.CELERY_BROKER_URL = NO_BROKER
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    os.environ |= {"DATA_DIR": str(settings.DATA_DIR), "REDIS_URL": NO_BROKER}


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The migrated copy is there already; it goes with the run's directory."""
    return "ON_RECORD_TEST_COPIES" in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool
) -> None:
    """Lay the copy under the name that this process's database has.

    A flush makes no content types and permissions anew: their new numbers would meet the old ones of tests that
    bring the migrations' rows back (`serialized_rollback`).
    """
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    found = connections["default"]
    if django_db_keepdb and found.vendor == "sqlite":
        shutil.copyfile(os.environ["ON_RECORD_TEST_COPIES"], found.settings_dict["TEST"]["NAME"])
    elif django_db_keepdb:
        postgres.copy(found.creation._get_test_db_name())


@pytest.fixture(scope="session")
def leash() -> Iterator[Leash]:
    """Whatever is spawned on it ends with the tests, also when they are killed."""
    with Leash() as held:
        yield held


@pytest.fixture(scope="session")
def valkey_server(leash: Leash) -> Iterator[own_valkey.Valkey]:
    home = Path(tempfile.mkdtemp(prefix="on-record-vk-", dir="/tmp"))
    yield own_valkey.start(leash, data=home, socket=home / "valkey.sock")
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def valkey(
    valkey_server: own_valkey.Valkey, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> own_valkey.Valkey:
    """A real, empty Valkey that the bell, the Celery application and child processes use as broker."""
    valkey_server.client().flushall()
    use_broker(valkey_server.broker_url, settings, monkeypatch)
    return valkey_server


def use_broker(url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from workers.app import app

    settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    monkeypatch.setenv("REDIS_URL", url)
    monkeypatch.setattr(app.conf, "broker_url", url)
    app.pool.force_close_all()
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.fixture
def environment(transactional_db: None) -> dict[str, str]:
    """What a child process needs to share this test's database, broker and files."""
    return os.environ | {"DATABASE_URL": url_of_test_database(), "PYTHONPATH": str(settings.BASE_DIR)}


def url_of_test_database() -> str:
    found = connections["default"].settings_dict
    if "sqlite3" in found["ENGINE"]:
        return f"sqlite:///{found['NAME']}"
    base, _, _ = os.environ["TEST_DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{found['NAME']}"


@pytest.fixture
def celery_worker_process(
    valkey: own_valkey.Valkey, environment: dict[str, str], leash: Leash, tmp_path: Path
) -> Iterator[Callable[..., Worker]]:
    """`celery_worker_process(*options, **environment)` starts a real worker that ends with the test."""
    started: list[Worker] = []

    def start(*options: str, **more: str) -> Worker:
        log = tmp_path / f"worker-{len(started)}.log"
        started.append(Worker(leash, environment | more, log, options))
        started[-1].wait_for(" ready.")
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A real HTTP server on this machine, which the guarded client may reach for once."""
    settings.OUTBOUND_MAY_REACH_LOOPBACK = True
    made = Receiver()
    yield made
    made.close()
