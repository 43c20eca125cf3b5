"""Numbers of few binary digits: what is equal stays equal where a mean is taken of it.

The mean of seven times 0.1 is not 0.1 in floating point, and what is left after it is subtracted is rounding
instead of 0. Where a mistake shows at ties alone (0/0, where all entries are the same) it would show by luck.
"""

from __future__ import annotations

import numpy as np

from ethan_core.layer import Array

__all__ = ["few_digits"]

_DIGITS = 8
"""Binary digits that are kept: sums of as many as 2^45 such numbers that are the same are exact."""


def few_digits(x: Array) -> Array:
    """The numbers nearest to those of an array that have so few digits.

    >>> x = np.full(7, float(few_digits(np.array(0.1))))
    >>> x[0], float(x[0] - x.mean())
    (np.float64(0.10009765625), 0.0)
    """
    mantissas, exponents = np.frexp(x)
    scale = 2.0**_DIGITS
    return np.asarray(np.ldexp(np.round(mantissas * scale) / scale, exponents), dtype=x.dtype)
