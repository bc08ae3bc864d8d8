"""What is measured of a server: each address alone, then with many connections beside its peers, and the dump."""

import hashlib
import http.client
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.api_parts.server import LOAD_CORE

ROUNDS, SECONDS, CONNECTIONS = 4, 1.5, 32


def asked(port: int, pid: int, found: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Everything that is measured of one size. ``whole``: with the peers, many connections and the dump."""
    secret, paths = found["secret"], found["paths"]
    own: dict[str, Any] = {name: {"paths": each} for name, each in paths.items() if "plain" not in name}
    own["304"] = _not_modified(port, secret, paths["detail"][:300])
    sizes = {name: len(get(port, secret, each[0])[1]) for name, each in paths.items()}
    plan = {"pid": pid, "head": f"Authorization: Bearer {secret}", "seconds": SECONDS}
    alone = load(port, plan | {"targets": own, "connections": 1, "rounds": 3})
    result: dict[str, Any] = {"sizes": sizes, "alone": _all(alone)}
    if whole:
        peers = {name: {"paths": each} for name, each in paths.items() if "plain" in name}
        for name in ("detail", "list of 50"):
            peers[f"constant for {name}"] = {"paths": [f"/bench/constant/{sizes[name]}/"]}
        many = load(port, plan | {"targets": own | peers, "connections": CONNECTIONS, "rounds": ROUNDS})
        result |= {"many": _all(many), "dump": dump(port, pid, secret)}
    return result


def load(port: int, plan: dict[str, Any]) -> dict[str, Any]:
    argv = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "tests.bench.api_parts.load", str(port)]
    done = subprocess.run(argv, input=json.dumps(plan), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def get(port: int, secret: str, path: str) -> tuple[Any, bytes]:
    response = _open(port, secret, path)
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {body[:300]!r}")
    return response, body


def _open(port: int, secret: str, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path, headers={"Authorization": f"Bearer {secret}", "Host": "localhost"})
    return connection.getresponse()


def _not_modified(port: int, secret: str, paths: list[str]) -> dict[str, Any]:
    """The same addresses, with the tags that they have."""
    tags = [get(port, secret, path)[0].headers["ETag"] for path in paths]
    return {"paths": paths, "headers": [f"If-None-Match: {tag}\r\n" for tag in tags]}


def _all(measured: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {name: statistics(name, rounds) for name, rounds in measured.items()}


def statistics(name: str, rounds: list[dict[str, Any]]) -> dict[str, float]:
    took = sorted(t for each in rounds for t in each["took"])
    wrong = {s: n for each in rounds for s, n in each["statuses"].items() if s not in ("200", "304")}
    if wrong or not took:
        raise RuntimeError(f"{name} was answered: {wrong or 'not at all'}")
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
    memory, began = [_memory(pid)], time.perf_counter()
    response = _open(port, secret, "/api/v1/dump/")
    digest, held, size, lines = hashlib.sha256(), b"", 0, 0
    while part := response.read(1 << 20):
        memory.append(_memory(pid))
        size, lines = size + len(part), lines + part.count(b"\n")
        held += part
        end = held.rfind(b"\n", 0, -1) + 1  # the last line may still be to come
        digest.update(held[:end])
        held = held[end:]
    return {
        "seconds": time.perf_counter() - began, "bytes": size, "lines": lines, "before": memory[0], "most": max(memory),
        "is_whole": json.loads(held)["sha256"] == digest.hexdigest(),
    }  # fmt: skip


def _memory(pid: int) -> float:
    """Megabytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
