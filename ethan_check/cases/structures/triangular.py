"""Triangular matrices: the factors of a decomposition."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.square_matrices import fits
from ethan_core.layer import Array

WORDS = "triangular"
PRECEDENCE = 5
"""Before few values: most of a triangular matrix may be zeros."""

_SMALLEST = 3
"""From this size on: of a matrix of 2 by 2 a single zero says little."""


def shows(array: Array) -> bool:
    """Whether all entries on one side of the diagonal are 0, and none of the others is.

    >>> shows(np.tril(np.ones((3, 3)))), shows(np.tril(np.ones((2, 2))))
    (True, False)
    """
    if not fits(array.shape) or array.shape[-1] < _SMALLEST:
        return False
    places = np.ones(array.shape[-2:], dtype=bool)
    return any(np.array_equal(array != 0, np.broadcast_to(side(places), array.shape)) for side in _SIDES)


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """The same triangle of the drawn entries, with no 0 on the diagonal.

    >>> given = np.tril(np.ones((3, 3)))
    >>> kept(np.full((3, 3), 2.0), given, np.random.default_rng(0)).tolist()
    [[2.0, 0.0, 0.0], [2.0, 2.0, 0.0], [2.0, 2.0, 2.0]]
    """
    if not fits(drawn.shape):
        return drawn
    is_lower = not np.triu(given, 1).any()
    triangle: Array = np.tril(drawn) if is_lower else np.triu(drawn)
    on_diagonal = np.eye(drawn.shape[-1], dtype=bool) & (triangle == 0)
    return np.where(on_diagonal, np.mean(np.abs(given[given != 0])), triangle)


_SIDES = (np.tril, np.triu)
