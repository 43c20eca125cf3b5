"""Which entries of an array become exactly 0, so that each way of being 0 beside others is met.

The derivative of a product at its only 0 is the product of the others; at one of two zeros it is 0. What
divides the product by the entry itself is wrong at the first kind alone, and rows of some length have either
kind by luck.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.tolerances.values import ZERO_SHARE
from ethan_core.layer import Array

__all__ = ["zero_entries"]


def zero_entries(shape: tuple[int, ...], rng: np.random.Generator, *, alone: bool) -> Array:
    """A mask of zeros: one entry alone, or a share of all of them. Where there are several axes, one entry of
    that share is the only 0 in each of the lines that cross in it.

    >>> zero = zero_entries((3, 4), np.random.default_rng(0), alone=False)
    >>> int(zero.sum()), bool((zero.sum(axis=1) == 1).any()), bool((zero.sum(axis=0) == 1).any())
    (3, True, True)
    """
    zero = np.asarray(rng.random(shape) < ZERO_SHARE)
    if not zero.size or not zero.ndim:
        return zero
    place = tuple(int(rng.integers(length)) for length in shape)
    if alone:
        zero[...] = False
    elif zero.ndim > 1:
        for axis in range(zero.ndim):
            np.moveaxis(zero, axis, -1)[place[:axis] + place[axis + 1 :]] = False
    else:
        return zero
    zero[place] = True
    return zero
