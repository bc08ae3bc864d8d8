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

from workers.scoring.columns import Columns
from workers.scoring.ridge import expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS = 200
_MIDDLES = (np.arange(DRAWS) + 0.5) / DRAWS
_LEAST = 1e-300  # a quantile of a Beta of nearly no right words can round to 0
_NODES = 17  # exact quantiles of a posterior; between them it is smooth: within 2e-5 in log-odds
_SEED = 20260401
_AT_ONCE = 128  # lines that are drawn together: more would not stay in the processor's cache


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
    lows, highs = (expit(end).tolist() for end in ends)
    return [(min(low, p), max(high, p)) for low, high, p in zip(lows, highs, probabilities, strict=True)]


def _add_roots(total: Floats, claims: Columns) -> None:
    """What the roots' records come to in each draw. Lines at one place of their claims are drawn in one order."""
    found = [line.reliability for line in claims.lines]
    overall = np.array([r.overall_mean for r in found])
    total -= claims.sums(claims.times * np.log(overall / (1.0 - overall)))[:, None]
    of = _posteriors.rows([(r.alpha, r.beta) for r in found])
    starts = np.cumsum(np.bincount(claims.claim, minlength=claims.n))
    place = np.arange(len(found)) - np.append(0, starts)[claims.claim]
    by_place = np.argsort(place, kind="stable")
    for nth, lines in enumerate(np.split(by_place, np.cumsum(np.bincount(place))[:-1])):
        for first in range(0, len(lines), _AT_ONCE):
            part = lines[first : first + _AT_ONCE]
            drawn = _posteriors.table[of[part]]
            drawn *= claims.times[part, None]
            total[claims.claim[part]] += drawn.take(_order(nth), axis=1)


class Posteriors:
    """Log-odds of Beta posteriors at the middles of equally probable parts, in rising order (n, 200).

    Exact at Chebyshev nodes on the normal scale, by polynomial between them. Many claims rest on one root, so what
    was worked out is kept at hand.
    """

    def __init__(self, room: int) -> None:
        self._row: dict[tuple[float, float], int] = {}
        self.table = np.empty((room, DRAWS))

    def rows(self, asked: Sequence[tuple[float, float]]) -> Ints:
        """Which row of the ``table`` each Beta(alpha, beta) has (n,)."""
        new = [pair for pair in dict.fromkeys(asked) if pair not in self._row]
        if len(self._row) + len(new) > len(self.table):
            new = [*dict.fromkeys(asked)]
            self._row, self.table = {}, np.empty((max(len(new), len(self.table)), DRAWS))
        if new:
            first = len(self._row)
            self.table[first : first + len(new)] = _worked_out(np.array(new))
            self._row.update(zip(new, range(first, first + len(new)), strict=True))
        return np.array([self._row[pair] for pair in asked], dtype=np.int64)


_posteriors = Posteriors(room=16_384)


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
