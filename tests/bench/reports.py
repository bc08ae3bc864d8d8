"""How long a month's report takes on PostgreSQL, and how much memory: `make bench-reports`, or with `--quick`.

100,000 claims and 1,000,000 attributions (2,000,000 readings), and a tenth of both for the growth; every section has
something to say. Each report is written by a process of its own, as a worker would, so that its memory is its own.
Prints a table and writes build/bench/reports.json. With `--at FOLDER` the databases are kept there for the next time,
with `--load` nothing is measured.
"""

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MONTH = dt.date(2026, 2, 1)
SECONDS, MEGABYTES = 60, 400


def fill(claims: int) -> dict[str, float]:
    from tests.bench import rows
    from tests.bench.reports_parts.month import add_month

    began = time.perf_counter()
    rows.fill(claims=claims, attributions=claims * 10, readings=claims * 20, resolved=0.1, chains=False)
    add_month(claims)
    return {"filled": time.perf_counter() - began}


def measure() -> dict[str, Any]:
    """One report, in this process: seconds by step, peak memory, queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    import workers.app  # noqa: F401  # what a worker has in memory anyway
    from annotate.actions import reports
    from annotate.formats.reports import as_csv, as_json
    from annotate.models import ReportDefinition
    from annotate.periods import Period
    from workers.reports.boundaries import windows_of
    from workers.reports.figures import figures_of
    from workers.reports.html import as_html
    from workers.reports.pdf import as_pdf

    definition = ReportDefinition.objects.get(name="Monthly")
    report = reports.claim_period(definition=definition, period=Period.of_day(MONTH, "month", "UTC"))
    base = peak()
    times: dict[str, float] = {}
    processor = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        figures = figures_of(report, windows_of(report))
        times["figures"] = time.perf_counter() - began
    processor = time.process_time() - processor
    for name, made in (("HTML", as_html), ("PDF", as_pdf), ("CSV", as_csv), ("JSON", as_json)):
        began = time.perf_counter()
        made(figures)
        times[name] = time.perf_counter() - began
    slow = sorted(queries.captured_queries, key=lambda q: -float(q["time"]))[:5]
    return {
        "times": times, "base": base, "peak": peak(), "queries": len(queries), "processor": processor,
        "load": os.getloadavg()[0], "slow": [(q["time"], q["sql"][:300]) for q in slow],
        "empty": [s["key"] for s in figures["sections"] if s["empty"]],
    }  # fmt: skip


def peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(url: str, *what: str) -> dict[str, Any]:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "annotate.settings"}
    argv = [sys.executable, "-m", "tests.bench.reports", *what]
    said = subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def run(claims: int, kept: Path | None, load_only: bool) -> dict[str, Any]:
    """On a server of its own for each size, thrown away afterwards unless it is kept."""
    import psycopg

    from tests import postgres
    from workers.leash import Leash

    home = kept / str(claims) if kept else postgres.temporary_home()
    is_filled = home / "filled"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with Leash() as leash:
            postgres.FAST_AND_FORGETFUL["shared_buffers"] = "1GB"
            start = postgres.start if (home / "data").exists() else postgres.start_migrated
            url = start(leash, home).removesuffix("/postgres") + f"/{postgres.MIGRATED}"
            if not is_filled.exists():
                is_filled.write_text(json.dumps(in_a_process(url, "--fill", str(claims))))
                with psycopg.connect(url, autocommit=True) as at:
                    at.execute("CHECKPOINT")
            return {} if load_only else in_a_process(url, "--measure")
    finally:
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--quick", action="store_true", help="a tenth")
    given.add_argument("--at", type=Path, help="keep the databases in this folder")
    given.add_argument("--load", action="store_true", help="make the databases, measure nothing")
    given.add_argument("--fill", type=int)
    given.add_argument("--measure", action="store_true")
    options = given.parse_args()
    if options.fill or options.measure:
        import django

        django.setup()
        print(json.dumps(measure() if options.measure else fill(options.fill)))
        return
    large = 10_000 if options.quick else 100_000
    small, full = (run(size, options.at, options.load) for size in (large // 10, large))
    if not options.load:
        told(small, full, large)


def told(small: dict[str, Any], full: dict[str, Any], claims: int) -> None:
    total, earlier = (sum(found["times"].values()) for found in (full, small))
    grown = total / earlier
    figures = [
        {"name": f"{name}, s", "ours": round(seconds, 2), "peer": round(small["times"][name], 2), "target": "", "holds": True}
        for name, seconds in full["times"].items()
    ] + [
        {"name": "all of it, s", "ours": round(total, 1), "peer": round(earlier, 1), "target": f"< {SECONDS}", "holds": total < SECONDS},
        {"name": "peak memory of the process, MB", "ours": round(full["peak"]), "peer": round(small["peak"]),
         "target": f"< {MEGABYTES}", "holds": full["peak"] < MEGABYTES},
        {"name": "queries", "ours": full["queries"], "peer": small["queries"], "target": "the same",
         "holds": full["queries"] == small["queries"]},
        {"name": "growth of the time, of ten times the claims", "ours": round(grown, 1), "peer": "", "target": "≤ 11", "holds": grown <= 11},
    ]  # fmt: skip
    print(f"{'':<46} {f'{claims:,}':>9} {f'{claims // 10:,}':>9}  claims, ten attributions each")
    for f in figures:
        print(
            f"{f['name']:<46} {f['ours']!s:>9} {f['peer']!s:>9} {f['target']:>10} {'' if f['holds'] else 'DOES NOT HOLD'}"
        )
    print(
        f"own processor time of the figures {full['processor']:.1f} s, memory before them {full['base']:.0f} MB; "
        f"load of the machine {full['load']:.1f}; sections with nothing to say: {full['empty']}"
    )
    for seconds, sql in full["slow"]:
        print(f"slowest queries: {seconds} s  {sql}")
    path = Path("build/bench/reports.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"figures": figures}, indent=1))


if __name__ == "__main__":
    main()
