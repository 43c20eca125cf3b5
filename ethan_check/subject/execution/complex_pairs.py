"""Complex arrays as pairs of real numbers, so that both directions of the plane are judged like any other.

An array of complex numbers of shape s becomes one of shape (*s, 2): real parts, imaginary parts. Both are
views of the same memory where that can be, so that what a layer writes into one is seen in the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_core.layer import Array

__all__ = ["as_complex", "as_pairs", "is_complex"]


def is_complex(value: Any) -> bool:
    """Whether something is an array of complex numbers, or one such number.

    >>> is_complex(np.ones(2, complex)), is_complex(np.ones(2))
    (True, False)
    """
    return np.asarray(value).dtype.kind == "c"


def as_pairs(array: Any) -> Array:
    """Complex numbers as pairs of real ones of the same precision; real ones as pairs with 0.

    >>> as_pairs(np.array([1 + 2j])).tolist(), as_pairs(np.array([3.0])).tolist()
    ([[1.0, 2.0]], [[3.0, 0.0]])
    """
    array = np.asarray(array)
    if array.dtype.kind != "c":
        return np.stack([array, np.zeros_like(array)], axis=-1)
    flat = np.ascontiguousarray(array).reshape(-1)
    pairs: Array = flat.view(array.real.dtype).reshape((*array.shape, 2))
    return pairs


def as_complex(pairs: Array) -> Array:
    """Pairs of real numbers as complex ones of the same precision.

    Raises:
        TypeError: the numbers of the pairs are complex themselves: a complex step has no place in them.

    >>> as_complex(np.array([[1.0, 2.0]]))
    array([1.+2.j])
    """
    if pairs.dtype.kind != "f":
        raise TypeError(f"pairs of {pairs.dtype} are no complex numbers")
    if pairs.dtype.itemsize < 4:  # There is no complex type of half precision.
        pairs = pairs.astype(np.float32)
    if pairs.size and pairs.strides[-1] != pairs.itemsize:
        pairs = np.ascontiguousarray(pairs)
    return pairs.view(np.result_type(pairs.dtype, np.complex64)).reshape(pairs.shape[:-1])
