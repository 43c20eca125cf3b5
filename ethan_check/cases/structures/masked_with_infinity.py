"""Scores of which some are -inf: they are masked, and stay so at the same places."""

from __future__ import annotations

import numpy as np

from ethan_core.layer import Array

WORDS = "masked with infinity"
PRECEDENCE = -1
"""First of all: every other structure is asked about finite numbers."""


def shows(array: Array) -> bool:
    """Whether some entries are infinite and the others finite.

    >>> shows(np.array([1.0, -np.inf])), shows(np.array([1.0, 2.0]))
    (True, False)
    """
    infinite = np.isinf(array)
    return bool(infinite.any() and np.isfinite(array[~infinite]).all() and not infinite.all())


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """Infinite where the given array is, repeated along axes that are longer, and finite elsewhere.

    >>> kept(np.array([3.0, 4.0, np.inf]), np.array([1.0, -np.inf]), np.random.default_rng(0)).tolist()
    [3.0, -inf, 1.0]
    """
    places = [np.arange(new) % max(old, 1) for new, old in zip(drawn.shape, given.shape, strict=True)]
    there = given[np.ix_(*places)]
    finite = given[np.isfinite(given)]
    entries = np.where(np.isfinite(drawn), drawn, rng.choice(finite, size=drawn.shape))
    return np.where(np.isinf(there), there, entries)
