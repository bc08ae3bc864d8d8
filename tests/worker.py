"""A real Celery worker in a process of its own."""

import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings

from workers.leash import Leash


class Worker:
    """Started when made; ready when its log says `ready.`"""

    def __init__(self, leash: Leash, env: Mapping[str, str], log: Path, options: Sequence[str] = ()) -> None:
        self.leash, self.log = leash, log
        argv = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "--concurrency=1", *options]
        with log.open("wb") as output:
            self.process = leash.spawn(argv, output=output, env=env, cwd=settings.BASE_DIR)

    def wait_for(self, words: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the worker never said {words!r}:\n{self.said()}")
            time.sleep(0.05)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """End it as a supervisor would; SIGKILL as the machine would."""
        if self.process in self.leash.children:
            self.leash.stop(self.process, with_signal)
