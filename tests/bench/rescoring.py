"""A full run over 200,000 claims with 1,000,000 readings, and one new reading: `make bench-rescoring`, or `--quick`.

On a PostgreSQL of its own, thrown away afterwards. A full run is the fit in one process and the pass in two, as two
Celery children would do it: load, consensus, evidence, scores, COPY, the switch. How fast the machine is, the peer of
`make bench-scoring` tells, run before and after; what is measured is told in the time of the targets' machine too.
Telling what changed comes after readers have the new figures and is timed apart. One new reading is timed in processor seconds of the worker, on a claim
with 50 reports, among 1,000 claims and among a million. Prints a table and writes build/bench/rescoring.json.
"""

import argparse
import datetime as dt
import json
import os
import resource
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 4, 1)
SECONDS, MILLISECONDS, SHARE = 60, 20, 1 / 3
WORKERS, TIMES, REPORTS = 2, 25, 25
#: Seconds of crowd-kit's 20 iterations on a million labels, on the machine that the targets were set on.
YARDSTICK = 9.1


def fill(claims: int) -> dict[str, Any]:
    from tests.bench.rows import fill as rows

    rows(claims=claims, attributions=2 * claims, readings=5 * claims)
    return {}


def fit() -> dict[str, Any]:
    from workers.rescoring import passes, runs

    began = time.perf_counter()
    run = runs.fit(reference_day=DAY)
    passes.begin(run)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"steps": run.figures["seconds"], "processor": time.process_time(), "peak": peak, "took": took}


def work() -> dict[str, Any]:
    """As `passes.work`, until all is switched. Waits for the pass, as a worker that is up does."""
    from django.utils import timezone

    from annotate.actions.passes import take_shard
    from annotate.models import ScoringPass
    from workers.rescoring import passes

    scoring = ScoringPass.objects.filter(state=ScoringPass.State.SCORING).select_related("run")
    while not scoring.exists():
        time.sleep(0.05)
    while of := scoring.first():
        if shard := take_shard(of=of, at=timezone.now(), lease=passes.LEASE):
            passes._score(shard, of)
        elif of.shards.left().exists() or not passes._step(of):
            time.sleep(0.05)
    return {"processor": time.process_time()}


def tell() -> dict[str, Any]:
    from annotate.models import ScoringPass
    from workers.rescoring import passes

    while ScoringPass.objects.open().exists():
        passes.work()
        time.sleep(0.05)
    return {"processor": time.process_time()}


def look() -> dict[str, Any]:
    """What the pass wrote down of itself."""
    from annotate.models import Score, ScoringPass

    done = ScoringPass.objects.latest("began_at")
    steps: dict[str, float] = {}
    for seconds in done.shards.values_list("seconds", flat=True):
        for step, spent in seconds.items():
            steps[step] = steps.get(step, 0.0) + spent
    return {
        "state": done.state, "scores": Score.objects.count(), "steps": steps,
        "to_switch": (done.switched_at - done.began_at).total_seconds(),
    }  # fmt: skip


def grow(claims: int) -> dict[str, Any]:
    """Claims without reports, up to so many: what is in the database beside the one that changes."""
    from django.db import connection

    from annotate.models import Claim
    from tests.bench.rows import insert

    there = Claim.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            insert("Claim", f"generate_series({there}::bigint, {claims} - 1) n", id="key('clm', n)", wording="'Claim ' || n",
                   state="'published'", published_at="timestamptz '2026-01-10'")
        )  # fmt: skip
        cursor.execute("ANALYZE annotate_claim")
    return {"claims": Claim.objects.count()}


def one() -> dict[str, Any]:
    """A claim in 25 reports gets one more reading at a time, up to 50; each time the worker rescores what is stale."""
    from annotate.models import Claim, Score
    from tests import factories as make
    from workers.rescoring import store

    store.rescore_stale()  # the run is read, as in a worker that has been up for a while
    claim, source = make.claim(), make.source()
    spent = []
    for _ in range(REPORTS):
        make.read(make.article(), claim, facets=make.NAMED, source=source)
    store.rescore_stale()
    for _ in range(TIMES):
        article = make.article()
        make.read(article, claim, facets=make.NAMED, source=source)
        began = time.process_time()
        store.rescore_stale()
        spent.append(1000 * (time.process_time() - began))
    reports = Score.objects.get(claim=claim).reports
    return {"milliseconds": statistics.median(spent), "reports": reports, "claims": Claim.objects.count()}


STEPS: dict[str, Any] = {
    "fill": fill, "fit": fit, "work": work, "tell": tell, "look": look, "grow": grow, "one": one
}  # fmt: skip


def start(url: str, step: str, *more: str) -> subprocess.Popen[str]:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "annotate.settings"}
    env |= {"DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(50)}  # as where it is run in earnest
    argv = [sys.executable, "-m", "tests.bench.rescoring", "--step", step, *more]
    return subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def said(process: subprocess.Popen[str]) -> dict[str, Any]:
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def full_run(url: str, home: Path) -> dict[str, Any]:
    """The workers are up before it is asked for."""
    before = database_seconds(home)
    workers = [start(url, "work") for _ in range(WORKERS)]
    fitted = said(start(url, "fit"))
    processor = sum(said(each)["processor"] for each in workers)
    return {
        "fit": fitted["took"],
        "fit_steps": fitted["steps"],
        "fit_peak": fitted["peak"],
        "processor": processor + fitted["processor"],
        "database": database_seconds(home) - before,
    } | said(start(url, "look"))


def database_seconds(home: Path) -> float:
    """Processor seconds of PostgreSQL so far: of its first process and of all of its children that have ended."""
    pid = (home / "data" / "postmaster.pid").read_text().split()[0]
    of = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, of[11:15])) / os.sysconf("SC_CLK_TCK")


