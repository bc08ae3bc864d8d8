"""How fast the API answers, beside what limits it and what else there is: `python -m tests.bench.api [--quick]`.

PostgreSQL with 200,000 claims and 1,000,000 readings; one server process (gunicorn, eight threads) on one core, the load
and the database on the other; random ids, nothing cached for a response, keys and limits on; all rounds interleaved in
one call. Beside it: (a) a view of the same server that authenticates, counts and returns a constant of the same size,
(b) the same data by plain ModelSerializers, (c) Label Studio. Writes build/bench/api.json.
"""

import argparse
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SERVER_CORE, LOAD_CORE = "0", "1"
ROUNDS, SECONDS, CONNECTIONS = 4, 1.5, 32
MEASURED = ("detail", "list of 50", "search", "look-up of 10", "changes", "304")


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--quick", action="store_true", help="a tenth of the claims")
    given.add_argument(
        "--in-process", help="fill or addresses, with the number of claims or the former's answer on stdin"
    )
    options = given.parse_args()
    if options.in_process:
        return in_process(options.in_process)
    from tests import postgres
    from workers.leash import Leash

    claims, home = (20_000 if options.quick else 200_000), postgres.temporary_home()
    try:
        with Leash() as leash:
            url = postgres.start(leash, home)
            small = measure_size(leash, url, "small", 1000)
            large = measure_size(leash, url, "large", claims)
            report(small, large)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def in_process(what: str) -> None:
    import django

    django.setup()
    from tests.bench.api_parts import data

    given = json.load(sys.stdin)
    print(json.dumps(data.fill(given["claims"]) if what == "fill" else data.addresses(given)))


def measure_size(leash: Any, url: str, name: str, claims: int) -> dict[str, Any]:
    """A database of its own, filled, asked, and dropped."""
    import psycopg

    host = url.split("@")[1].split("/")[0].replace("%2F", "/")
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
    env = os.environ | {
        "DATABASE_URL": url.rsplit("/", 1)[0] + f"/{name}", "DJANGO_SETTINGS_MODULE": "tests.bench.api_parts.settings",
        "DEBUG": "0", "SECRET_KEY": hashlib.sha256(os.urandom(32)).hexdigest(), "HTTPS": "0",
        "DATA_DIR": str(Path("build/bench/api").absolute()), "ALLOWED_HOSTS": "localhost", "PYTHONPATH": os.getcwd(),
    }  # fmt: skip
    Path("build/bench/api/static").mkdir(parents=True, exist_ok=True)
    with valkey(leash) as location:
        env |= {
            "REDIS_URL": location,
            "CACHE_URL": location.replace("redis+socket", "unix").split("?")[0] + "?db=1",
        }
        told(["collectstatic"], env)
        found = child("fill", {"claims": claims}, env)
        paths = child("addresses", found, env)
        with server(leash, env) as (port, pid):
            return asked(port, pid, found, paths, whole=name == "large") | {"filled": found}


def told(words: list[str], env: dict[str, str]) -> None:
    argv = [sys.executable, "manage.py", *words, "--noinput", "-v", "0"]
    subprocess.run(argv, env=env, check=True, stdout=subprocess.DEVNULL)


