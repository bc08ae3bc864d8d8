"""The 90 % interval of a claim: draws over the roots' Beta posteriors and the coefficients."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from workers.scoring.lines import Line, logit
from workers.scoring.parameters import Parameters

DRAWS = 200
_LEAST = 1e-9  # a Beta draw can round to 0 or 1


def interval_of(
    probability: float, lines: Sequence[Line], parameters: Parameters, claim_id: str
) -> tuple[float, float]:
    """5 % and 95 % points of 200 draws, seeded by (run, claim); always holds the plug-in itself."""
    seed = sha256(f"{parameters.run}\0{claim_id}".encode()).digest()
    rng = np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))
    total = _coefficient_draws(lines, parameters, rng)
    for line in lines:
        if (r := line.reliability) is not None:
            drawn = rng.beta(r.alpha, r.beta, DRAWS)
            np.minimum(np.maximum(drawn, _LEAST, out=drawn), 1.0 - _LEAST, out=drawn)
            total += line.sign * line.weight * (np.log(drawn / (1.0 - drawn)) - logit(r.overall_mean))
    total.sort()  # of 200 sorted draws the 10th from either end; np.quantile costs more than the draws
    low, high = (1.0 / (1.0 + np.exp(-total[k])) for k in (DRAWS // 20 - 1, DRAWS - DRAWS // 20))
    return min(float(low), probability), max(float(high), probability)


@lru_cache(maxsize=4)
def _factor(covariance: tuple[tuple[float, ...], ...]) -> npt.NDArray[np.float64]:
    """A root of the covariance, the same for every claim of a run; a held coefficient has no variance."""
    values, vectors = np.linalg.eigh(np.array(covariance))
    root: npt.NDArray[np.float64] = (vectors * np.sqrt(np.maximum(values, 0.0))).T
    return root


def _coefficient_draws(
    lines: Sequence[Line], parameters: Parameters, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    coefficients = parameters.coefficients
    multipliers = dict.fromkeys(coefficients.names, 0.0)
    for line in lines:
        for name, times in line.terms.items():
            multipliers[name] += times
    drawn = np.tile(coefficients.vector(), (DRAWS, 1))
    if coefficients.covariance:
        drawn += rng.standard_normal(drawn.shape) @ _factor(coefficients.covariance)
    drawn[:, 2:4] = np.maximum(drawn[:, 2:4], 0.0)  # corroboration and denial keep their sign
    return drawn @ np.array(list(multipliers.values()))
