"""Closing in on a kink between two places on a line, with few evaluations.

Two chords, one on either side, meet near the kink. Each round puts a point on either side of where they met,
much closer together than before, so an error that the curvature causes shrinks by as much. Where several
kinks lie close together the chords mislead, and halving the interval finds one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Value", "bisect_kink"]

Value: TypeAlias = Callable[[float], float]
"""One output at a distance along the line."""

_Chord: TypeAlias = tuple[float, float]

_ROUNDS = (1, 8, 8, 16)
"""By how much the distance to where the chords last met shrinks, round by round."""

_HALVINGS = 13
_LOST = 0.3
"""A jump of the slope that shrinks to this share as the interval does is the bend of a curve."""


def bisect_kink(
    value: Value, low: float, high: float, beside: tuple[float, float] | None = None
) -> float | None:
    """The kink of a function between low and high; None when its bend there turns out to be smooth.

    Args:
        beside: a place below low and one above high at which the function may be asked too.

    >>> kinked = bisect_kink(lambda t: max(t, 0.3), 0.0, 0.5, (-0.25, 0.75))
    >>> round(kinked, 6), bisect_kink(lambda t: t * t, 0.0, 0.5)
    (0.3, None)
    """
    if not _sharper_than_a_curve(value, low, high):
        return None
    met = None if beside is None else _by_chords(value, low, high, *beside)
    return _halved(value, low, high) if met is None else met


def _sharper_than_a_curve(value: Value, low: float, high: float) -> bool:
    """Whether some half of an interval keeps more of its bend than the quarter that a parabola keeps there.

    A kink keeps at least a third, wherever in the interval it is.
    """
    whole = abs(value(low) - 2 * value((low + high) / 2) + value(high))
    return max(_bends(value, low, high).values()) > 0.29 * whole


def _bends(value: Value, low: float, high: float) -> dict[_Chord, float]:
    """The bend over each half of an interval, and over the half in its middle."""
    middle = (low + high) / 2
    quarter, three = (low + middle) / 2, (middle + high) / 2
    return {
        (low, middle): abs(value(low) - 2 * value(quarter) + value(middle)),
        (quarter, three): abs(value(quarter) - 2 * value(middle) + value(three)),
        (middle, high): abs(value(middle) - 2 * value(three) + value(high)),
    }


def _by_chords(value: Value, low: float, high: float, below: float, above: float) -> float | None:
    """Where the chords on either side meet; None where no single kink between low and high explains them."""
    before, after, width = (below, low), (high, above), high - low
    first_jump, met = 0.0, low
    for shrinking in _ROUNDS:
        if shrinking > 1:
            width /= shrinking
            before, after = (before[1], met - width), (met + width, after[0])
        left, right = _slope(value, before), _slope(value, after)
        first_jump = first_jump or abs(right - left)
        if not abs(right - left) > _LOST * first_jump:
            return None
        met = (value(after[0]) - value(before[1]) + left * before[1] - right * after[0]) / (left - right)
        if not before[1] < met < after[0]:
            return None
    return met


def _slope(value: Value, chord: _Chord) -> float:
    return (value(chord[1]) - value(chord[0])) / (chord[1] - chord[0])


def _halved(value: Value, low: float, high: float) -> float | None:
    """The same by halving: each half keeps the side on which the function bends more."""
    first_jump: float | None = None
    for _ in range(_HALVINGS):
        bends = _bends(value, low, high)
        # The bend divided by the width stays as the interval shrinks onto a kink.
        jump = max(bends.values()) / ((high - low) / 2)
        first_jump = jump if first_jump is None else first_jump
        if jump < _LOST * first_jump:
            return None
        low, high = max(bends, key=lambda interval: bends[interval])
    return (low + high) / 2