def telling(url: str) -> float:
    """Seconds in which what the switch changed is told, by as many processes."""
    began = time.perf_counter()
    for each in [start(url, "tell") for _ in range(WORKERS)]:
        said(each)
    return time.perf_counter() - began


def figures_of(
    full: dict[str, Any], few: dict[str, Any], many: dict[str, Any], claims: int, yardstick: float | None
) -> list[dict[str, Any]]:
    """``yardstick``: what the peer took on this machine."""
    total = full["fit"] + full["to_switch"]
    fitted = {k: v for k, v in full["fit_steps"].items() if k != "load"}
    maths = sum(fitted.values()) + full["steps"]["scores"] + full["steps"]["consensus"]
    share = maths / (full["processor"] + full["database"])
    return [
        figure(f"full run, {claims:,} claims, {5 * claims:,} readings: s until all is switched", total, f"< {SECONDS}", total < SECONDS),
        figure("  of it the fit, in one process, s", full["fit"]),
        figure(f"  of it the pass, in {WORKERS} processes, s", full["to_switch"]),
        figure("  then, telling what changed (all, in a first run), s", full["telling"]),
        figure("  processor time of our processes, s", full["processor"]),
        figure("  processor time of PostgreSQL, s", full["database"]),
        figure("  maths, as a share of both", share, f"< {SHARE:.2f}", share < SHARE),
        figure("  maths, as a share of ours", maths / full["processor"]),
        figure("  peak memory of the fit, MB", full["fit_peak"]),
        *[figure(f"  pass: {step}, processor s", spent) for step, spent in full["steps"].items() if step != "failed"],
        *[figure(f"  fit: {step}, processor s", spent) for step, spent in full["fit_steps"].items()],
        *[
            figure(f"one reading more, {each['reports']} reports, among {each['claims']:,} claims: ms", each["milliseconds"],
                   f"< {MILLISECONDS}", each["milliseconds"] < MILLISECONDS)
            for each in (few, many)
        ],
        *(_in_its_time(total, (few, many), yardstick) if yardstick else ()),
    ]  # fmt: skip


def _in_its_time(total: float, ones: tuple[dict[str, Any], ...], yardstick: float) -> list[dict[str, Any]]:
    """The same on a machine as fast as that of the targets."""
    scale = YARDSTICK / yardstick
    one = scale * max(each["milliseconds"] for each in ones)
    return [
        figure("crowd-kit's 20 iterations on a million labels here, s", yardstick),
        figure(f"full run, where those take {YARDSTICK} s: s", total * scale, f"< {SECONDS}", total * scale < SECONDS),
        figure("one reading more, there: ms", one, f"< {MILLISECONDS}", one < MILLISECONDS),
    ]  # fmt: skip


def figure(name: str, ours: float, target: str = "", holds: bool = True) -> dict[str, Any]:
    return {"name": name, "ours": round(ours, 3), "peer": "", "target": target, "holds": holds}


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--quick", action="store_true", help="a hundredth, without the peer")
    given.add_argument("--step", choices=STEPS)
    given.add_argument("number", nargs="?", type=int)
    options = given.parse_args()
    if options.step:
        import django

        django.setup()
        print(json.dumps(STEPS[options.step](*([options.number] if options.number else []))))
        return
    few, many = (2_000, 10_000) if options.quick else (200_000, 1_000_000)
    measure(few, many, has_peer=not options.quick)


def yardstick() -> float:
    """What the peer takes on this machine, s."""
    from tests.bench.scoring import BUILD, crowds, peer_python

    BUILD.mkdir(parents=True, exist_ok=True)
    return float(crowds.rival_timed(peer_python(), BUILD)["seconds"])


def measure(claims: int, many_claims: int, has_peer: bool) -> None:
    from tests import postgres
    from workers.leash import Leash

    taken: list[float] = []
    postgres.FAST_AND_FORGETFUL |= {"shared_buffers": "1GB", "max_wal_size": "8GB"}
    home = postgres.temporary_home()
    try:
        with Leash() as leash:
            server = postgres.start(leash, home)
            said(start(server, "fill", "1000"))
            full_run(server, home)
            telling(server)
            few = said(start(server, "one"))
            other = _another(server)
            said(start(other, "fill", str(claims)))
            taken += [yardstick()] if has_peer else []
            full = full_run(other, home)
            taken += [yardstick()] if has_peer else []
            full["telling"] = telling(other)
            said(start(other, "grow", str(many_claims)))
            many = said(start(other, "one"))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    report(figures_of(full, few, many, claims, statistics.mean(taken) if taken else None))


def _another(server: str) -> str:
    """Another database of the same server."""
    import psycopg

    host = server.split("@")[1].split("/")[0].replace("%2F", "/")
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE many")
    return server.rsplit("/", 1)[0] + "/many"


def report(figures: list[dict[str, Any]]) -> None:
    for each in figures:
        print(
            f"{each['name']:<84} {each['ours']:>10} {each['target']:>8} {'' if each['holds'] else 'DOES NOT HOLD'}"
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    path = Path("build/bench/rescoring.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"figures": figures}, indent=1))


if __name__ == "__main__":
    main()
