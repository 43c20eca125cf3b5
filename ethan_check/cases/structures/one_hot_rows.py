"""Rows of zeros with a single 1: the targets of a classification."""

from __future__ import annotations

import numpy as np

from ethan_core.layer import Array

WORDS = "one-hot"
PRECEDENCE = 0
"""Before rows that sum to one, which these are."""


def shows(array: Array) -> bool:
    """Whether each row along the last axis has a single 1 and nothing else.

    >>> shows(np.eye(3)), shows(np.ones((3, 3)))
    (True, False)
    """
    ones = array == 1
    return array.shape[-1] > 1 and bool(np.all(ones | (array == 0)) and np.all(ones.sum(axis=-1) == 1))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """The 1 of each row at a place drawn anew.

    >>> kept(np.zeros((2, 3)), np.eye(3), np.random.default_rng(0)).sum(axis=1)
    array([1., 1.])
    """
    length = drawn.shape[-1]
    rows: Array = np.eye(length)[rng.integers(length, size=drawn.shape[:-1])]
    return rows
