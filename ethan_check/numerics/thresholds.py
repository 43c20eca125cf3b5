"""Finding the thresholds on which a function branches, from the kinks that it shows along a line.

On an even grid the second difference of a smooth function varies slowly; a kink in a cell makes it jump
there and nowhere else. Halving the cell then closes in on the kink: each half keeps the side on which
the chord bends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ethan_check.numerics.samples import Vector

__all__ = ["Crossing", "find_kinks"]

Crossing = tuple[int, float]
"""An output, and the distance along the line at which it has a kink."""

_CELLS = 36
_HALVINGS = 13
_ROUNDS = 2
_ENOUGH_CURVES = 4
"""After so many sharp bends that turned out to be curves, the blunter ones are not looked at."""


def find_kinks(line: Callable[[float], Vector], reach: float, most: int = 4) -> list[Crossing]:
    """Up to `most` kinks of t -> F(t) for -reach <= t <= reach, of different outputs where possible.

    >>> found = find_kinks(lambda t: np.array([max(t, 0.3), t * t]), 1.0)
    >>> [(output, round(t, 4)) for output, t in found]
    [(0, 0.3)]
    """
    with np.errstate(all="ignore"):
        grid = np.linspace(-reach, reach, _CELLS + 1)
        values = np.stack([line(float(t)) for t in grid])
        bend = np.abs(values[2:] - 2 * values[1:-1] + values[:-2])
        background = np.minimum(_shifted(bend, 3), _shifted(bend, -3))
        # With twice the spacing, the bend of a curve grows fourfold, that of a kink at most threefold.
        wider = np.abs(values[4:] - 2 * values[2:-2] + values[:-4])
        kinked = np.ones(bend.shape, dtype=bool)
        kinked[1:-1] = wider <= 3.2 * bend[1:-1]
        noise = 1e-9 * (np.max(np.abs(values), axis=0) + 1e-300)
        suspicious = np.where(np.isfinite(bend) & kinked, bend - 6 * background - noise, 0.0)
        found: list[Crossing] = []
        smooth = 0
        ranked = np.argsort(suspicious, axis=None)[::-1]
        for flat in ranked[: 2 * most]:
            cell, output = np.unravel_index(int(flat), suspicious.shape)
            if suspicious[cell, output] <= 0 or len(found) >= most or smooth >= _ENOUGH_CURVES:
                break
            if any(output == other and abs(grid[cell + 1] - t) < 3 * reach / _CELLS for other, t in found):
                continue
            known = dict(zip(grid.tolist(), values[:, output].tolist(), strict=True))
            at = _close_in(line, int(output), known, int(cell))
            if at is None:
                smooth += 1
            else:
                found.append((int(output), at))
        return found


def _shifted(bend: Vector, by: int) -> Vector:
    """The second differences `by` cells away; the edge repeats."""
    index = np.clip(np.arange(len(bend)) + by, 0, len(bend) - 1)
    return np.asarray(bend[index])


def _close_in(
    line: Callable[[float], Vector], output: int, known: dict[float, float], cell: int
) -> float | None:
    """The kink of one output in two neighbouring cells; None when the bend turns out to be smooth.

    Two chords, one on either side, meet near the kink. Each round puts a point on either side of where they
    met, a sixtyfourth as far apart as before, so an error that the curvature causes shrinks by as much.
    """

    def value(t: float) -> float:
        if t not in known:
            known[t] = float(line(t)[output])
        return known[t]

    grid = list(known)
    low, high = grid[cell], grid[cell + 2]
    if not _sharper_than_a_curve(value, low, high):
        return None
    if cell == 0 or cell + 3 == len(grid):
        return _halved(value, low, high)
    before, after = (grid[cell - 1], low), (high, grid[cell + 3])
    width = high - low
    first_jump = abs(_slope(value, after) - _slope(value, before))
    for _ in range(_ROUNDS):
        met = _meeting(value, before, after)
        if met is None or not before[1] < met < after[0]:
            return _halved(value, low, high)
        width /= 64
        before, after = (before[1], met - width), (met + width, after[0])
    near = (met - 8 * width, met - width), (met + width, met + 8 * width)
    jump = abs(_slope(value, near[1]) - _slope(value, near[0]))
    return met if jump >= 0.3 * first_jump else _halved(value, low, high)


Value = Callable[[float], float]
Chord = tuple[float, float]


def _bends(value: Value, low: float, high: float) -> dict[Chord, float]:
    """The bend over each half of an interval, and over the half in its middle."""
    middle = (low + high) / 2
    quarter, three = (low + middle) / 2, (middle + high) / 2
    return {
        (low, middle): abs(value(low) - 2 * value(quarter) + value(middle)),
        (quarter, three): abs(value(quarter) - 2 * value(middle) + value(three)),
        (middle, high): abs(value(middle) - 2 * value(three) + value(high)),
    }


def _sharper_than_a_curve(value: Value, low: float, high: float) -> bool:
    """Whether some half of an interval keeps more of its bend than the quarter that a parabola keeps there.

    A kink keeps at least a third, wherever in the interval it is.
    """
    whole = abs(value(low) - 2 * value((low + high) / 2) + value(high))
    return max(_bends(value, low, high).values()) > 0.29 * whole


def _slope(value: Value, chord: Chord) -> float:
    return (value(chord[1]) - value(chord[0])) / (chord[1] - chord[0])


def _meeting(value: Value, before: Chord, after: Chord) -> float | None:
    """Where two chords, drawn on, meet."""
    left, right = _slope(value, before), _slope(value, after)
    if left == right or not np.isfinite(left - right):
        return None
    return (value(after[0]) - value(before[1]) + left * before[1] - right * after[0]) / (left - right)


def _halved(value: Value, low: float, high: float) -> float | None:
    """The same by halving, where several kinks are close together or curvature hides where chords meet.

    The jump of the slope, the bend divided by the width, stays as the interval shrinks onto a kink. On a
    curve it shrinks with the interval.
    """
    first_jump: float | None = None
    for _ in range(_HALVINGS):
        bends = _bends(value, low, high)
        jump = max(bends.values()) / ((high - low) / 2)
        first_jump = jump if first_jump is None else first_jump
        if jump < 0.3 * first_jump:
            return None
        low, high = max(bends, key=lambda interval: bends[interval])
    return (low + high) / 2
