"""Arrays in which few values come up again and again: labels of -1 and 1, ids, zeros and ones."""

from __future__ import annotations

import numpy as np

from ethan_core.layer import Array

WORDS = "few values"
PRECEDENCE = 7
"""Last: any of the others can have few values."""


def shows(array: Array) -> bool:
    """Whether there are at most half as many values as entries, each of them at least twice.

    >>> shows(np.array([1.0, -1.0, -1.0, 1.0])), shows(np.array([0.5, 0.0, 0.0, 0.0, 2.0]))
    (True, False)
    """
    return bool(np.all(np.unique(array, return_counts=True)[1] > 1))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """For each entry one of the given values.

    >>> given = np.array([1.0, -1.0, -1.0, 1.0])
    >>> set(kept(np.zeros(100), given, np.random.default_rng(0)).tolist())
    {1.0, -1.0}
    """
    return rng.choice(np.unique(given), size=drawn.shape)
