"""A gradient held against a whole way instead of a small step: for functions too coarse for any difference.

By the fundamental theorem of calculus `u . (F(b) - F(a))` is the integral of `u . F'` along the way from a to
b, and no step has to be small: what F rounds away shows twice, at the ends, and not divided by a step. So
even a forward in half precision tells a gradient that is a few percent too large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["NODES", "PathRatio", "integrated", "integrated_with_error", "path_ratio"]

_POINTS = 6
"""Gauss's rule with so many is exact for polynomials of degree 11: smooth layers lose rounding alone."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(_POINTS)

_FEWER_NODES, _FEWER_WEIGHTS = np.polynomial.legendre.leggauss(_POINTS - 2)

_FEWER = tuple(float(node) for node in (_FEWER_NODES + 1) / 2)

NODES = tuple(float(node) for node in (_NODES + 1) / 2)
"""Where on the way from 0 to 1 the gradient is asked."""


@dataclass(frozen=True)
class PathRatio:
    """By how much the integral of a gradient exceeds the change of its function.

    Args:
        ratio: of the two over all ways, by least squares; 1 where the gradient is right.
        error: one standard error of it, from how the ways scatter.

    >>> PathRatio(1.03, 0.001).is_wrong(5.0, 1e-3)
    True
    """

    ratio: float
    error: float

    def is_wrong(self, bars: float, least: float) -> bool:
        """Whether the ratio is not 1 by so many errors, and by no less than the quadrature is good for."""
        return abs(self.ratio - 1.0) > bars * self.error + least


def integrated(slope: Callable[[float], float]) -> float:
    """The integral from 0 to 1 of a function of one number.

    >>> round(integrated(lambda t: t**3), 12)
    0.25
    """
    return float(sum(weight * slope(node) for weight, node in zip(_WEIGHTS / 2, NODES, strict=True)))


def integrated_with_error(slope: Callable[[float], float]) -> tuple[float, float]:
    """The same, and how far a rule of fewer points is from it: more than what the integral may be off by.

    >>> value, error = integrated_with_error(np.exp)
    >>> bool(abs(value - (np.e - 1)) < error < 1e-6)
    True
    """
    value = integrated(slope)
    coarser = float(
        sum(weight * slope(node) for weight, node in zip(_FEWER_WEIGHTS / 2, _FEWER, strict=True))
    )
    return value, abs(value - coarser)


def path_ratio(changes: Sequence[float], integrals: Sequence[float]) -> PathRatio | None:
    """The ratio of integrals to changes over several ways; None where nothing changes on any of them.

    >>> found = path_ratio([1.0, -2.0, 0.5], [1.1, -2.2, 0.55])
    >>> round(found.ratio, 9), found.error < 1e-9
    (1.1, True)
    """
    left, right = np.asarray(changes, dtype=np.float64), np.asarray(integrals, dtype=np.float64)
    finite = np.isfinite(left) & np.isfinite(right)
    left, right = left[finite], right[finite]
    size = float(np.dot(left, left))
    if len(left) < 3 or size == 0:  # Two ways leave no scatter to judge a ratio by.
        return None
    ratio = float(np.dot(left, right)) / size
    scatter = right - ratio * left
    return PathRatio(ratio, float(np.sqrt(np.dot(scatter, scatter) / (len(left) - 1) / size)))
