"""Logistic regression with a Gaussian prior, sign constraints and a ridge chosen by leaving one out."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RIDGES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def map_logistic(
    design: Floats,
    outcome: Floats,
    *,
    mean: Floats,
    precision: Floats,
    offset: Floats | float = 0.0,
    weight: Floats | float = 1.0,
    nonnegative: Sequence[int] = (),
) -> tuple[Floats, Floats]:
    """Coefficients (p,) and their covariance (p, p) by Newton steps on the log posterior.

    ``mean`` and ``precision`` (p,) are the prior's; a coefficient in ``nonnegative`` that would turn
    negative is held at zero, with no variance.
    """
    free = np.ones(design.shape[1], dtype=bool)
    while True:
        coefficients, covariance = _newton(design, outcome, mean, precision, offset, weight, free)
        wrong = [j for j in nonnegative if free[j] and coefficients[j] < 0.0]
        if not wrong:
            return coefficients, covariance
        free[wrong] = False


def _newton(
    design: Floats,
    outcome: Floats,
    mean: Floats,
    precision: Floats,
    offset: Floats | float,
    weight: Floats | float,
    free: npt.NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    a, m, lam = design[:, free], mean[free], precision[free]
    w = m.copy()
    for _ in range(100):
        p = expit(a @ w + offset)
        gradient = a.T @ (weight * (p - outcome)) + lam * (w - m)
        hessian = (a * (weight * p * (1.0 - p))[:, None]).T @ a + np.diag(lam)
        step = np.linalg.solve(hessian, gradient)
        w = w - step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-12))  # a long step overshoots
        if np.abs(step).max() < 1e-10:
            break
    coefficients = np.zeros(len(free))
    coefficients[free] = w
    covariance = np.zeros((len(free), len(free)))
    covariance[np.ix_(free, free)] = np.linalg.inv(hessian)
    return coefficients, covariance


def expit(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -700.0, 700.0)))


class RidgeLogistic:
    """Plain ridge logistic on centred features; the ridge has the least approximate leave-one-out loss.

    The approximation is one Newton step from the full fit (Rad & Maleki, *JRSS B* 82, 2020).
    ``coefficients_`` has the intercept first, ``ridge_`` is the one chosen.
    """

    def fit(self, features: Floats, outcome: Floats) -> "RidgeLogistic":
        """``features`` (n, p) finite, ``outcome`` (n,) in 0..1; else ``ValueError``."""
        x, y = np.asarray(features, dtype=float), np.asarray(outcome, dtype=float)
        if len(x) != len(y) or not len(y):
            raise ValueError(
                f"outcome: has {len(y)} rows where features has {len(x)}; at least one is needed"
            )
        if not np.isfinite(x).all() or not ((y >= 0) & (y <= 1)).all():
            raise ValueError("features must be finite and outcome between 0 and 1")
        self._centre = x.mean(axis=0)
        design = self._design(x)
        self.ridge_ = min(RIDGES, key=lambda ridge: _loo_loss(design, y, ridge))
        self.coefficients_, _ = _ridge(design, y, self.ridge_)
        return self

    def predict(self, features: Floats) -> Floats:
        """P(outcome = 1), (n,)."""
        return expit(self._design(np.asarray(features, dtype=float)) @ self.coefficients_)

    def _design(self, x: Floats) -> Floats:
        return np.column_stack([np.ones(len(x)), x - self._centre])


def _ridge(design: Floats, y: Floats, ridge: float) -> tuple[Floats, Floats]:
    precision = np.full(design.shape[1], ridge)
    precision[0] = 0.1  # the base rate is hardly shrunk
    return map_logistic(design, y, mean=np.zeros(design.shape[1]), precision=precision)


def _loo_loss(design: Floats, y: Floats, ridge: float) -> float:
    w, covariance = _ridge(design, y, ridge)
    scores = design @ w
    p = expit(scores)
    leverage = np.einsum("ij,jk,ik->i", design, covariance, design)
    left_out = scores + leverage / (1.0 - leverage * p * (1.0 - p)) * (p - y)
    return float((np.logaddexp(0.0, left_out) - y * left_out).sum())
