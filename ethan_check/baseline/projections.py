"""Arrays as a few numbers: sums of all entries with random signs and sizes.

No weight is near zero, so any change of one entry changes every sum by at least half of it. The sums are
exact but for the rounding of each product: no order of additions, and so no library, can move them.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import signed
from ethan_check.numerics.tolerances.baselines import PROJECTIONS

__all__ = ["lengths", "project", "weights"]


def weights(name: str, size: int) -> Iterator[Vector]:
    """The weights of each sum over an array of that name: the same on every machine.

    >>> [len(each) for each in weights("dL_dX", 4)]
    [4, 4, 4]
    """
    for number in range(PROJECTIONS):
        rng = np.random.default_rng([zlib.crc32(name.encode()), number])
        yield signed((size,), rng)


def project(name: str, array: Any) -> tuple[float, ...]:
    """The weighted sums of an array's entries; what is not finite takes no part.

    >>> project("dL_dX", np.zeros((2, 3)))
    (0.0, 0.0, 0.0)
    """
    flat = _finite(array)
    with np.errstate(all="ignore"):
        return tuple(_sum(weight * flat) for weight in weights(name, flat.size))


def lengths(name: str, array: Any) -> tuple[float, ...]:
    """By how much the sums move if each entry moves by as much as this array says, in either direction: the
    square roots of the weighted sums of squares.

    >>> lengths("dL_dX", np.zeros(3))
    (0.0, 0.0, 0.0)
    """
    flat = _finite(array)
    with np.errstate(all="ignore"):
        return tuple(float(np.linalg.norm(weight * flat)) for weight in weights(name, flat.size))


def _finite(array: Any) -> Vector:
    flat = np.asarray(array, dtype=np.float64).ravel()
    return np.where(np.isfinite(flat), flat, 0.0)


def _sum(products: Vector) -> float:
    try:
        return math.fsum(products)
    except OverflowError:  # The products are finite and their sum is not.
        return float(np.finfo(np.float64).max)
