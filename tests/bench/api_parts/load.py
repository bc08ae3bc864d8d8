"""The load: so many connections that each ask again as soon as they are answered, on one core, in plain sockets.

`python -m tests.bench.api_parts.load < plan.json`: rounds of requests, interleaved, so that whatever else the machine does
meanwhile touches all of them alike. Each target names its server: its port, its process and the header that opens it.
Prints what each took as JSON.
"""

import asyncio
import json
import sys
import time
from typing import Any

TICKS = 100


class Connection(asyncio.Protocol):
    """Asks for the addresses of an iterator until the time is over, and notes how long each answer took."""

    def __init__(
        self, head: bytes, paths: Any, until: float, took: list[float], done: asyncio.Future[None]
    ) -> None:
        self.head, self.paths, self.until, self.took, self.done = head, paths, until, took, done
        self.buffer, self.missing, self.began = b"", -1, 0.0
        self.statuses: dict[str, int] = {}

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        if time.perf_counter() >= self.until:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        path, more = next(self.paths)
        self.began = time.perf_counter()
        self.transport.write(b"GET " + path + b" HTTP/1.1\r\n" + self.head + more + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.missing < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            status = head[9:12].decode()
            self.statuses[status] = self.statuses.get(status, 0) + 1
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 and status != "304" else 0
            self.missing = end + 4 + length
        if len(self.buffer) >= self.missing:
            self.took.append(time.perf_counter() - self.began)
            self.buffer, self.missing = b"", -1
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))


async def one_round(port: int, head: bytes, paths: Any, connections: int, seconds: float) -> dict[str, Any]:
    loop, took = asyncio.get_running_loop(), []
    until, began, cpu = time.perf_counter() + seconds, time.perf_counter(), time.process_time()
    made = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        _, protocol = await loop.create_connection(
            lambda done=done: Connection(head, paths, until, took, done), "127.0.0.1", port
        )
        made.append((done, protocol))
    await asyncio.gather(*(done for done, _ in made))
    statuses: dict[str, int] = {}
    for _, protocol in made:
        for status, number in protocol.statuses.items():
            statuses[status] = statuses.get(status, 0) + number
    return {
        "took": took, "seconds": time.perf_counter() - began, "statuses": statuses, "load_cpu": time.process_time() - cpu
    }  # fmt: skip


async def run(plan: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    targets: dict[str, Any] = plan["targets"]
    endless = {name: _endless(each["paths"], each.get("headers", [])) for name, each in targets.items()}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in endless}
    for number in range(plan["rounds"] + 1):
        seconds = plan["seconds"] if number else 0.3
        for name, paths in endless.items():
            port, pid = targets[name]["port"], targets[name].get("pid")
            head, before = f"Host: localhost\r\n{targets[name]['head']}\r\n".encode(), _cpu(pid)
            done = await one_round(port, head, paths, plan["connections"], seconds)
            done["server_cpu"] = (_cpu(pid) - before) / TICKS
            if number:  # the first is to warm up
                found[name].append(done)
    return found


def _endless(paths: list[str], headers: list[str]) -> Any:
    more = [header.encode() for header in headers] or [b""]
    place = 0
    while True:
        yield paths[place % len(paths)].encode(), more[place % len(more)]
        place += 1


def _cpu(pid: int | None) -> float:
    """Ticks of processor time of a process and its threads."""
    if pid is None:
        return 0.0
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()  # noqa: SIM115
    return float(fields[11]) + float(fields[12])


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
