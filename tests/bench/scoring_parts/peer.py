"""Run by the peer's own Python: crowd-kit's Dawid–Skene and majority vote on the arrays it is handed."""

import re
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene, MajorityVote


def main(read: str, write: str, timing: str) -> None:
    given = np.load(read)
    frame = pd.DataFrame({"task": given["item"], "worker": given["reviewer"], "label": given["label"]})
    base, start = _peak(), time.process_time()
    if timing == "timed":
        labels = DawidSkene(n_iter=20, tol=-np.inf).fit(frame).labels_  # no early end
        seconds = time.process_time() - start
        peak = _peak()
        np.savez(
            write, labels=labels.sort_index().to_numpy(), seconds=seconds, megabytes=(peak - base) / 1024
        )
        return
    n, k = int(given["n"]), int(given["k"])
    shape = {"index": range(n), "columns": range(k), "fill_value": 0.0}
    fitted = DawidSkene(n_iter=100).fit_predict_proba(frame).reindex(**shape).to_numpy()
    voted = MajorityVote().fit_predict_proba(frame).reindex(**shape).fillna(0.0).to_numpy()
    np.savez(write, dawid_skene=fitted, majority=voted)


def _peak() -> int:
    """Kilobytes, as `speed` has it, which this Python cannot import."""
    return int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
