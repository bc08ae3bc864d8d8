"""Reviewer consensus against crowd-kit: accuracy, calibration, speed, memory."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.scoring_parts.data import SETS, Crowd, crowd, synthetic
from tests.bench.scoring_parts.figures import Figures
from tests.bench.scoring_parts.measures import of_classes
from workers.scoring import Consensus, MajorityVote
from workers.scoring.temperature import fit_temperature, tempered

ADJUDICATED, REPETITIONS, RUNS = 50, 20, 3
TARGETS = {"s_rel": 0.620, "d_product": 0.938, "d_possent": 0.960, "bluebirds": 0.898}
ONE_THREAD = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
MEASURES = ("accuracy", "nll", "brier", "ece")


def accuracy(figures: Figures, python: Path | None, build: Path) -> None:
    """Every set by itself, then the means; without the peer its figures stay empty."""
    table = {name: _one_set(crowd(name), python, build) for name in SETS}
    means = {who: np.mean([row[who] for row in table.values()], axis=0) for who in next(iter(table.values()))}
    print(f"{'set':14}" + "".join(f"{who + ' ' + m:>18}" for who in means for m in MEASURES))
    for name, row in [*table.items(), ("mean", means)]:
        print(f"{name:14}" + "".join(f"{value:18.4f}" for who in means for value in row[who]))
    ds = means.get("dawid_skene")
    fallback = means["majority"][0] + 0.021  # what the peer was measured at, where it is not run
    target = (fallback if ds is None else ds[0]) + 0.012
    figures.add("mean accuracy, 12 crowd sets", means["ours"][0], target, peer=None if ds is None else ds[0])
    for name, least in TARGETS.items():
        peer = table[name].get("dawid_skene")
        figures.add(
            f"accuracy on {name}", table[name]["ours"][0], least, peer=None if peer is None else peer[0]
        )
    for k, (measure, most) in enumerate((("nll", 0.50), ("ece", 0.065))):
        peer = None if ds is None else float(ds[1 + 2 * k])
        name = f"consensus probability: {measure}, 50 adjudicated"
        figures.add(name, means["calibrated"][1 + 2 * k], most, peer=peer, least=False)
    _few_labels(figures)
    worst = max(row["loss"][0] for row in table.values())
    figures.add("loss to majority vote, worst lower end of 95 %", worst, 0.02, least=False)


def _few_labels(figures: Figures) -> None:
    """The vote is hard to beat where labels are few: random parts of every set, against majority vote."""
    for n_items, each in ((50, 3), (200, 3), (200, 5), (200, 20)):
        found = np.array([_part(crowd(name), n_items, each, seed) for name in SETS for seed in range(3)])
        ours, vote = found.mean(axis=0)
        figures.add(f"accuracy, {n_items} items of {each} labels at most", ours, vote, peer=vote)


def _part(given: Crowd, n_items: int, each: int, seed: int) -> tuple[float, float]:
    rng = np.random.default_rng((seed, n_items, each))
    gold = np.flatnonzero(given.truth >= 0)
    items = rng.choice(gold, min(n_items, len(gold)), replace=False)
    rows = rng.permutation(np.flatnonzero(np.isin(given.item, items)))
    rows = rows[np.argsort(given.item[rows], kind="stable")]
    nth = np.arange(len(rows)) - np.searchsorted(given.item[rows], given.item[rows])
    item, who, label = (column[rows[nth < each]] for column in (given.item, given.reviewer, given.label))
    fitted = Consensus().fit(item, who, label)
    truth = given.truth[fitted.items_]
    k = given.n_classes
    votes = np.bincount(item * k + label, minlength=len(given.truth) * k).reshape(-1, k)[fitted.items_]
    top = votes == votes.max(axis=1, keepdims=True)
    by_vote = top[np.arange(len(truth)), truth] / top.sum(axis=1)
    return float((np.array(fitted.labels_) == truth).mean()), float(by_vote.mean())


def _one_set(given: Crowd, python: Path | None, build: Path) -> dict[str, np.ndarray]:
    fitted = Consensus().fit(given.item, given.reviewer, given.label)
    gold = np.flatnonzero(given.truth >= 0)
    truth = given.truth[gold]
    probabilities = _over_all_classes(fitted.probabilities_, fitted.classes_, given.n_classes)[gold]
    row = {"ours": _values(probabilities, truth), "calibrated": _calibrated(fitted, given, gold)}
    if python is not None:
        rivals = _peer(given, python, build)
        row |= {name: _values(rivals[name][gold], truth) for name in ("dawid_skene", "majority")}
    else:
        vote = MajorityVote().fit(given.item, given.reviewer, given.label)
        row["majority"] = _values(
            _over_all_classes(vote.probabilities_, vote.classes_, given.n_classes)[gold], truth
        )
    row["loss"] = np.full(4, _paired_loss(given, gold, probabilities.argmax(axis=1)))
    return row


def _values(probabilities: np.ndarray, truth: np.ndarray) -> np.ndarray:
    found = of_classes(probabilities, truth)
    return np.array([found[measure] for measure in MEASURES])


def _over_all_classes(probabilities: np.ndarray, classes: list, n_classes: int) -> np.ndarray:
    wide = np.zeros((len(probabilities), n_classes))
    wide[:, classes] = probabilities
    return wide


def _calibrated(fitted: Consensus, given: Crowd, gold: np.ndarray) -> np.ndarray:
    """Random items adjudicated, the temperature fitted on them, measured on all others; mean of repetitions."""
    log_classes = _over_all_classes(fitted.log_joint_ + 1e6, fitted.classes_, given.n_classes) - 1e6
    found = []
    for seed in range(REPETITIONS):
        known = np.random.default_rng(seed).choice(gold, ADJUDICATED, replace=False)
        rest = np.setdiff1d(gold, known)
        tau = fit_temperature(log_classes[known], given.truth[known], np.ones(len(known)))
        found.append(_values(tempered(log_classes[rest], tau), given.truth[rest]))
    return np.mean(found, axis=0)


def _paired_loss(given: Crowd, gold: np.ndarray, ours: np.ndarray) -> float:
    """Lower end of the 95 % interval of (majority − ours), item by item, ties at their expectation."""
    n, k = len(given.truth), given.n_classes
    votes = np.bincount(given.item * k + given.label, minlength=n * k).reshape(n, k)[gold]
    top = votes == votes.max(axis=1, keepdims=True)
    truth = given.truth[gold]
    loss = top[np.arange(len(gold)), truth] / top.sum(axis=1) - (ours == truth)
    return float(loss.mean() - 1.96 * loss.std() / np.sqrt(len(loss)))


def _peer(given: Crowd, python: Path, build: Path) -> dict[str, np.ndarray]:
    read, write = build / "peer-in.npz", build / "peer-out.npz"
    columns = {"item": given.item, "reviewer": given.reviewer, "label": given.label}
    np.savez(read, **columns, n=len(given.truth), k=given.n_classes)
    subprocess.run([python, "-W", "ignore", _peer_path(), read, write, "-"], check=True)
    return dict(np.load(write))


def _peer_path() -> str:
    return str(Path(__file__).with_name("peer.py"))


def speed(figures: Figures, python: Path, build: Path) -> None:
    """A million labels, twenty iterations of the same model; beside it `Consensus`, which does more.

    Then growth from 0.1 to 10 million. CPU seconds of one thread; all that is compared is run in turn, `RUNS` times,
    and the middle one counts: what one run takes wanders with what else the machine does.
    """
    forms = {"numba": 50.0, "scipy": 15.0}
    models = [(model, form) for model in ("DawidSkene", "Consensus") for form in forms]
    rivals, taken = [], defaultdict(list)
    for _ in range(RUNS):
        rivals.append(rival_timed(python, build))
        for model, form in models:
            taken[model, form].append(_timed(1_000_000, model, form, str(build / f"{model}-{form}.npy")))
    rival = float(np.median([found["seconds"] for found in rivals]))
    for form, least in forms.items():
        fast, whole = (
            np.median([t["seconds"] for t in taken[model, form]]) for model in ("DawidSkene", "Consensus")
        )
        same = float((np.load(build / f"DawidSkene-{form}.npy") == rivals[0]["labels"]).mean())
        figures.add(f"times as fast as crowd-kit, 10^6 labels, {form}", rival / fast, least)
        figures.add(f"labels as those of crowd-kit, 10^6 labels, {form}", same, 1.0)
        figures.tell(f"times as fast, the whole Consensus, {form}", rival / whole)
        peak = max(t["megabytes"] for model in ("DawidSkene", "Consensus") for t in taken[model, form])
        theirs = max(float(found["megabytes"]) for found in rivals)
        figures.add(f"peak megabytes above base, {form}", peak, 150.0, peer=theirs, least=False)
    sizes = (100_000, 1_000_000, 10_000_000)
    runs = [[_timed(n, "Consensus", "numba")["seconds"] for n in sizes] for _ in range(RUNS)]
    seconds = np.median(runs, axis=0)
    for grown, less, more in zip(("0.1 to 1", "1 to 10"), seconds[:-1], seconds[1:], strict=True):
        figures.add(f"times the time from {grown} million labels", float(more / less), 11.0, least=False)


def rival_timed(python: Path, build: Path) -> dict[str, Any]:
    """The peer's twenty iterations on a million labels: its ``labels``, CPU ``seconds`` and ``megabytes`` above base."""
    item, reviewer, label = synthetic(1_000_000)
    read, write = build / "peer-in.npz", build / "peer-out.npz"
    np.savez(read, item=item, reviewer=reviewer, label=label)
    subprocess.run([python, "-W", "ignore", _peer_path(), read, write, "timed"], check=True, env=ONE_THREAD)
    return dict(np.load(write))


def _timed(n_labels: int, model: str, form: str, write: str = "") -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.scoring_parts.speed", str(n_labels), model, form, write]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ONE_THREAD)
    return json.loads(done.stdout.splitlines()[-1])
