"""A gradient by a symmetric matrix of which one half is told, or that is not made symmetric."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH308"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """The two entries that mirror each other have the right sum, and are not each the half of it."""
    g, d, bars = difference.backward, difference.derivative, difference.bars
    x = (difference.values or subject.values).get(difference.name)
    if d is None or bars is None or x is None or x.ndim < 2 or not np.all(np.isfinite(g)):
        return
    if not np.array_equal(x, np.swapaxes(x, -1, -2)) or not np.all(np.isfinite(bars)):
        return
    text = f"{difference.target} is not made symmetric: entries that mirror each other share what both get"
    if x.shape[-1] < 2:
        yield Perhaps(text)
    elif np.all(np.abs(_symmetric(g) - _symmetric(d)) <= 2 * bars + 2 * np.swapaxes(bars, -1, -2)):
        yield text


def _symmetric(array: Array) -> Array:
    half: Array = (array + np.swapaxes(array, -1, -2)) / 2
    return half
