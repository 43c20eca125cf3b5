"""The right numbers in the wrong places: transposed, flipped or rolled."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """Try every exchange of axes and every flip that keeps the shape."""
    g, d, bars = difference.backward, difference.derivative, difference.bars
    if d is None or bars is None or not np.all(np.isfinite(bars)) or g.ndim > 4:
        return None
    margin = 2 * float(np.max(bars, initial=0.0)) + 1e-9 * float(np.max(np.abs(d), initial=0.0))

    def same(rearranged: Array) -> bool:
        return rearranged.shape == g.shape and bool(np.all(np.abs(rearranged - g) <= margin))

    for order in permutations(range(g.ndim)):
        if order != tuple(range(g.ndim)) and same(np.transpose(d, order)):
            return f"{difference.target} is transposed: its axes stand in the order {order}"
    for axis in range(g.ndim):
        if g.shape[axis] > 1 and same(np.flip(d, axis)):
            return f"{difference.target} is flipped along axis {axis}"
        if g.shape[axis] > 1 and any(same(np.roll(d, shift, axis)) for shift in range(1, g.shape[axis])):
            return f"{difference.target} is shifted along axis {axis}"
    return None
