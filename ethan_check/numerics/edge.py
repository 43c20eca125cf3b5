"""The derivative at the edge of a domain, from one side only.

A one-sided difference (F(h) - F(0)) / h is F' + c1 h + c2 h^2 + ..., with every power of h, so halving h
and combining removes one power after another. It is less accurate than a central difference of as many
samples, and is used only where there is nothing on the other side.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.numerics.noise import EPSILON
from ethan_check.numerics.richardson import extrapolate

__all__ = ["one_sided_derivative"]

_STEPS = [2.0**-k for k in range(3, 10)]
_NOISE = 2000.0
"""How the noise of one call of F shows in the combination of all steps."""


def one_sided_derivative(line: Line) -> tuple[Vector, Vector]:
    """F'(0+) for every output, and its error bar, from 0 <= t <= 1/8; 8 calls.

    The bar is infinite where the steps do not lead to a limit, as for the square root at 0.

    >>> value, error = one_sided_derivative(lambda t: np.array([np.exp(t), np.sqrt(t)]))
    >>> bool(abs(value[0] - 1) < 30 * error[0] < 1e-8), bool(np.isinf(error[1]))
    (True, True)
    """
    with np.errstate(all="ignore"):
        origin = np.asarray(line(0.0), dtype=np.float64)
        slopes = [(np.asarray(line(h), dtype=np.float64) - origin) / h for h in _STEPS]
        value, truncation = extrapolate(slopes, ratio=2.0)
        error = truncation + _NOISE * EPSILON * (np.abs(origin) + np.abs(slopes[0] * _STEPS[0]))
        converged = np.abs(slopes[-1] - slopes[-2]) <= 0.75 * np.abs(slopes[-2] - slopes[-3]) + error
        believed = converged & (error <= 1e-5 * np.abs(value) + 1e-9)
        return value, np.where(believed & np.isfinite(value), error, np.inf)
