"""Processes that never outlive us, not even when we are killed with SIGKILL.

A leash is one small process that reads a pipe from us. Whatever ends us, also `kill -9`, ends the pipe, and
the leash then stops every process that was put on it, the last one first: its own stop signal, some seconds
of grace, then SIGKILL for its whole group. An orderly end goes the same way, so there is one way to test.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

GRACE = 15.0


class Leash:
    """A context: everything spawned in it is stopped when it is left."""

    def __init__(self, held_open: Sequence[int] = ()) -> None:
        """`held_open`: descriptors, of locks for instance, that stay open until everything is stopped."""
        self.children: list[subprocess.Popen[bytes]] = []
        self._starting = False
        self._interruption: BaseException | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            pass_fds=held_open,
        )

    def spawn(
        self,
        argv: Sequence[str],
        *,
        output: IO[Any] | int,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stop_with: int = signal.SIGTERM,
        **popen: Any,
    ) -> subprocess.Popen[bytes]:
        """Start `argv` in a session of its own, so that Ctrl-C at the terminal reaches only us."""
        self._starting = True
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            **popen,
        )
        self.children.append(child)
        self._tell(child.pid, stop_with)
        self._starting = False
        if self._interruption:
            raise self._interruption
        return child

    def interrupt(self, error: BaseException) -> None:
        """For signal handlers: raise `error`, but never between a start and its note, or a child slips us."""
        if not self._starting:
            raise error
        self._interruption = error

    def stop(self, child: subprocess.Popen[bytes], stop_with: int = signal.SIGTERM) -> None:
        """Stop one child before the others."""
        stop_group(child.pid, stop_with, gone=lambda: child.poll() is not None)
        child.wait()
        self.children.remove(child)
        self._tell(child.pid, 0)

    def close(self) -> None:
        assert self._process.stdin  # noqa: S101
        if not self._process.stdin.closed:
            self._process.stdin.close()
        while self._process.poll() is None:  # a child that nobody reaps still looks alive to the leash
            for child in self.children:
                child.poll()
            time.sleep(0.02)
        for child in self.children:
            child.wait()

    def _tell(self, pid: int, stop_with: int) -> None:
        assert self._process.stdin  # noqa: S101
        self._process.stdin.write(f"{pid} {int(stop_with)}\n".encode())
        self._process.stdin.flush()

    def __enter__(self) -> "Leash":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_gone(pid: int) -> bool:
    """Whether the leader of group `pid` has ended; its number may belong to somebody else by now."""
    try:
        return os.getpgid(pid) != pid or is_unreaped(pid)
    except ProcessLookupError:
        return True


def is_unreaped(pid: int) -> bool:
    """Dead, but nobody has noticed: containers without an init never do."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def stop_group(pid: int, stop_with: int, gone: Any = None) -> None:
    """Ask the leader of a group to stop, wait for it, then kill what is left of the group."""
    gone = gone or (lambda: is_gone(pid))
    deadline = time.monotonic() + GRACE
    if not gone():
        os.kill(pid, stop_with)
    while not gone() and time.monotonic() < deadline:
        time.sleep(0.02)
    with suppress(ProcessLookupError, PermissionError):  # nothing is left (macOS says so with EPERM)
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    held: dict[int, int] = {}
    for line in sys.stdin:
        pid, stop_with = map(int, line.split())
        held.pop(pid, None)
        if stop_with:
            held[pid] = stop_with
    for pid, stop_with in reversed(held.items()):
        stop_group(pid, stop_with)


if __name__ == "__main__":
    main()
