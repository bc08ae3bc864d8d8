"""Whether a changed score is told now, held until a quiet period ends, or not told. Plain figures in, a word out."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

Figures = Mapping[str, Any]


class Now(Enum):
    TELL, HOLD, SKIP = "tell", "hold", "skip"


def passes(told: Figures | None, new: Figures, threshold: float) -> bool:
    """Whether the probability moved by the threshold since it was told. To or from “cannot be judged” always does."""
    if told is None:
        return True
    before, after = told["probability"], new["probability"]
    if before is None or after is None:
        return before is not after or threshold == 0
    return abs(after - before) >= threshold - 1e-9


def decide(
    told: Figures | None, new: Figures, *, threshold: float, told_at: dt.datetime | None, quiet: dt.timedelta, at: dt.datetime
) -> Now:  # fmt: skip
    """``told``: the figures of the last telling, at ``told_at``; None: there were none."""
    if not passes(told, new, threshold):
        return Now.SKIP
    return Now.HOLD if told_at and at < told_at + quiet else Now.TELL
