"""Neville's extrapolation of differences to step zero, central and from one side.

The central difference of a smooth F is D(h) = F' + c2 h^2 + c4 h^4 + ..., so halving h and combining
removes one power of h^2 after another (Richardson 1911; Ridders 1982); a difference from one side,
(F(h) - F(0)) / h = F' + c1 h + c2 h^2 + ..., has every power of h. Two neighbouring entries of the tableau
that agree are the evidence that it has converged; their difference is the error estimate.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.numerics.tolerances.bars import ONE_SIDED_CONVERGENCE, ONE_SIDED_FLOOR
from ethan_check.numerics.tolerances.steps import EPSILON, ONE_SIDED_NOISE, ONE_SIDED_STEPS

__all__ = ["extrapolate", "one_sided_derivative"]


def extrapolate(differences: list[Vector], ratio: float = 4.0) -> tuple[Vector, Vector]:
    """Extrapolate differences at steps h, h/2, h/4, ... to step zero.

    Args:
        differences: at steps h, h/2, h/4, ..., a vector of all outputs each.
        ratio: 4 for a series in even powers of h, 2 for one in all powers.

    Returns:
        the limit of every output, and an estimate of its truncation error: the distance to the best
        value that does without the largest step. A level that is not finite makes both infinite or
        undefined, which reads as "not converged".

    >>> steps = [0.1, 0.05, 0.025]
    >>> value, error = extrapolate([np.array([np.sin(h) / h]) for h in steps])
    >>> bool(abs(value[0] - 1) < error[0] < 1e-7)
    True
    """
    column = np.stack(differences)
    previous = column
    factor = 1.0
    while len(column) > 1:
        factor *= ratio
        previous = column
        column = column[1:] + (column[1:] - column[:-1]) / (factor - 1.0)
    return column[0], np.abs(column[0] - previous[-1])


def one_sided_derivative(line: Line) -> tuple[Vector, Vector]:
    """F'(0+) for every output, and its error bar, from 0 <= t <= 1/8; 8 calls.

    It is less accurate than a central difference of as many samples, and is used only where there is nothing
    on the other side: at the edge of a domain.

    Returns:
        the one-sided derivative and one standard error of it, a float64 for every output. The bar is
        infinite where the steps do not lead to a limit, as for the square root at 0.

    >>> value, error = one_sided_derivative(lambda t: np.array([np.exp(t), np.sqrt(t)]))
    >>> bool(abs(value[0] - 1) < 30 * error[0] < 1e-8), bool(np.isinf(error[1]))
    (True, True)
    """
    with np.errstate(all="ignore"):
        origin = np.asarray(line(0.0), dtype=np.float64)
        slopes = [(np.asarray(line(h), dtype=np.float64) - origin) / h for h in ONE_SIDED_STEPS]
        value, truncation = extrapolate(slopes, ratio=2.0)
        error = truncation + ONE_SIDED_NOISE * EPSILON * (
            np.abs(origin) + np.abs(slopes[0] * ONE_SIDED_STEPS[0])
        )
        converged = (
            np.abs(slopes[-1] - slopes[-2]) <= ONE_SIDED_CONVERGENCE * np.abs(slopes[-2] - slopes[-3]) + error
        )
        believed = converged & (error <= ONE_SIDED_FLOOR[0] * np.abs(value) + ONE_SIDED_FLOOR[1])
        return value, np.where(believed & np.isfinite(value), error, np.inf)
