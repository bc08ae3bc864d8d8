"""Items that the same reviewers labelled alike, taken together: what is worked out for one holds for all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.scoring.labels import Ints, Labels, in_order

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32] | npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """P different patterns of labels of n items: ``starts`` (P + 1,) into ``codes`` = reviewer · K + label, ``times`` (P,)
    how many items have each, ``of`` (n,) each item's, ``None`` where no two items are alike."""

    starts: Codes
    codes: Codes
    n_codes: int
    times: Floats
    of: Ints | None

    def of_items(self, items: Ints) -> Ints:
        """The patterns of these items."""
        return items if self.of is None else self.of[items]

    def spread(self, values: npt.NDArray) -> npt.NDArray:
        """What holds for each pattern (P, …), for each item (n, …)."""
        return values if self.of is None else values[self.of]


def patterns_of(rows: Labels) -> Patterns:
    """Those of the items in their order, or in an order of their own where some items are alike."""
    n, n_codes = len(rows.items), len(rows.reviewers) * len(rows.classes)
    narrow: Any = (
        np.int32 if max(n_codes, len(rows.item)) < 2**31 else np.int64
    )  # half the memory to walk through
    each = np.bincount(rows.item, minlength=n)
    starts: Codes = np.append(0, np.cumsum(each)).astype(narrow)
    codes: Codes = rows.reviewer.astype(narrow)
    codes *= len(rows.classes)
    np.add(codes, rows.label, out=codes, casting="unsafe")
    first, of = _alike(starts, codes, each, n_codes)
    if len(first) == n:
        return Patterns(starts, codes, n_codes, np.ones(n), None)
    ends = np.cumsum(each[first])
    kept = np.arange(ends[-1]) + np.repeat(starts[first] + each[first] - ends, each[first])
    times = np.bincount(of).astype(float)
    return Patterns(np.append(0, ends).astype(narrow), codes[kept], n_codes, times, of)


def _alike(starts: Codes, codes: Codes, each: Ints, n_codes: int) -> tuple[Ints, Ints]:
    """The first item of each pattern (P,) and each item's pattern (n,).

    An item's labels are written as one whole number. Where they are so many that 63 bits have no room for them and the
    item, it stands for itself: it is hardly like another.
    """
    n, bits = len(each), n_codes.bit_length()
    room = (63 - n.bit_length()) // bits
    digit = np.arange(len(codes)) - np.repeat(starts[:-1], each)
    digit *= bits
    key = np.add.reduceat((codes.astype(np.int64) + 1) << digit, starts[:-1])
    short, long = np.flatnonzero(each <= room), np.flatnonzero(each > room)
    order, key = in_order(key[short] if len(long) else key)
    is_new = np.append(True, key[1:] != key[:-1])[: len(key)]
    first = np.append(short[order[is_new]], long)
    of = np.empty(n, dtype=np.int64)
    of[short[order]] = np.cumsum(is_new) - 1
    of[long] = np.arange(len(first) - len(long), len(first))
    return first, of
