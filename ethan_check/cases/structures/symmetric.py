"""Symmetric matrices."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.square_matrices import fits, transposed
from ethan_core.layer import Array

WORDS = "symmetric"
PRECEDENCE = 4
"""Before triangular matrices: a diagonal one is both."""


def shows(array: Array) -> bool:
    """Whether each matrix is its transpose, and not diagonal by chance of many zeros.

    >>> shows(np.array([[1.0, 2.0], [2.0, 5.0]])), shows(np.array([[1.0, 2.0], [2.1, 5.0]]))
    (True, False)
    """
    return fits(array.shape) and bool(np.array_equal(array, transposed(array)))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """The symmetric part of each matrix.

    >>> kept(np.array([[1.0, 2.0], [4.0, 5.0]]), np.eye(2), np.random.default_rng(0)).tolist()
    [[1.0, 3.0], [3.0, 5.0]]
    """
    if not fits(drawn.shape):
        return drawn
    part: Array = (drawn + transposed(drawn)) / 2
    return part
