"""Rows in ascending order: times, edges of bins, quantiles."""

from __future__ import annotations

from math import lgamma

import numpy as np

from ethan_core.layer import Array

WORDS = "sorted rows"
PRECEDENCE = 6
"""Before few values: ids can be sorted."""

_BY_CHANCE = 9.0
"""How much less likely than one in e^9, about 8,000, random rows are in order: then it is meant."""


def shows(array: Array) -> bool:
    """Whether each row along the last axis ascends, and more often than chance would have it.

    >>> shows(np.linspace(0.0, 1.0, 8)), shows(np.array([1.0, 2.0, 3.0]))
    (True, False)
    """
    rows, length = array.size // array.shape[-1], array.shape[-1]
    return rows * lgamma(length + 1) > _BY_CHANCE and bool(np.all(np.diff(array, axis=-1) >= 0))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """Each row in ascending order.

    >>> kept(np.array([3.0, 1.0]), np.arange(8.0), np.random.default_rng(0)).tolist()
    [1.0, 3.0]
    """
    return np.sort(drawn, axis=-1)
