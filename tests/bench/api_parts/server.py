"""The service as it runs in production, on a core of its own, with a cache server for its limits."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER_CORE, LOAD_CORE = "0", "1"


def keep_to_the_loads_core(leash: Any) -> None:
    """We, the database, the cache's server and the load: what any of them starts inherits it."""
    for pid in (0, *(process.pid for process in leash.children)):
        os.sched_setaffinity(pid, {int(LOAD_CORE)})


@contextmanager
def valkey(leash: Any) -> Iterator[dict[str, str]]:
    """The variables that name a cache server of its own."""
    from workers import valkey as own

    home = Path(tempfile.mkdtemp(prefix="on-record-vk-", dir="/tmp"))
    location = own.start(leash, data=home, socket=home / "valkey.sock").broker_url
    cache = location.replace("redis+socket", "unix").split("?")[0] + "?db=1"
    try:
        yield {"REDIS_URL": location, "CACHE_URL": cache}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def gunicorn(env: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """One worker of eight threads. Yields its port and the worker's process id."""
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, env=env, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [
        "taskset", "-c", SERVER_CORE, sys.executable, "-m", "gunicorn", "annotate.wsgi", "--worker-class", "gthread",
        "--workers", "1", "--threads", "8", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--keep-alive", "30",
        "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(argv, env=env)
    try:
        _wait_for(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
