"""Jumps of a derivative that somebody states, closely located, and the slopes of the function beside them.

Where what is stated jumps and the function has a kink at the same place, all is well. Where the kink is
elsewhere, by however little, there is a window in which the statement is wrong. It is looked for beside the
jump at ever smaller distances: the chords of the function inside such an interval tell its slope there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ethan_check.numerics.kink_search import ScalarLine
from ethan_check.numerics.line_samples import Ahead, Vector, no_notice
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING
from ethan_check.numerics.tolerances.kinks import (
    HALVINGS_AT_ONCE,
    JUMP_SHOWS,
    JUMP_WIDTH,
    SMOOTH_HALVINGS,
    WINDOWS,
    WRONG_SLOPE,
)
from ethan_check.numerics.tolerances.steps import EPSILON

_AT_ONCE = HALVINGS_AT_ONCE + 1
"""A halving asks for one distance where that for a kink asks for those of the next one, too."""

__all__ = ["WrongWindow", "bisect_jump", "wrong_window"]


class WrongWindow(NamedTuple):
    """An interval in which a stated slope is not that of the function.

    >>> WrongWindow(0.5, 0.25, stated=0.0, slope=1.0).width
    0.25
    """

    low: float
    width: float
    stated: float
    slope: float


def bisect_jump(
    value: ScalarLine, low: float, high: float, ahead: Ahead = no_notice
) -> tuple[float, float] | None:
    """Two distances, hardly apart, between which a function jumps; None where it does not.

    Args:
        value: the function at a distance along the line.
        low, high: between which it is looked at.
        ahead: takes notice of the distances at which the function will be asked for.

    >>> low, high = bisect_jump(lambda t: float(t > 0.3), 0.0, 1.0)
    >>> low <= 0.3 < high, bisect_jump(lambda t: t, 0.0, 1.0)
    (True, None)
    """
    ahead((low, high, *_middles(low, high)))
    at_low, at_high = value(low), value(high)
    whole = abs(at_high - at_low)
    halvings = 0
    while high - low > JUMP_WIDTH and low < (middle := (low + high) / 2) < high:
        halvings += 1
        if halvings % _AT_ONCE == 1:
            ahead(_middles(low, high))
        at_middle = value(middle)
        if abs(at_middle - at_low) >= abs(at_high - at_middle):
            high, at_high = middle, at_middle
        else:
            low, at_low = middle, at_middle
        # What is smooth changes by half as much over half the interval, once that is narrower than its curve:
        # a steep place looks like a jump at first, and is asked again.
        if halvings % SMOOTH_HALVINGS == 0:
            change = abs(at_high - at_low)
            if not change * 2.0**SMOOTH_HALVINGS > JUMP_SHOWS * whole:
                return None
            whole = change
    return low, high


def _middles(low: float, high: float, halvings: int = _AT_ONCE) -> list[float]:
    """All middles that the next halvings may ask for, whichever way they go.

    >>> _middles(0.0, 1.0, 2)
    [0.5, 0.25, 0.75]
    """
    if halvings == 0:
        return []
    middle = (low + high) / 2
    return [middle, *_middles(low, middle, halvings - 1), *_middles(middle, high, halvings - 1)]


def wrong_window(
    value: ScalarLine,
    stated: ScalarLine,
    low: float,
    high: float,
    unit: float = EPSILON,
    ahead: Ahead = no_notice,
) -> WrongWindow | None:
    """An interval next to a jump in which the stated derivative is not the slope; None where there is none.

    Args:
        value: the function at a distance along the line.
        stated: its derivative there, as stated.
        low, high: distances, hardly apart, between which what is stated jumps.
        unit: in the last place of the numbers that the function computes with.
        ahead: takes notice of the distances at which both will be asked for.

    >>> limit = 1e-8
    >>> jump = bisect_jump(lambda t: float(t > limit), -0.25, 0.5)
    >>> found = wrong_window(lambda t: max(t, 0.0), lambda t: float(t > limit), *jump)
    >>> found.width < 1e-8, found.stated, round(found.slope, 3)
    (True, 0.0, 1.0)
    >>> jump = bisect_jump(lambda t: float(t > 0), -0.25, 0.5)
    >>> wrong_window(lambda t: max(t, 0.0), lambda t: float(t > 0), *jump) is None
    True
    """
    places = [(start, width) for width in WINDOWS for start in (low - width, high)]
    ahead(t for start, width in places for t in (*_ends_and_middle(start, width), *_inside(start, width)))
    for start, width in places:
        found = _wrong(value, stated, start, width, unit)
        again = found and _wrong(value, stated, start + width / 4, width / 2, unit)
        if again is not None:
            return found
    return None


def _ends_and_middle(start: float, width: float) -> Vector:
    """Where the function is asked for in a window."""
    return start + width * np.array([0.0, 0.5, 1.0])


def _inside(start: float, width: float) -> list[float]:
    """Where its stated derivative is asked for; in the middle, too, as a bend may have two halves alike."""
    return [float(start + width * share) for share in (0.25, 0.5, 0.75)]


def _wrong(
    value: ScalarLine, stated: ScalarLine, start: float, width: float, unit: float
) -> WrongWindow | None:
    points = _ends_and_middle(start, width)
    at = np.array([value(float(t)) for t in points])
    slopes = np.diff(at) / np.diff(points)
    inside = [stated(t) for t in _inside(start, width)]
    noise = BACKWARD_ROUNDING * unit * float(np.max(np.abs(at)) + np.max(np.abs(points))) / width
    tolerance = noise + WRONG_SLOPE * max(*np.abs(slopes), *np.abs(inside))
    bends = max(abs(slopes[1] - slopes[0]), max(inside) - min(inside))
    if not np.isfinite(tolerance) or bends > tolerance:
        return None
    if abs(np.mean(inside) - np.mean(slopes)) <= 3 * tolerance:
        return None
    return WrongWindow(start, width, float(np.mean(inside)), float(np.mean(slopes)))
