"""A constant factor: wrong sign, a division by the batch size too many or too few, a lost 2."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose", "ratio"]


def ratio(difference: Difference) -> float | None:
    """The factor r with backward = r * derivative in every entry, or None if there is none.

    It is the least-squares ratio; it counts only when nothing is left over.
    """
    g, d = difference.backward, difference.derivative
    if d is None or difference.bars is None or not np.all(np.isfinite(difference.bars)):
        return None
    square = float(np.sum(d * d))
    if square == 0 or not np.all(np.isfinite(g)):
        return None
    r = float(np.sum(g * d)) / square
    left_over = np.abs(g - r * d)
    return r if np.all(left_over <= 2 * difference.bars + 1e-9 * np.abs(d)) else None


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """Name the factor and what usually causes it."""
    r = ratio(difference)
    if r is None or abs(r) < 1e-12 or in_words(r) == "1":
        return None
    target, batch = difference.target, subject.batch
    if abs(r + 1) < 1e-6:
        return f"{target} has the wrong sign"
    if batch > 1 and abs(r * batch - 1) < 1e-6:
        declared = f'; if that is your convention, declare reduction={{"{difference.name}": "mean"}}'
        return f"{target} was divided by the batch size{declared}"
    if batch > 1 and abs(r / batch - 1) < 1e-6:
        return f"a division of {target} by the batch size is missing, or its sum was taken for the mean"
    if difference.backward.size < 2:
        return None  # Any one number is a multiple of any other.
    return f"{target} is {in_words(r)} times the derivative: a constant factor is wrong"


def in_words(r: float) -> str:
    """A factor as a person would write it: 2, 1/3, -0.7071.

    >>> in_words(1 / 3), in_words(2.0), in_words(1.000001)
    ('1/3', '2', '1.000001')
    """
    simple = Fraction(r).limit_denominator(64)
    if abs(float(simple) - r) <= 1e-9 * abs(r):
        return str(simple)
    return f"{r:.10g}"
