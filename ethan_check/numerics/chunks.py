"""Large arrays in pieces that fit the processor's cache, so that a step on a million entries costs no
array of temporary results, and is faster for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.tolerances.sizes import BLOCK, LARGE

__all__ = [
    "chunks",
    "condensed_product",
    "identical",
    "largest_finite",
    "product",
    "products_of",
    "total_size",
]

Any_ = npt.NDArray[Any]


def chunks(*arrays: Any_) -> Iterator[tuple[Any_, ...]]:
    """The entries of some arrays of one size, piece by piece; pieces of contiguous arrays are views.

    >>> [len(piece) for (piece,) in chunks(np.zeros(2**15 + 1))]
    [32768, 1]
    """
    flat = [array.reshape(-1) for array in arrays]
    for start in range(0, flat[0].size, BLOCK):
        yield tuple(array[start : start + BLOCK] for array in flat)


def identical(a: Any_, b: Any_) -> bool:
    """Whether two arrays have one shape and the same entries, NaN being the same as NaN.

    >>> identical(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    True
    """
    if a.shape != b.shape:
        return False
    if a.size <= LARGE:
        return np.array_equal(a, b, equal_nan=True)
    return all(np.array_equal(x, y) or np.array_equal(x, y, equal_nan=True) for x, y in chunks(a, b))


def largest_finite(array: Any_) -> float:
    """The largest absolute value among the finite entries; 0 where there are none.

    >>> largest_finite(np.array([1.0, -3.0, np.inf]))
    3.0
    """
    if array.size <= BLOCK:
        largest = float(np.abs(array).max(initial=0.0))
        if math.isfinite(largest):
            return largest
    largest = 0.0
    for (piece,) in chunks(array):
        finite = np.isfinite(piece)
        size = np.abs(piece if finite.all() else piece[finite])
        largest = max(largest, float(np.max(size, initial=0.0)))
    return largest


def total_size(array: Any_) -> float:
    """The sum of the absolute values of the entries.

    >>> total_size(np.array([1.0, -3.0]))
    4.0
    """
    if array.size <= BLOCK:
        return float(np.abs(array).sum())
    return float(sum(np.abs(piece).sum() for (piece,) in chunks(array)))


def product(a: Any_, b: Any_) -> npt.NDArray[np.float64]:
    """The products of two arrays' entries, flat.

    >>> product(np.array([1.0, 2.0]), np.array([3.0, -4.0]))
    array([ 3., -8.])
    """
    return np.asarray(a, dtype=np.float64).ravel() * b.ravel()


def products_of(gradient: Any_, direction: Any_) -> npt.NDArray[np.float64]:
    """The products of entries, or for large arrays few numbers with their sum and sum of absolute values.

    An entry that does not move contributes nothing, though its gradient may be infinite or NaN.

    >>> large = np.ones(2**18)
    >>> products_of(np.array([1.0, -2.0]), np.array([3.0, 0.5])), products_of(large, large).size
    (array([ 3., -1.]), 16)
    """
    multiply = condensed_product if direction.size > LARGE else product
    products = multiply(gradient, direction)
    if np.isfinite(products).all() or direction.all():
        return products
    return multiply(np.where(direction != 0, gradient, 0.0), direction)


def condensed_product(a: Any_, b: Any_) -> npt.NDArray[np.float64]:
    """A short vector with the sum, and the sum of absolute values, of the products of two arrays' entries.

    >>> short = condensed_product(np.array([1.0, 2.0]), np.array([3.0, -4.0]))
    >>> float(short.sum()), float(np.abs(short).sum())
    (-5.0, 11.0)
    """
    parts: list[float] = []
    for x, y in chunks(a, b):
        total, size = float(np.dot(x, y)), float(np.dot(np.abs(x), np.abs(y)))
        if not np.isfinite(size):
            parts += [float(np.maximum(x * y, 0.0).sum()), float(np.minimum(x * y, 0.0).sum())]
        else:
            parts += [(size + total) / 2, (total - size) / 2]
    return np.array(parts)
