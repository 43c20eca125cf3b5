"""Rows that sum to one: probabilities, attention weights."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.tolerances.equality import STRUCTURE
from ethan_core.layer import Array

WORDS = "rows that sum to one"
PRECEDENCE = 1
"""Before wider structures: an identity matrix has such rows, too."""


def shows(array: Array) -> bool:
    """Whether no entry is negative and each row along the last axis sums to one.

    >>> shows(np.array([[0.2, 0.8], [0.5, 0.5]])), shows(np.array([[0.2, 0.7]]))
    (True, False)
    """
    if array.shape[-1] < 2 or not np.all(array >= 0):
        return False
    return bool(np.all(np.abs(array.sum(axis=-1) - 1) <= STRUCTURE[array.dtype.itemsize]))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """Each row over its sum; a row of zeros becomes one of equal shares.

    >>> kept(np.array([[1.0, 3.0], [0.0, 0.0]]), np.ones((1, 2)), np.random.default_rng(0)).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    sizes = np.abs(drawn).astype(np.float64)
    sums = sizes.sum(axis=-1, keepdims=True)
    equal = np.full_like(sizes, 1 / drawn.shape[-1])
    shares: Array = np.divide(sizes, sums, out=equal, where=sums > 0)
    return shares
