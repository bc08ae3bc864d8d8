"""Accuracy, NLL, Brier and ECE, as docs/method.md defines them."""

import numpy as np


def ece(probability: np.ndarray, happened: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over equal-mass bins."""
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(probability[part].mean() - happened[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(probability))


def of_classes(probabilities: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Of (n, K) probabilities: ties of the top label count by their share."""
    n, k = probabilities.shape
    at = np.arange(n)
    best = np.isclose(probabilities, probabilities.max(axis=1, keepdims=True), atol=1e-12)
    nll = -np.log(np.clip(probabilities[at, truth], 1e-6, 1.0)).mean()
    brier = ((probabilities - np.eye(k)[truth]) ** 2).sum(axis=1).mean()
    if k == 2:
        gap = ece(probabilities[:, 1], (truth == 1).astype(float))
    else:
        gap = ece(probabilities.max(axis=1), (probabilities.argmax(axis=1) == truth).astype(float))
    accuracy = (best[at, truth] / best.sum(axis=1)).mean()
    return {"accuracy": float(accuracy), "nll": float(nll), "brier": float(brier), "ece": gap}


def of_events(probability: np.ndarray, happened: np.ndarray) -> dict[str, float]:
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return {
        "accuracy": float(((p > 0.5) == happened).mean()),
        "brier": float(((p - happened) ** 2).mean()),
        "nll": float(-(happened * np.log(p) + (1 - happened) * np.log(1 - p)).mean()),
        "ece": ece(p, happened),
    }
