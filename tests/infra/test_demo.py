"""`manage.py demo` with real processes: it starts, ends, and leaves nothing behind, however it is ended."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Demo:
    def __init__(self, data: Path, *words: str) -> None:
        env = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *words],
            env=env | {"DATA_DIR": str(data)},
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def wait_for(self, words: str) -> None:
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return
        pytest.fail(f"never said {words!r}:\n{self.said}")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def processes(self) -> list[str]:
        """Command lines of what runs for this folder, by its environment or where it runs."""
        return [found for pid in Path("/proc").glob("[0-9]*") if (found := command_line(pid, self.data))]


def command_line(process: Path, data: Path) -> str:
    try:
        here = (process / "cwd").readlink().is_relative_to(data)
        if here or f"DATA_DIR={data}".encode() in (process / "environ").read_bytes():
            return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    return ""


@pytest.fixture
def start(tmp_path_factory) -> Iterator[Callable[..., Demo]]:
    """Starts demos of one new folder with a space in its name, and ends them with the test."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("needs /proc")
    data, started = tmp_path_factory.mktemp("a demo") / "data", []

    def demo(**options: object) -> Demo:
        started.append(Demo(data, *(f"--{name}={value}" for name, value in options.items())))
        return started[-1]

    yield demo
    for process in (demo.process for demo in started):
        process.terminate()
        process.communicate(timeout=60)


def wait_until_nothing_runs(demo: Demo) -> None:
    deadline = time.monotonic() + 60
    while found := demo.processes():
        assert time.monotonic() < deadline, f"left behind: {found}"
        time.sleep(0.1)


def test_ctrl_c_stops_everything(start):
    demo = start(port=free_port())
    demo.wait_for("Ctrl-C stops it")
    running = " ".join(demo.processes())
    assert all(name in running for name in ("valkey-server", "gunicorn", "worker", "beat"))
    assert demo.end(signal.SIGINT) == 0
    assert demo.processes() == []


def test_a_killed_demo_leaves_nothing_that_blocks_the_next(start):
    port = free_port()
    demo = start(port=port)
    demo.wait_for("Ctrl-C stops it")
    demo.process.kill()
    following = start(port=port)
    following.wait_for("Ctrl-C stops it")
    assert following.end(signal.SIGTERM) == 0
    wait_until_nothing_runs(following)


def test_a_second_demo_of_the_same_folder_is_told_so(start):
    demo = start(port=free_port())
    demo.wait_for("Ctrl-C stops it")
    second = start(port=free_port())
    assert second.process.wait(timeout=60) == 1
    assert "runs already" in second.process.communicate()[0]
    assert demo.end(signal.SIGHUP) == 0


def test_a_port_that_is_taken_is_named(start):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        demo = start(port=port)
        said = demo.process.communicate(timeout=60)[0]
    assert demo.process.returncode == 1
    assert re.search(rf"port {port} is taken .* PORT={port + 1}", said)
    assert demo.processes() == []


def test_a_process_that_dies_ends_the_demo_and_shows_its_last_words(start):
    demo = start(port=free_port())
    demo.wait_for("Ctrl-C stops it")
    os.kill(int((demo.data / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)
    said = demo.process.communicate(timeout=90)[0]
    assert demo.process.returncode == 1
    assert "valkey ended with status -9" in said
    assert demo.processes() == []
