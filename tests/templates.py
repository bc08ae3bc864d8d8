"""Databases that are migrated once and copied for each run: migrating takes longer than most tests.

Kept in the temporary directory under a name made of all migrations and libraries; whatever changes one of these
makes another. A server of one's own (`TEST_DATABASE_URL`) is not copied to: there the migrations run each time.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def kept(what: str, make: Callable[[Path], None]) -> Path:
    """The kept file or folder; ``make`` makes it, whole, where it is missing."""
    place = Path(tempfile.gettempdir()) / f"on-record-migrated-{os.getuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        raise RuntimeError(f"{place} is somebody else's; take it away")
    found = place / f"{_fingerprint()}.{what}"
    if not found.exists():
        fresh = Path(tempfile.mkdtemp(dir=place)) / what
        make(fresh)
        try:
            fresh.rename(found)
        except OSError:  # another run was first
            if not found.exists():
                raise
        shutil.rmtree(fresh.parent, ignore_errors=True)
    return found


def migrate(url: str, home: Path) -> None:
    """Run all migrations on this database, in a process of its own."""
    env = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(home), "PYTHONPATH": str(PROJECT)}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, cwd=PROJECT, env=env
    )


def sqlite(home: Path) -> Path:
    return kept("sqlite3", lambda path: migrate(f"sqlite:///{path}", home))


def _fingerprint() -> str:
    found = hashlib.sha256(sys.version.encode())
    sources = [PROJECT / "requirements.lock", *sorted(PROJECT.glob("*/migrations/*.py"))]
    for path in (*sources, PROJECT / "annotate" / "search.py", PROJECT / "annotate" / "apps.py"):
        found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
