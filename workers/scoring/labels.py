"""Reviewers' labels as arrays: hashables in, integer codes out, bad input refused by name."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labels:
    """Distinct (item, reviewer) pairs sorted by item, then reviewer.

    ``item``, ``reviewer``, ``label`` are codes into ``items``, ``reviewers``, ``classes``; ``known`` is
    (n_items,) with the adjudicated class or −1.
    """

    items: list[Any]
    reviewers: list[Any]
    classes: list[Any]
    item: Ints
    reviewer: Ints
    label: Ints
    known: Ints


def coded(
    items: Sequence[Hashable],
    reviewers: Sequence[Hashable],
    labels: Sequence[Hashable],
    known: Mapping[Any, Any] | None = None,
    classes: Sequence[Hashable] = (),
) -> Labels:
    """Codes the rows; of a repeated (item, reviewer) pair the last counts.

    Codes follow the sorted order of the values, never that of appearance, so that reordering rows
    changes nothing. A known item that nobody labelled is kept out; a known class that nobody used is a
    class. Raises ``ValueError`` for unequal lengths, no rows, ``None`` and NaN as a value, or a label that
    is none of ``classes``, where those are given.
    """
    if not len(items) == len(reviewers) == len(labels):
        raise ValueError(
            f"items, reviewers, labels: lengths differ ({len(items)}, {len(reviewers)}, {len(labels)})"
        )
    if not len(items):
        raise ValueError("labels: there are none; give at least one (item, reviewer, label)")
    known = known or {}
    item_names, item = codes_of("items", items)
    reviewer_names, reviewer = codes_of("reviewers", reviewers)
    asked = _with(labels, [*known.values(), *classes])
    class_names, both = codes_of("labels", asked)
    if len(classes) and (strange := set(class_names).difference(classes)):
        raise ValueError(f"labels: {sorted(map(repr, strange))[0]} is none of the classes")
    pair = _last_of_each(item * len(reviewer_names) + reviewer)
    adjudicated = np.full(len(item_names), -1, dtype=np.int64)
    place = {name: code for code, name in enumerate(item_names)} if known else {}
    for name, code in zip(known, both[len(labels) : len(labels) + len(known)], strict=True):
        if name in place:
            adjudicated[place[name]] = code
    return Labels(
        item_names,
        reviewer_names,
        class_names,
        item[pair],
        reviewer[pair],
        both[: len(labels)][pair],
        adjudicated,
    )


def _with(labels: Sequence[Hashable], more: list[Any]) -> Sequence[Any]:
    """The labels and what else is a class; an array stays one."""
    if not more:
        return labels
    if isinstance(labels, np.ndarray) and labels.dtype.kind in "iu" and all(isinstance(v, int) for v in more):
        return np.concatenate([labels, np.array(more, dtype=labels.dtype)])
    return [*labels, *more]


def _last_of_each(pair: Ints) -> Ints | slice:
    """Row numbers of the last row of each pair, in the order of the pairs; those of rows in order are all of them."""
    if (pair[1:] > pair[:-1]).all():
        return slice(None)
    order, ordered = in_order(pair)
    is_last = np.append(ordered[1:] != ordered[:-1], True)
    return order if is_last.all() else order[is_last]


def in_order(keys: Ints) -> tuple[Ints, Ints]:
    """Row numbers in the order of their keys, which are at least 0, and the keys in that order; of two alike the
    earlier row first. Key and row as one number sort several times as fast as an argsort."""
    bits = len(keys).bit_length()
    if not len(keys) or int(keys.max()).bit_length() + bits > 63:
        order = np.argsort(keys, kind="stable")
        return order, keys[order]
    both = keys << bits
    both |= np.arange(len(keys))
    both.sort()
    rows = both & ((1 << bits) - 1)
    both >>= bits
    return rows, both


def codes_of(name: str, values: Sequence[Any]) -> tuple[list[Any], Ints]:
    """The distinct values in sorted order and each row's place among them."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu" and len(values):
        least, span = int(values.min()), int(values.max()) - int(values.min()) + 1
        if span <= 4 * len(values) + 1000:  # close together: counting beats sorting
            codes = (values - least if least else values).astype(np.int64, copy=False)
            present = np.bincount(codes, minlength=span) > 0
            names = (np.flatnonzero(present) + least).tolist()
            return names, codes if len(names) == span else (np.cumsum(present) - 1)[codes]
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufbU":
        if values.dtype.kind == "f" and np.isnan(values).any():
            raise ValueError(f"{name}: holds NaN; leave rows without a value out")
        names, codes = np.unique(values, return_inverse=True)
        return names.tolist(), codes.astype(np.int64)
    if any(value is None or value != value for value in values):
        raise ValueError(f"{name}: holds None or NaN; leave rows without a value out")
    names = sorted(dict.fromkeys(values), key=_order)
    place = {value: code for code, value in enumerate(names)}
    return names, np.fromiter((place[value] for value in values), dtype=np.int64, count=len(values))


def _order(value: Any) -> tuple[str, Any, str]:
    """Sorts values of one type by themselves and of several by type and text."""
    if isinstance(value, Real):
        return "", float(value), repr(value)
    return type(value).__name__, 0.0, str(value)


def named(names: list[Any], codes: Ints) -> list[Any]:
    """The values behind the codes."""
    table = np.empty(len(names), dtype=object)
    table[:] = names
    return table[codes].tolist()
