"""Forecasts that balance: where too much was promised at a level, less is promised there until it is made good.

Even a forecaster who is exactly right shows a calibration error, because outcomes scatter. One who
knows the outcomes of earlier days can answer for them too: "calibeating", Foster & Hart (*Theoretical
Economics* 18, 2023); levels that overlap, of what was published, as the kernel of Vovk, Takemura &
Shafer's defensive forecasting (AISTATS 2005); the trade of a cost against a growing debt as drift plus
penalty, Neely (*Stochastic Network Optimization*, 2010). What is published for a base forecast b is

    argmin_p  KL(b ‖ p) + λ E_b[ Σ_j (e_j + φ_j(p)(y − p))² ]
    e_j = Σ w 2^(−Δt/h) φ_j(p)(y − p)  over earlier days

where the φ_j are hats over the log-odds of p, each from the level below to the one above: fine levels,
and coarse ones that hear sooner of what is wrong at many. The squares of the fine ones sum to 1, so
do those of the coarse: with nothing owed, or at λ = 0, the base is published. Since y is taken as b
would have it, the debt is 2 (b − p) Σ_j φ_j(p) e_j + 2 (b − p)², and what does not depend on p.
"""

import numpy as np
import numpy.typing as npt

from workers.scoring.ridge import expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WIDTHS = (0.05, 0.4)  # log-odds from one level to the next: at one half a hundredth, and a tenth
FARTHEST = 1.0  # log-odds that what is published may differ from the base
OUTERMOST = 8.0  # log-odds beyond which all is one level
PRICES = tuple(0.005 * 2.0 ** (k / 2) for k in range(6))  # λ; the last costs an exact base 0.005 in log loss
_LEVELS = round(2 * OUTERMOST / min(WIDTHS)) + 2
_STEPS = np.arange(0.0, FARTHEST + 0.01, min(WIDTHS) / 2)
_OFFSETS = np.stack([_STEPS, -_STEPS], axis=1).ravel()[1:]  # of equals argmin has the nearest to the base


def balanced(
    base: Floats, outcome: Floats, weight: Floats, day: Ints, *, half_life: float, prices: tuple[float, ...]
) -> Floats:
    """What is published for each row, for each price λ: (prices, n) for the base forecasts (n,).

    ``base`` within 0..1, both excluded; ``day`` a number, in any order. A row of ``weight`` 0 is only
    asked about. Rows of a day know outcomes of earlier days only, so their order changes nothing.
    """
    logit = np.log(base) - np.log1p(-base)
    published = np.empty((len(prices), len(base)))
    owed = np.zeros((len(WIDTHS), len(prices), _LEVELS))
    order = np.lexsort((weight, outcome, base, day))
    days, starts = np.unique(day[order], return_index=True)
    last = days[:1]
    for now, rows in zip(days, np.split(order, starts[1:]), strict=False):
        owed *= 2.0 ** (-(now - last) / half_life)
        last = now
        published[:, rows] = said = _least(logit[rows], base[rows], owed, np.array(prices))
        _owe(owed, said, weight[rows] * (outcome[rows] - said))
    return published


def dearest(loss: Floats, plain: Floats) -> float:
    """The greatest of `PRICES` that loses to the base by no more than a standard error, else 0.

    ``loss`` (prices, n) and ``plain`` (n,) are log losses of the same rows, their difference taken in
    pairs (the rule of one standard error: Breiman et al., *Classification and Regression Trees*, 1984).
    """
    more = loss - plain
    passes = more.sum(axis=1) <= more.std(axis=1) * np.sqrt(len(plain))
    return max((price for price, ok in zip(PRICES, passes, strict=True) if ok), default=0.0)


def _least(logit: Floats, base: Floats, owed: Floats, prices: Floats) -> Floats:
    """The published probabilities (prices, rows): the least cost of all offsets from the base."""
    tried = logit[:, None] + _OFFSETS
    p, b = expit(tried), base[:, None]
    debt = len(WIDTHS) * (b - p) ** 2
    for width, at in zip(WIDTHS, owed, strict=True):
        level, lower, upper = _hats(tried, width)
        debt = debt + 2.0 * (b - p) * (at[:, level] * lower + at[:, level + 1] * upper)
    cost = np.logaddexp(0.0, tried) - b * tried + prices[:, None, None] * debt
    best: Floats = p[np.arange(len(base)), cost.argmin(axis=2)]
    return best


def _owe(owed: Floats, said: Floats, error: Floats) -> None:
    price = np.arange(len(said))[:, None]
    for width, at in zip(WIDTHS, owed, strict=True):
        level, lower, upper = _hats(np.log(said) - np.log1p(-said), width)
        np.add.at(at, (price, level), lower * error)
        np.add.at(at, (price, level + 1), upper * error)


def _hats(logit: Floats, width: float) -> tuple[Ints, Floats, Floats]:
    """The level below, its φ and that of the level above."""
    place = (np.clip(logit, -OUTERMOST, OUTERMOST) + OUTERMOST) / width
    below = place.astype(np.int64)
    share = place - below
    return below, np.sqrt(1.0 - share), np.sqrt(share)
