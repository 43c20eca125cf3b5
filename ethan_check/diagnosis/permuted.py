"""The right numbers in the wrong places: transposed, flipped, shifted, or spread along an axis."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from ethan_check.diagnosis.precedence import DESCRIPTION
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH306"

PRECEDENCE = DESCRIPTION


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Try every exchange of axes, every flip and every mean that keeps the shape."""
    d = difference.derivative
    if d is None or d.ndim > 4 or not np.ptp(d):
        return
    for words, other in _others(d):
        if not np.array_equal(other, d) and difference.is_backward(other):
            yield f"{difference.target} {words}"


def _others(d: Array) -> Iterator[tuple[str, Array]]:
    for order in permutations(range(d.ndim)):
        moved = [axis for axis, place in enumerate(order) if axis != place]
        words = "is transposed" if d.ndim == 2 else f"has its axes in the order {order}"
        if d.ndim > 2 and len(moved) == 2:
            words = f"has axes {moved[0]} and {moved[1]} exchanged"
        yield words, np.transpose(d, order)
    for axis, length in enumerate(d.shape):
        yield f"is flipped along axis {axis}", np.flip(d, axis)
        for shift in range(1, length if length > 2 else 1):
            yield f"is shifted along axis {axis}", np.roll(d, shift, axis)
        if length > 1:
            mean = np.broadcast_to(d.mean(axis=axis, keepdims=True), d.shape)
            yield f"holds the mean along axis {axis} in every entry", mean
            yield f"holds the sum along axis {axis} in every entry", mean * length
