"""The data sets of the scoring benchmark, as arrays."""

import csv
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SETS = (
    "bluebirds", "cf", "cf_amt", "d_possent", "d_product", "face",
    "ms_music", "rte", "s_adult", "s_rel", "sp", "zencrowd_us",
)  # fmt: skip


def shared() -> Path:
    default = Path(__file__).resolve().parents[3].parent / "shared"
    return Path(os.environ.get("ON_RECORD_SHARED", default)) / "datasets"


def rows(folder: str, file: str) -> Iterator[dict[str, str]]:
    with gzip.open(shared() / folder / file, "rt", newline="") as handle:
        yield from csv.DictReader(handle)


@dataclass(frozen=True)
class Crowd:
    """Codes of labels and of the truth, −1 where not known; the last of a repeated pair is kept."""

    name: str
    item: np.ndarray
    reviewer: np.ndarray
    label: np.ndarray
    truth: np.ndarray
    n_classes: int


def crowd(name: str) -> Crowd:
    labels = {(row["task"], row["worker"]): row["label"] for row in rows(f"crowd-{name}", "labels.csv.gz")}
    items = sorted({task for task, _ in labels})
    truth = {r["task"]: r["truth"] for r in rows(f"crowd-{name}", "truth.csv.gz")}
    truth = {task: truth[task] for task in items if task in truth}
    classes = sorted({*labels.values(), *truth.values()})
    reviewers = sorted({worker for _, worker in labels})
    place, who, what = ({v: i for i, v in enumerate(values)} for values in (items, reviewers, classes))
    return Crowd(
        name,
        np.array([place[task] for task, _ in labels]),
        np.array([who[worker] for _, worker in labels]),
        np.array([what[label] for label in labels.values()]),
        np.array([what[truth[task]] if task in truth else -1 for task in items]),
        len(classes),
    )


def synthetic(n_labels: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Five labels an item by five of 2,000 reviewers of mixed ability, five classes."""
    rng = np.random.default_rng(seed)
    n_items = n_labels // 5
    truth, item = rng.integers(5, size=n_items), np.repeat(np.arange(n_items), 5)
    ability = rng.beta(8, 3, size=2000)
    steps = np.column_stack([rng.integers(2000, size=n_items), rng.integers(1, 500, size=(n_items, 4))])
    reviewer = steps.cumsum(axis=1).ravel() % 2000  # never the same one twice
    right = rng.random(len(item)) < ability[reviewer]
    wrong = (truth[item] + rng.integers(1, 5, size=len(item))) % 5
    return item, reviewer, np.where(right, truth[item], wrong)
