"""One timed fit in a process of its own, so that its peak memory is its own."""

import json
import re
import sys
import time
from pathlib import Path

import numpy as np

from tests.bench.scoring_parts.data import synthetic
from workers.scoring import Consensus, DawidSkene

MODELS = {"DawidSkene": DawidSkene, "Consensus": Consensus}


def main(n_labels: int, model: str, form: str, write: str) -> None:
    fresh = {"use_numba": form == "numba", "tol": 0.0}
    item, reviewer, label = synthetic(n_labels)
    MODELS[model](max_iter=2, **fresh).fit(*synthetic(1000))  # compiled or loaded, outside the clock
    base, start = _peak(), time.process_time()
    fitted = MODELS[model](max_iter=20, **fresh).fit(item, reviewer, label)
    _ = fitted.labels_, fitted.probabilities_  # worked out when asked
    seconds = time.process_time() - start
    peak = _peak()
    if write:
        np.save(write, np.array(fitted.labels_))
    print(json.dumps({"seconds": seconds, "megabytes": (peak - base) / 1024}))


def _peak() -> int:
    """Kilobytes. Not getrusage's: it begins with the peak of the process that started this one."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found  # noqa: S101  # Linux says so
    return int(found[1])


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5])
