"""How fast the API answers, beside what limits it and what else there is: `python -m tests.bench.api [--quick]`.

PostgreSQL with 200,000 claims and 1,000,000 readings; one server process (gunicorn, eight threads) on one core, the load
and the database on the other; random ids, nothing cached for a response, keys and limits on, the database's pages in its
memory; all rounds interleaved in one call. Beside it: (a) a view of the same server that authenticates, counts and returns a constant of the same size,
(b) the same data by plain ModelSerializers, (c) Label Studio. Writes build/bench/api.json.

``--keep FOLDER`` keeps the filled databases there and takes those that it finds; ``--fill`` does a step of that alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SMALL, LARGE, QUICK = 1000, 200_000, 20_000


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--quick", action="store_true", help="a tenth of the claims")
    given.add_argument("--keep", type=Path, help="where the filled databases stay")
    given.add_argument(
        "--fill", action="store_true", help="one step of filling them; fails while there are more"
    )
    given.add_argument("--in-process", help="a function of api_parts.data, its arguments on stdin")
    options = given.parse_args()
    if options.in_process:
        in_process(options.in_process, json.load(sys.stdin))
    else:
        measure(options)


def measure(options: argparse.Namespace) -> None:
    from tests.bench.api_parts import asking, figures, server

    with databases(options.keep) as (leash, url, home):
        sizes = [Size(leash, url, home, claims) for claims in (SMALL, QUICK if options.quick else LARGE)]
        for size in sizes:
            while not size.fill_some():
                if options.fill:
                    sys.exit("There is more to fill.")
        if not options.fill:
            peer, (small, large) = label_studio(), sizes
            for size in sizes:
                size.warm()
            server.keep_to_the_loads_core(leash)
            with server.valkey(leash) as env, small.served(env) as few, large.served(env) as many:
                figures.tell(asking.asked(few, many), large.found | {"queries": large.queries()}, peer)


def in_process(what: str, given: Any) -> None:
    import django

    django.setup()
    from tests.bench.api_parts import data

    print(json.dumps(getattr(data, what)(*given)))


@contextmanager
def databases(keep: Path | None) -> Iterator[tuple[Any, str, Path]]:
    """A PostgreSQL server: (leash, address, its folder)."""
    from tests import postgres
    from workers.leash import Leash

    home = keep or postgres.temporary_home()
    home.mkdir(exist_ok=True)
    try:
        with Leash() as leash:
            yield leash, postgres.start(leash, home, shared_buffers="4GB"), home
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


class Size:
    """A database of so many claims, and what there is to ask of it."""

    def __init__(self, leash: Any, url: str, home: Path, claims: int) -> None:
        self.leash, self.claims = leash, claims
        self.database, self.server = f"claims_{claims}", url
        self.about = home / f"{self.database}.json"
        self.env = os.environ | {
            "DATABASE_URL": url.rsplit("/", 1)[0] + f"/{self.database}", "DEBUG": "0", "HTTPS": "0",
            "DJANGO_SETTINGS_MODULE": "tests.bench.api_parts.settings", "SECRET_KEY": os.urandom(32).hex(),
            "DATA_DIR": str(Path("build/bench/api").absolute()), "ALLOWED_HOSTS": "localhost", "PYTHONPATH": os.getcwd(),
        }  # fmt: skip
        Path("build/bench/api/static").mkdir(parents=True, exist_ok=True)

    def fill_some(self) -> bool:
        """One step of filling it: its rows, then its answers. Whether it is whole."""
        begun = self.about.with_suffix(".begun")
        if not (self.about.exists() or begun.exists()):
            self._create()
            self._child("fill", self.claims)
            begun.touch()
        elif not self.about.exists():
            self.about.write_text(json.dumps(self._child("finish")))
        self._sql("CHECKPOINT")  # or the next start would read the whole log again
        return self.about.exists()

    def _create(self) -> None:
        self._sql(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        self._sql(f"CREATE DATABASE {self.database}")

    def _sql(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(f"{self.server.rsplit('/', 1)[0]}/{database}", autocommit=True) as at:
            at.execute(statement)

    def warm(self) -> None:
        """Its pages into the database's memory, where those are that are in use: it was started a moment ago."""
        self._sql("CREATE EXTENSION IF NOT EXISTS pg_prewarm", self.database)
        pages = (
            "SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'i') AND relname LIKE 'annotate\\_%'"
        )
        self._sql(pages, self.database)

    @property
    def found(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.about.read_text())
        return found

    @contextmanager
    def served(self, env: dict[str, str]) -> Iterator[Any]:
        from tests.bench.api_parts import server
        from tests.bench.api_parts.asking import Served

        with server.gunicorn(self.env | env) as (port, pid):
            yield Served(port, pid, self.found["secret"], self.found["paths"])

    def queries(self) -> dict[str, int]:
        """The most queries that one request to each address took."""
        found: dict[str, int] = self._child("queries", self.found["secret"], self.found["paths"])
        return found

    def _child(self, what: str, *given: Any) -> Any:
        argv = [sys.executable, "-m", "tests.bench.api", "--in-process", what]
        done = subprocess.run(
            argv, env=self.env, check=True, input=json.dumps(given), stdout=subprocess.PIPE, text=True
        )
        return json.loads(done.stdout.splitlines()[-1])


def label_studio() -> dict[str, float]:
    """(c): requests a second of one task and of a list of 50."""
    try:
        from tests.bench.api_parts import label_studio as peer

        return peer.read_speeds()
    except Exception as error:  # the peer is another project; without it its rows say that it is missing
        print(f"Label Studio was not measured: {error}")
        return {}


if __name__ == "__main__":
    main()
