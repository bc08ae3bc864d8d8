"""The real server in a process of its own, and headless Chromium. `make test-browser` runs these."""

import os
import shutil
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from annotate.models import User
from tests.browser.desk import Desk
from workers import matching
from workers.leash import Leash

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    why = "run with `make test-browser`" if not os.environ.get("BROWSER_TESTS") else ""
    why = why or ("" if CHROMIUM else "there is no Chromium on this machine")
    for item in items:
        if why and here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.skip(reason=why))


Enter = Callable[[User | None], Desk]


class Server:
    """A web server that can be killed and started again on the same port."""

    def __init__(self, leash: Leash, env: dict[str, str], log: Path, *options: str) -> None:
        self.leash, self.log, self.options = leash, log, options or ("--threads", "4")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = env | {"DEBUG": "1", "PYTHONWARNINGS": "ignore", "SECRET_KEY": settings.SECRET_KEY}
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        argv = [
            sys.executable,
            "-m",
            "gunicorn",
            "annotate.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            *self.options,
        ]
        with self.log.open("ab") as output:
            self.process = self.leash.spawn(argv, output=output, env=self.env, cwd=settings.BASE_DIR)
        deadline = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError(self.log.read_text()) from None
                time.sleep(0.1)

    def kill(self) -> None:
        self.leash.stop(self.process, signal.SIGKILL)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop running in this thread
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def standing() -> list[Server]:
    """The server of all scenes, once there is one: starting it takes longer than many a scene."""
    return []


@pytest.fixture
def server(
    environment: dict[str, str],
    leash: Leash,
    standing: list[Server],
    tmp_path_factory: pytest.TempPathFactory,
) -> Server:
    if not standing:
        standing.append(Server(leash, environment, tmp_path_factory.mktemp("server") / "server.log"))
    elif standing[0].process.poll() is not None:  # the scene before killed it
        standing[0].start()
    return standing[0]


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    """A worker keeps the claims that it has read; here the database begins anew with every test."""
    matching._read.clear()


@pytest.fixture
def desk(chromium: Any, server: Server) -> Iterator[Desk]:
    """A browser with somebody's desk in it; at the end nothing may have been refused by the policy."""
    made = Desk(chromium, server.url)
    yield made
    problems = made.problems
    made.close()
    assert problems == []


@pytest.fixture
def enter(chromium: Any, server: Server) -> Iterator[Enter]:
    """Somebody (or nobody yet) sits down at a browser of their own."""
    opened: list[Desk] = []

    def sit(user: User | None) -> Desk:
        made = Desk(chromium, server.url)
        opened.append(made.sign_in(user) if user else made)
        return made

    yield sit
    problems = [p for desk in opened for p in desk.problems]
    for desk in opened:
        desk.close()
    assert problems == []
