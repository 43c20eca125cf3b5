"""Arrays as a few numbers: sums of all entries with random signs and sizes.

No weight is near zero, so any change of one entry changes every sum by at least half of it. Products are
added exactly, or in a fixed order where there are many: no library can move a sum by adding in another.
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

__all__ = ["project", "projection", "weights"]

_WIDTH = 1024  # numbers that `fsum` adds exactly in the time of some calls of numpy


def weights(name: str, size: int, count: int = PROJECTIONS) -> Iterator[Vector]:
    """The weights of each sum over an array of that name: the same on every machine.

    >>> [len(each) for each in weights("dL_dX", 4)]
    [4, 4, 4]
    """
    for number in range(count):
        rng = np.random.default_rng([zlib.crc32(name.encode()), number])
        yield signed((size,), rng)


def project(name: str, array: Any) -> tuple[float, ...]:
    """The weighted sums of an array's entries; what is not finite takes no part.

    >>> project("dL_dX", np.zeros((2, 3)))
    (0.0, 0.0, 0.0)
    """
    return projection(name, array)[0]


def projection(name: str, array: Any, *moves: Any, count: int = PROJECTIONS) -> tuple[tuple[float, ...], ...]:
    """The weighted sums of an array's entries, and by how much they move if each entry moves, in either
    direction, by as much as another array says: the square roots of the weighted sums of squares.

    Args:
        moves: arrays as large as the first.
        count: of the sums.

    >>> projection("dL_dX", np.zeros(3), np.zeros(3))
    ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    """
    flat, others = _finite(array), [_finite(move) for move in moves]
    rows = []
    with np.errstate(all="ignore"):
        for weight in weights(name, flat.size, count):
            lengths = (float(np.linalg.norm(weight * other)) for other in others)
            rows.append((_sum(weight * flat), *lengths))
    return tuple(zip(*rows, strict=True))


def _finite(array: Any) -> Vector:
    flat = np.asarray(array, dtype=np.float64).ravel()
    return np.where(np.isfinite(flat), flat, 0.0)


def _sum(products: Vector) -> float:
    if products.size > _WIDTH:
        # Row upon row, in the one order that the shape leaves: a library may add neighbours as it likes.
        padded = np.pad(products, (0, -products.size % _WIDTH))
        products = padded.reshape(-1, _WIDTH).sum(axis=0)
    try:
        return math.fsum(products)
    except OverflowError:  # The products are finite and their sum is not.
        return float(np.finfo(np.float64).max)
