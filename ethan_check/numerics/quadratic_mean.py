"""The root of a sum or of a mean of squares, also where the squares themselves leave the range of floats."""

from __future__ import annotations

from typing import Final

import numpy as np

from ethan_check.numerics.line_samples import Vector

__all__ = ["root_of_squares"]

_SMALLEST_SUM: Final = 1e-280
"""Of squares that are summed as they are: far enough above the smallest normal number, 2e-308, that none of
those which matter has lost digits."""


def root_of_squares(values: Vector, count: int = 1) -> float:
    """The root of the sum of squares over `count`.

    Error bars of outputs near 1e-160 have squares that are zero: their sum would say that there is no error.

    >>> root_of_squares(np.array([3.0, 4.0])), root_of_squares(np.array([3e-170, 4e-170]))
    (5.0, 5e-170)
    """
    with np.errstate(over="ignore", under="ignore"):
        total = float(np.dot(values, values))
    if _SMALLEST_SUM < total < np.inf or not values.size:
        return float(np.sqrt(total / count))
    largest = float(np.max(np.abs(values)))
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    shares = values / largest
    return largest * float(np.sqrt(np.dot(shares, shares) / count))
