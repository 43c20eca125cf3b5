"""Factors between two gradients, and how a person would say them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ethan_check.numerics.tolerances.explanations import (
    FACTOR_BARS,
    LARGEST_DENOMINATOR,
    LARGEST_NUMERATOR,
    NEARLY_ONE,
    SIMPLE_FACTOR,
)
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["factor_in_words", "in_words", "is_simple", "ratio"]


def ratio(difference: WrongGradient) -> float | None:
    """The factor r with backward = r * derivative in every entry, or None if there is none.

    It is the least-squares ratio; it counts only when nothing is left over. A single number is a
    multiple of any other, so there it counts only if it is one that a person would write.

    >>> right, bars = np.array([1.0, -2.0]), np.full(2, 1e-12)
    >>> ratio(WrongGradient("x", "dL_dx", (), 3 * right, right, bars))
    3.0
    """
    g, d = difference.backward, difference.derivative
    if d is None or difference.bars is None or not np.all(np.isfinite(difference.bars)):
        return None
    square = float(np.sum(d * d))
    if square == 0 or not np.all(np.isfinite(g)):
        return None
    r = float(np.sum(g * d)) / square
    if not np.all(np.abs(g - r * d) <= FACTOR_BARS[0] * difference.bars):
        return None
    several = np.count_nonzero(np.abs(d) > FACTOR_BARS[1] * difference.bars) > 1
    return r if several or is_simple(r) else None


def is_simple(r: float) -> bool:
    """Whether a factor is a fraction of small numbers, or the square root of one.

    >>> is_simple(1 / 3), is_simple(2**0.5), is_simple(0.9137)
    (True, True, False)
    """
    return _fraction(r) is not None or _fraction(r * r) is not None


def factor_in_words(r: float) -> str:
    """What backward is, as a multiple of the derivative.

    >>> factor_in_words(1 / 3), factor_in_words(2.0), factor_in_words(-1.0)
    ('1/3 of the derivative', '2 times the derivative', 'minus the derivative')
    """
    fraction = _fraction(r)
    if fraction == -1:
        return "minus the derivative"
    if fraction is not None and abs(fraction.numerator) == 1:
        return f"{in_words(r)} of the derivative"
    return f"{in_words(r)} times the derivative"


def in_words(r: float) -> str:
    """A factor as a person would write it: a fraction, a square root, or a few digits.

    >>> in_words(1 / 3), in_words(2.0), in_words(0.5**0.5), in_words(1.000001)
    ('1/3', '2', '1/sqrt(2)', '1.000001')
    """
    fraction, square = _fraction(r), _fraction(r * r)
    if fraction is not None:
        return str(fraction)
    if square is not None:
        sign = "-" if r < 0 else ""
        over = square.numerator == 1 and square.denominator > 1
        return f"{sign}1/sqrt({square.denominator})" if over else f"{sign}sqrt({square})"
    return f"{r:.10g}" if abs(r - 1) < NEARLY_ONE else f"{r:.6g}"


def _fraction(r: float) -> Fraction | None:
    if not np.isfinite(r):
        return None
    simple = Fraction(r).limit_denominator(LARGEST_DENOMINATOR)
    near = abs(float(simple) - r) <= SIMPLE_FACTOR * abs(r)
    return simple if near and abs(simple.numerator) <= LARGEST_NUMERATOR else None
