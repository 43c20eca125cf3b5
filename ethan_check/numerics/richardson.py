"""Neville's extrapolation of central differences to step zero.

The central difference of a smooth F is D(h) = F' + c2 h^2 + c4 h^4 + ..., so halving h and combining
removes one power of h^2 after another (Richardson 1911; Ridders 1982). Two neighbouring entries of the
tableau that agree are the evidence that it has converged; their difference is the error estimate.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Vector

__all__ = ["extrapolate"]


def extrapolate(differences: list[Vector], ratio: float = 4.0) -> tuple[Vector, Vector]:
    """Extrapolate central differences at steps h, h/2, h/4, ... to step zero.

    Args:
        differences: at steps h, h/2, h/4, ...
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
