"""The 90 % interval of a claim: 200 draws over the roots' Beta posteriors and the coefficients.

The draws are a Latin hypercube (McKay, Beckman & Conover, *Technometrics* 21, 1979): each posterior is cut into 200
parts of equal probability, each part is drawn once, at its middle, in an order of its own. Those orders are the same
for every claim and every run, so that two intervals differ by what they rest on and never by chance.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr, ndtri

from workers.scoring.columns import Columns, expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS = 200
_MIDDLES = (np.arange(DRAWS) + 0.5) / DRAWS
_LEAST = 1e-300  # a quantile of a Beta of nearly no right words can round to 0
_NODES = 17  # exact quantiles of a posterior; between them it is smooth: within 2e-5 in log-odds
_SEED = 20260401
_AT_ONCE = 32  # claims whose draws are held together: more would not stay in the processor's cache


def intervals_of(claims: Columns, probabilities: Sequence[float]) -> list[tuple[float, float]]:
    """5 % and 95 % points of the draws of each claim; always holds the plug-in, its probability, itself."""
    if not claims.n:
        return []
    total = _coefficient_draws(claims)
    if claims.lines:
        _add_roots(total, claims)
    tail = DRAWS // 20
    # np.quantile costs more than the draws
    total.partition((tail - 1, tail, DRAWS - tail - 1, DRAWS - tail), axis=1)
    ends = [0.5 * (total[:, k - 1] + total[:, k]) for k in (tail, DRAWS - tail)]
    lows, highs = ([expit(end) for end in each.tolist()] for each in ends)
    return [(min(low, p), max(high, p)) for low, high, p in zip(lows, highs, probabilities, strict=True)]


def _add_roots(total: Floats, claims: Columns) -> None:
    """What the roots' records come to in each draw, a cache's worth of claims at a time."""
    found = [line.reliability for line in claims.lines]
    starts = np.append(0, np.cumsum(np.bincount(claims.claim, minlength=claims.n)))
    place = np.arange(len(found)) - starts[claims.claim]
    overall = np.array([r.overall_mean for r in found])
    total -= claims.sums(claims.times * np.log(overall / (1.0 - overall)))[:, None]
    orders = np.array([_order(n) for n in range(int(place.max()) + 1)])
    for first in range(0, claims.n, _AT_ONCE):
        part = slice(starts[first], starts[min(first + _AT_ONCE, claims.n)])
        if part.start == part.stop:
            continue
        posteriors = posterior_log_odds([(r.alpha, r.beta) for r in found[part]])
        drawn = np.take_along_axis(posteriors, orders[place[part]], axis=1)
        drawn *= claims.times[part, None]
        whose, at = np.unique(claims.claim[part], return_index=True)
        total[whose] += np.add.reduceat(drawn, at, axis=0)


def posterior_log_odds(asked: Sequence[tuple[float, float]]) -> Floats:
    """(n, 200): the log-odds of each Beta(alpha, beta) at the middles of equally probable parts, in rising order.

    Exact at Chebyshev nodes on the normal scale, by polynomial between them. Many claims rest on one root, so what
    was worked out is kept at hand.
    """
    if new := [pair for pair in dict.fromkeys(asked) if pair not in _known]:
        if len(_known) + len(new) > _MOST_KNOWN:
            _known.clear()
            new = [*dict.fromkeys(asked)]
        _known.update(zip(new, _worked_out(np.array(new)), strict=True))
    return np.array([_known[pair] for pair in asked])


_MOST_KNOWN = 16_384
_known: dict[tuple[float, float], Floats] = {}


def _worked_out(posteriors: Floats) -> Floats:
    alpha, beta = posteriors.T[:, :, None]
    right = betaincinv(alpha, beta, _AT)
    wrong = 1.0 - right
    if (near := right > 0.9).any():  # there 1 − right has lost digits, and at last all of them
        wrong[near] = betaincinv(beta, alpha, 1.0 - _AT)[near]
    exact = np.log(np.maximum(right, _LEAST)) - np.log(np.maximum(wrong, _LEAST))
    found: Floats = exact @ _BETWEEN.T
    return found


def _interpolation(nodes: Floats, points: Floats) -> Floats:
    """Barycentric weights (points, nodes): Berrut & Trefethen, *SIAM Review* 46, 2004."""
    k = np.arange(len(nodes))
    weights = (-1.0) ** k * np.sin((2 * k + 1) * np.pi / (2 * len(nodes)))
    terms = weights / (points[:, None] - nodes)
    found: Floats = terms / terms.sum(axis=1, keepdims=True)
    return found


_CHEBYSHEV = 3.0 * np.cos(
    (2 * np.arange(_NODES) + 1) * np.pi / (2 * _NODES)
)  # the 200 middles are within ± 2.81
_AT = ndtr(_CHEBYSHEV)
_BETWEEN = _interpolation(_CHEBYSHEV, ndtri(_MIDDLES))


@lru_cache(maxsize=1024)
def _order(place: int) -> Ints:
    """In which order the parts of one posterior are drawn; coefficients have the negative places."""
    found: Ints = np.random.default_rng([_SEED, abs(place), place < 0]).permutation(DRAWS)
    return found


@lru_cache(maxsize=64)
def _drawn(values: tuple[float, ...], covariance: tuple[tuple[float, ...], ...]) -> Floats:
    """(DRAWS, terms): the coefficients drawn, the same for every claim of a run."""
    drawn = np.tile(np.array(values), (DRAWS, 1))
    if covariance:
        normal = np.column_stack([ndtri(_MIDDLES)[_order(-1 - k)] for k in range(len(values))])
        drawn += normal @ _root(np.array(covariance)).T
    drawn[:, 2:4] = np.maximum(drawn[:, 2:4], 0.0)  # corroboration and denial keep their sign
    return drawn


def _root(covariance: Floats) -> Floats:
    """The lower triangle whose square it is (Cholesky): moves little where the covariance does. A held
    coefficient, which has no variance, is a row of noughts."""
    root = np.zeros_like(covariance)
    for k in range(len(root)):
        rest = covariance[k:, k] - root[k:, :k] @ root[k, :k]
        if rest[0] > 1e-12:
            root[k:, k] = rest / np.sqrt(rest[0])
    return root


def _coefficient_draws(claims: Columns) -> Floats:
    """(n, DRAWS): what the coefficients' lines come to. Claims of one fold share theirs."""
    total = np.empty((claims.n, DRAWS))
    alike: dict[tuple[float, ...], list[int]] = {}
    for n, coefficients in enumerate(claims.coefficients):
        alike.setdefault(coefficients.values, []).append(n)
    for rows in alike.values():
        coefficients = claims.coefficients[rows[0]]
        drawn = _drawn(coefficients.values, coefficients.covariance)
        total[rows] = claims.multipliers[rows] @ drawn.T
    return total
