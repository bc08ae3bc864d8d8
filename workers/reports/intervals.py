"""Intervals for shares and means: 90 %, as everywhere."""

from collections.abc import Sequence
from math import sqrt

Z = 1.6448536269514722


def wilson(n: int, of: int) -> list[float]:
    """[share, low, high] of ``n`` of ``of`` (Wilson 1927). ``of`` is at least one."""
    p, z2 = n / of, Z * Z
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return [round(x, 4) for x in (p, max(0.0, min(centre - half, p)), min(1.0, max(centre + half, p)))]


def counted(n: int, of: int) -> list[float | int | None]:
    """[n, of, low, high] of a share; of none at all without an interval."""
    return [n, of, *(wilson(n, of)[1:] if of else (None, None))]


def mean(values: Sequence[float]) -> list[float]:
    """[mean, low, high] by the normal approximation; of one value the widest there is."""
    n = len(values)
    middle = sum(values) / n
    if n == 1:
        return [round(middle, 4), 0.0, 1.0]
    half = Z * sqrt(sum((v - middle) ** 2 for v in values) / (n - 1) / n)
    return [round(x, 4) for x in (middle, max(0.0, middle - half), min(1.0, middle + half))]
