"""What was measured, held against the targets: a table, and build/bench/api.json."""

import json
import os
from pathlib import Path
from typing import Any

from tests.bench.api_parts.asking import CONNECTIONS

MEASURED = ("detail", "list of 50", "search", "search, misspelt", "look-up of 10", "changes", "304")
GROWING = (*MEASURED, "first page", "with filters", "articles")
LEAST_SHARE = {"detail": 0.5, "list of 50": 0.3}
FLAT_MB, MOST_QUERIES = 50, 5


class Table:
    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, name: str, ours: Any, peer: Any = "", target: str = "", holds: bool = True) -> None:
        self.rows.append({"name": name, "ours": ours, "peer": peer, "target": target, "holds": holds})

    def keep(self, path: Path) -> None:
        for row in self.rows:
            told = f"{row['name']:<66} {row['ours']!s:>13} {row['peer']!s:>9} {row['target']:>11}"
            print(told if row["holds"] else f"{told} DOES NOT HOLD")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"figures": self.rows}, indent=1))


def tell(measured: dict[str, Any], found: dict[str, Any], label_studio: dict[str, Any]) -> None:
    table = Table()
    _speeds(table, measured["many"])
    for name, least in LEAST_SHARE.items():
        _beside_peers(table, name, least, measured["many"], label_studio)
    _growth(table, measured["alone"], found["claims"])
    _dump(table, measured["dump"])
    for name, most in found["queries"].items():
        table.add(f"{name}, queries", most, "", "≤ 5", most <= MOST_QUERIES)
    table.add("answers made ready, a second of processor time", round(found["told_a_second"]))
    table.keep(Path("build/bench/api.json"))
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; bytes: {measured['sizes']}")


def _speeds(table: Table, many: dict[str, Any]) -> None:
    for name in MEASURED:
        it = many[name]
        ratio = it["p99"] / it["p50"]
        table.add(f"{name}, requests/s", round(it["per_second"]))
        table.add(f"{name}, requests a second of the server's processor time", round(it["per_cpu_second"]))
        table.add(f"{name}, p50 and p99 with {CONNECTIONS} connections, ms", f"{it['p50']:.1f} {it['p99']:.1f}",
                  f"{ratio:.1f}", "< 5 times", ratio < 5)  # fmt: skip


def _beside_peers(table: Table, name: str, least: float, many: dict[str, Any], label_studio: Any) -> None:
    ours, limit, plain = many[name], many[f"constant for {name}"], many[f"plain {name}"]
    for unit, told in (("per_second", "requests/s"), ("per_cpu_second", "a processor second")):
        share, times = ours[unit] / limit[unit], ours[unit] / plain[unit]
        table.add(f"{name}, share of a constant, {told}", f"{share:.2f}", round(limit[unit]), f"≥ {least}", share >= least)  # fmt: skip
        table.add(f"{name}, times ModelSerializer, {told}", f"{times:.1f}", round(plain[unit]), "≥ 3", times >= 3)  # fmt: skip
    if other := label_studio.get(name):
        times = ours["per_second"] / other
        table.add(f"{name}, times Label Studio, requests/s", f"{times:.1f}", round(other, 1), "≥ 8", times >= 8)  # fmt: skip
    else:
        table.add(f"{name}, times Label Studio, requests/s", "not measured", "", "≥ 8", False)


def _growth(table: Table, alone: dict[str, Any], claims: int) -> None:
    for name in GROWING:
        large, small = alone[f"{name} of large"]["p50"], alone[f"{name} of small"]["p50"]
        times = large / small
        told = f"{name}, p50 alone of {claims:,} claims to that of 1,000"
        table.add(told, f"{times:.2f}", f"{small:.2f} ms", "≤ 1.3", times <= 1.3)


def _dump(table: Table, dumped: dict[str, Any]) -> None:
    holds = dumped["seconds"] < 60 and dumped["is_whole"]
    size = f"{dumped['bytes'] / 1e6:.0f} MB"
    table.add("dump, s", round(dumped["seconds"], 1), size, "< 60", holds)
    more = dumped["most"] - dumped["before"]
    table.add("dump, memory added, MB", round(more), round(dumped["before"]), f"< {FLAT_MB}", more < FLAT_MB)
