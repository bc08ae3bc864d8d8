"""The processes of a demo on one machine: Valkey, a worker, beat and the web server, all on one leash."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command

from workers import valkey
from workers.app import app
from workers.leash import Leash, is_unreaped

SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 60
LINES_TO_SHOW = 15


class DemoError(RuntimeError):
    """The demo cannot go on; the message is for whoever started it."""


class House:
    """A context: `start()` brings everything up, leaving it takes everything down again."""

    def __init__(self, port: int, say: Callable[[str], None]) -> None:
        self.port, self.say = port, say
        self.logs = settings.DATA_DIR / "logs"
        self.names: dict[int, str] = {}
        valkey.private_directory(settings.DATA_DIR)
        lock = only_one(settings.DATA_DIR / "demo.lock")
        self.leash = Leash(held_open=[lock])  # the next demo waits until the last process of this one is gone
        os.close(lock)

    def __enter__(self) -> "House":
        return self

    def __exit__(self, *failure: object) -> None:
        self.leash.close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.logs.mkdir(exist_ok=True)
        self.port = free_port(self.port)
        self._start_broker()
        static = self._spawn("static", "manage.py", "collectstatic", "--noinput", "--verbosity=0")
        call_command("migrate", interactive=False, verbosity=0)
        self._spawn("worker", "-m", "celery", *WORKER)
        self._spawn("beat", "-m", "celery", "-A", "workers.app", "beat", "--pidfile=")
        self._wait_for_end(static)
        self._spawn("web", "-m", "gunicorn", "annotate.wsgi", f"--bind=127.0.0.1:{self.port}", *WEB)
        self._wait_until("web", self._web_answers)
        self._wait_until("worker", worker_answers)
        self._wait_until("beat", lambda: "beat: Starting" in self._log("beat").read_text(errors="replace"))

    def check(self) -> None:
        """Raise if one of the processes has ended by itself."""
        for child in self.leash.children:
            name, status = self.names.get(child.pid, "valkey"), child.poll()
            if status or (status == 0 and name != "static"):
                raise DemoError(f"{name} ended with status {status}.\n{self.last_words(name)}")

    def last_words(self, *names: str) -> str:
        """The ends of the logs, each line with the name of its process."""
        found = []
        for name in names or self.names.values():
            lines = (
                self._log(name).read_text(errors="replace").splitlines() if self._log(name).exists() else []
            )
            found += [f"{name:>7} | {line}" for line in lines[-LINES_TO_SHOW:]]
        return "\n".join(found)

    def environment(self) -> dict[str, str]:
        """As in production, but for plain http on this machine, which letters link to, and without a phone to sign in."""
        return (
            {"BASE_URL": self.base_url, "TWO_FACTOR": "0"}
            | os.environ
            | {
                "DEBUG": "0",
                "HTTPS": "0",
                "SECRET_KEY": settings.SECRET_KEY,
                "DATA_DIR": str(settings.DATA_DIR),
                "DJANGO_SETTINGS_MODULE": "annotate.settings",
                "PYTHONUNBUFFERED": "1",
                "REMAP_SIGTERM": "SIGQUIT",  # a worker that is stopped hands its task back
            }
        )

    def _start_broker(self) -> None:
        if os.environ.get("REDIS_URL"):
            self.say(f"broker: REDIS_URL, {settings.REDIS_URL.rpartition('@')[2]}")
            return
        server = valkey.start(self.leash, data=settings.DATA_DIR / "valkey", socket=settings.VALKEY_SOCKET)
        self.say(f"broker: Valkey, process {server.pid}" + (", already there" if server.was_running else ""))

    def _spawn(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with self._log(name).open("wb") as output:
            argv = [sys.executable, *words]
            child = self.leash.spawn(argv, output=output, env=self.environment(), cwd=settings.BASE_DIR)
        self.names[child.pid] = name
        return child

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _wait_for_end(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self.check()
        self.leash.stop(child)

    def _wait_until(self, name: str, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not answers():
            self.check()
            if time.monotonic() > deadline:
                raise DemoError(f"{name} does not answer.\n{self.last_words(name)}")
            time.sleep(0.05)

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"{self.base_url}/healthz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


NODE = f"demo-{os.getpid()}@localhost"
WORKER = [
    "-A",
    "workers.app",
    "worker",
    "--concurrency=2",
    "-n",
    NODE,
    "--without-mingle",
    "--without-gossip",
]
WEB = ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5", "--no-control-socket"]


def only_one(path: Path) -> int:
    """A lock with our process number in it. What a killed demo leaves is being stopped by its leash: wait."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + SECONDS_TO_STOP
    while not valkey.take(lock):
        owner = path.read_text()
        if owner.isdigit() and is_running(int(owner)) or time.monotonic() > deadline:
            os.close(lock)
            raise DemoError(f"a demo of this folder runs already (process {owner}): stop it first")
        time.sleep(0.1)
    path.write_text(str(os.getpid()))
    return lock


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not is_unreaped(pid)


def free_port(port: int) -> int:
    """`port` if it is free, or any free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoError(f"port {port} is taken by another program: make demo PORT={port + 1}") from None
        return int(probe.getsockname()[1])


def worker_answers() -> bool:
    return bool(app.control.inspect(destination=[NODE], timeout=0.5).ping())
