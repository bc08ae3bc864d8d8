"""How far a posterior is to be trusted: one exponent, fitted on adjudicated items under a prior."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from workers.scoring.posterior import softmax

Floats = npt.NDArray[np.float64]

PRIOR_MEAN, PRIOR_SD = float(np.log(0.35)), 0.7  # of log τ
LEAST_ADJUDICATED = 50
_FLOOR = 1e-6


def tempered(log_joint: Floats, temperature: float) -> Floats:
    """softmax(τ · log joint), row by row; its most probable class is that of the un-tempered posterior."""
    scores = temperature * log_joint
    return softmax(scores, out=scores)


def fit_temperature(log_joint: Floats, truth: npt.NDArray[np.int64], weights: Floats) -> float:
    """MAP of τ under log τ ~ N(log 0.35, 0.7²); the prior's mean under 50 adjudicated items.

    ``weights`` are inverse sampling weights, scaled to a mean of one. After Guo et al., *On Calibration
    of Modern Neural Networks*, ICML 2017 (temperature scaling).
    """
    if len(truth) < LEAST_ADJUDICATED:
        return float(np.exp(PRIOR_MEAN))
    weights = weights / weights.mean()
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        right = tempered(log_joint, np.exp(log_temperature))[rows, truth]
        nll = -(weights * np.log(np.maximum(right, _FLOOR))).sum()
        return float(nll + 0.5 * ((log_temperature - PRIOR_MEAN) / PRIOR_SD) ** 2)

    bounds = (PRIOR_MEAN - 4.0 * PRIOR_SD, PRIOR_MEAN + 4.0 * PRIOR_SD)
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))