def child(what: str, given: Any, env: dict[str, str]) -> Any:
    argv = [sys.executable, "-m", "tests.bench.api", "--in-process", what]
    done = subprocess.run(
        argv, env=env, check=True, input=json.dumps(given), stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def valkey(leash: Any) -> Any:
    """A cache server of its own, for the limits."""
    import tempfile

    from workers import valkey as own

    home = Path(tempfile.mkdtemp(prefix="on-record-vk-", dir="/tmp"))
    started = own.start(leash, data=home, socket=home / "valkey.sock")
    try:
        yield started.broker_url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def server(leash: Any, env: dict[str, str]) -> Any:
    """One gunicorn worker of eight threads on its core. Yields its port and the worker's process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [
        "taskset", "-c", SERVER_CORE, sys.executable, "-m", "gunicorn", "annotate.wsgi", "--worker-class", "gthread",
        "--workers", "1", "--threads", "8", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--keep-alive", "30",
    ]  # fmt: skip
    process = subprocess.Popen(argv, env=env)
    try:
        for _ in range(300):
            try:
                http.client.HTTPConnection("127.0.0.1", port).request("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.2)
        time.sleep(1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait(30)


def asked(
    port: int, pid: int, found: dict[str, Any], paths: dict[str, list[str]], *, whole: bool
) -> dict[str, Any]:
    """Everything that is measured of one size. ``whole``: with the peers, many connections and the dump."""
    secret = found["secret"]
    targets: dict[str, Any] = {
        name: {"paths": each} for name, each in paths.items() if whole or "plain" not in name
    }
    targets["304"] = not_modified(port, secret, paths["detail"][:300])
    sizes = {name: len(get(port, secret, each[0])[1]) for name, each in paths.items()}
    one = load(port, {"targets": {n: t for n, t in targets.items() if "plain" not in n}, "connections": 1, "pid": pid,
                      "secret": secret, "rounds": 3, "seconds": SECONDS})  # fmt: skip
    result: dict[str, Any] = {
        "alone": {name: statistics(rounds) for name, rounds in one.items()},
        "sizes": sizes,
    }
    if whole:
        for name in ("detail", "list of 50"):
            targets[f"constant for {name}"] = {"paths": [f"/bench/constant/{sizes[name]}/"]}
        many = load(port, {"targets": targets, "connections": CONNECTIONS, "pid": pid, "secret": secret,
                           "rounds": ROUNDS, "seconds": SECONDS})  # fmt: skip
        result["many"] = {name: statistics(rounds) for name, rounds in many.items()}
        result["dump"] = dump(port, pid, secret)
    return result


def load(port: int, plan: dict[str, Any]) -> dict[str, Any]:
    argv = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "tests.bench.api_parts.load", str(port)]
    done = subprocess.run(argv, input=json.dumps(plan), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def get(port: int, secret: str, path: str, **headers: str) -> tuple[Any, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(
        "GET", path, headers={"Authorization": f"Bearer {secret}", "Host": "localhost"} | headers
    )
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {body[:300]!r}")
    return response, body


def not_modified(port: int, secret: str, paths: list[str]) -> dict[str, Any]:
    """The same addresses, with the tags that they have."""
    tags = [get(port, secret, path)[0].headers["ETag"] for path in paths]
    return {"paths": paths, "headers": [f"If-None-Match: {tag}\r\n" for tag in tags]}


def statistics(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    took = sorted(t for each in rounds for t in each["took"])
    wrong = {s: n for each in rounds for s, n in each["statuses"].items() if s not in ("200", "304")}
    if wrong or not took:
        raise RuntimeError(f"answers: {wrong or 'none'}")
    seconds = sum(each["seconds"] for each in rounds)
    return {
        "per_second": len(took) / seconds,
        "per_cpu_second": len(took) / max(0.01, sum(each["server_cpu"] for each in rounds)),
        "p50": took[len(took) // 2] * 1000,
        "p99": took[min(len(took) - 1, int(len(took) * 0.99))] * 1000,
        "load_share": sum(each["load_cpu"] for each in rounds) / seconds,
    }


def dump(port: int, pid: int, secret: str) -> dict[str, Any]:
    """The whole record, its checksum looked at, with the server's memory before, at its highest and after."""
    memory = [_memory(pid)]
    began, cpu = time.perf_counter(), time.process_time()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request(
        "GET", "/api/v1/dump/", headers={"Authorization": f"Bearer {secret}", "Host": "localhost"}
    )
    response = connection.getresponse()
    digest, held, size, lines = hashlib.sha256(), b"", 0, 0
    while part := response.read(1 << 20):
        memory.append(_memory(pid))
        size, lines = size + len(part), lines + part.count(b"\n")
        held += part
        end = held.rfind(b"\n", 0, -1) + 1  # the last line may still be to come
        digest.update(held[:end])
        held = held[end:]
    last = json.loads(held)
    return {
        "seconds": time.perf_counter() - began, "reader_cpu": time.process_time() - cpu, "bytes": size, "lines": lines,
        "is_whole": last["sha256"] == digest.hexdigest(), "before": memory[0], "most": max(memory), "after": _memory(pid),
    }  # fmt: skip


def _memory(pid: int) -> float:
    """Megabytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


def label_studio() -> dict[str, float]:
    """(c), where it can be had: requests a second of one task and of a list of 50."""
    if find_spec("tests.bench.label_studio") is None:
        return {}
    try:
        from tests.bench import label_studio as peer

        return dict(peer.read_speeds())
    except Exception as error:  # the peer is another project; without it its rows stay empty
        print(f"Label Studio was not measured: {error}")
        return {}


def report(small: dict[str, Any], large: dict[str, Any]) -> None:
    many, alone, grown = large["many"], large["alone"], small["alone"]
    peer, dumped, filled = label_studio(), large["dump"], large["filled"]
    figures: list[dict[str, Any]] = []

    def add(name: str, ours: Any, other: Any, target: str, holds: bool) -> None:
        figures.append({"name": name, "ours": ours, "peer": other, "target": target, "holds": holds})

    for name in MEASURED:
        it = many[name]
        add(
            f"{name}, requests/s ({it['per_cpu_second']:.0f} a second of processor time)",
            round(it["per_second"]),
            "",
            "",
            True,
        )
        ratio = it["p99"] / it["p50"]
        add(f"{name}, p50 and p99 with {CONNECTIONS} connections, ms", f"{it['p50']:.1f} {it['p99']:.1f}", f"{ratio:.1f}",
            "< 5 times", ratio < 5)  # fmt: skip
    for name, least in (("detail", 0.5), ("list of 50", 0.3)):
        limit, plain = many[f"constant for {name}"], many[f"plain {name}"]
        for unit in ("per_second", "per_cpu_second"):
            share, times = many[name][unit] / limit[unit], many[name][unit] / plain[unit]
            add(
                f"{name}, share of the constant, {unit}",
                f"{share:.2f}",
                round(limit[unit]),
                f"≥ {least}",
                share >= least,
            )
            add(
                f"{name}, times ModelSerializer, {unit}",
                f"{times:.1f}",
                round(plain[unit]),
                "≥ 3",
                times >= 3,
            )
        other = peer.get(name)
        times = many[name]["per_second"] / other if other else 0
        add(f"{name}, times Label Studio", f"{times:.1f}" if other else "not measured", round(other) if other else "",
            "≥ 8", times >= 8)  # fmt: skip
    for name in ("detail", "list of 50", "first page", "search", "look-up of 10", "changes", "304"):
        times = alone[name]["p50"] / grown[name]["p50"]
        add(
            f"{name}, p50 of {filled['claims']:,} claims to that of 1,000",
            f"{times:.2f}",
            f"{grown[name]['p50']:.2f}",
            "≤ 1.3",
            times <= 1.3,
        )
    add(
        "dump, s",
        round(dumped["seconds"], 1),
        f"{dumped['bytes'] / 1e6:.0f} MB",
        "< 60",
        dumped["seconds"] < 60 and dumped["is_whole"],
    )
    more = dumped["most"] - dumped["before"]
    add("dump, memory added, MB", round(more), round(dumped["before"]), "flat (< 50)", more < 50)
    add(
        "answers made ready, a second of processor time",
        round(filled["told"] / max(0.01, filled["telling_cpu"])),
        "",
        "",
        True,
    )
    for f in figures:
        print(
            f"{f['name']:<66} {f['ours']!s:>13} {f['peer']!s:>9} {f['target']:>11} {'' if f['holds'] else 'DOES NOT HOLD'}"
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; sizes: {large['sizes']}")
    path = Path("build/bench/api.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"figures": figures}, indent=1))


if __name__ == "__main__":
    main()
