"""What is measured: each address alone with few and with many claims, with many connections beside its peers, and the dump."""

import hashlib
import http.client
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.api_parts.server import LOAD_CORE

ROUNDS, SECONDS, CONNECTIONS = 4, 1.5, 32


@dataclass(frozen=True)
class Served:
    """A record that a server answers from, the key to it, and what there is to ask."""

    port: int
    pid: int
    secret: str
    paths: dict[str, list[str]]

    def targets(self) -> dict[str, Any]:
        """Every address of our own, and those asked once more with the tags that they have."""
        own = {name: self.target(each) for name, each in self.paths.items() if "plain" not in name}
        known = self.paths["detail"][:300]
        tags = [self.get(path)[0].headers["ETag"] for path in known]
        return own | {"304": self.target(known) | {"headers": [f"If-None-Match: {tag}\r\n" for tag in tags]}}

    def target(self, paths: list[str]) -> dict[str, Any]:
        head = f"Authorization: Bearer {self.secret}"
        return {"port": self.port, "pid": self.pid, "head": head, "paths": paths}

    def get(self, path: str) -> tuple[Any, bytes]:
        response = self.open(path)
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {body[:300]!r}")
        return response, body

    def open(self, path: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(
            "GET", path, headers={"Authorization": f"Bearer {self.secret}", "Host": "localhost"}
        )
        return connection.getresponse()

    def memory(self) -> float:
        """Megabytes of its process."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * 4096 / 1e6


def asked(small: Served, large: Served) -> dict[str, Any]:
    """Everything that is measured."""
    sizes = {name: len(large.get(each[0])[1]) for name, each in large.paths.items()}
    few, own = small.targets(), large.targets()
    # Turn by turn, so that a machine that is slower for a while is so for both.
    both = {
        (name, which): each for name in own for which, each in (("small", few[name]), ("large", own[name]))
    }
    alone = load({" of ".join(name): each for name, each in both.items()}, connections=1, rounds=ROUNDS)
    peers = {name: large.target(each) for name, each in large.paths.items() if "plain" in name}
    for name in ("detail", "list of 50"):
        peers[f"constant for {name}"] = large.target([f"/bench/constant/{sizes[name]}/"])
    many = load(own | peers, connections=CONNECTIONS, rounds=ROUNDS)
    return {"sizes": sizes, "alone": alone, "many": many, "dump": dump(large)}


def load(
    targets: dict[str, Any], *, connections: int, rounds: int, seconds: float = SECONDS
) -> dict[str, dict[str, float]]:
    plan = {"targets": targets, "connections": connections, "rounds": rounds, "seconds": seconds}
    argv = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "tests.bench.api_parts.load"]
    done = subprocess.run(argv, input=json.dumps(plan), check=True, stdout=subprocess.PIPE, text=True)
    return {name: statistics(name, rounds) for name, rounds in json.loads(done.stdout).items()}


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


def dump(served: Served) -> dict[str, Any]:
    """The whole record, its checksum looked at, with the server's memory before, at its highest and after."""
    memory, began = [served.memory()], time.perf_counter()
    response = served.open("/api/v1/dump/")
    digest, held, size, lines = hashlib.sha256(), b"", 0, 0
    while part := response.read(1 << 20):
        memory.append(served.memory())
        size, lines = size + len(part), lines + part.count(b"\n")
        held += part
        end = held.rfind(b"\n", 0, -1) + 1  # the last line may still be to come
        digest.update(held[:end])
        held = held[end:]
    return {
        "seconds": time.perf_counter() - began, "bytes": size, "lines": lines, "before": memory[0], "most": max(memory),
        "is_whole": json.loads(held)["sha256"] == digest.hexdigest(),
    }  # fmt: skip
