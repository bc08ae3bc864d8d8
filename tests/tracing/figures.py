"""How a figure of the tracing benchmark is taken and told."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

Figure = dict[str, object]


def figure(
    name: str, ours: float | str, *, peer: str = "", target: str = "", holds: bool | None = None
) -> Figure:
    return {"name": name, "ours": ours, "peer": peer, "target": target, "holds": holds}


Times = list[tuple[float, float]]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of processor time and on the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - processor) * 1000, (time.perf_counter() - clock) * 1000


def speed(name: str, times: Times, limit: float) -> Figure:
    """Judged by the 99th percentile of processor time: the clock also counts whatever else the machine does."""
    (median, slow), (clock, late) = np.percentile(np.array(times), [50, 99], axis=0).T
    told = f"{median:.1f}, p99 {slow:.1f} (clock {clock:.1f}, {late:.1f})"
    return figure(f"{name}, ms", told, target=f"< {limit:g}", holds=bool(slow < limit))
