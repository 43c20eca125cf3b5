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
        ranked = np.argsort(suspicious, axis=None)[::-1]
        for flat in ranked[: 2 * most]:
            cell, output = np.unravel_index(int(flat), suspicious.shape)
            if suspicious[cell, output] <= 0 or len(found) >= most:
                break
            if any(output == known and abs(grid[cell + 1] - t) < 3 * reach / _CELLS for known, t in found):
                continue
            at = _close_in(line, int(output), float(grid[cell]), float(grid[cell + 2]))
            if at is not None:
                found.append((int(output), at))
        return found


def _shifted(bend: Vector, by: int) -> Vector:
    """The second differences `by` cells away; the edge repeats."""
    index = np.clip(np.arange(len(bend)) + by, 0, len(bend) - 1)
    return np.asarray(bend[index])


def _close_in(line: Callable[[float], Vector], output: int, low: float, high: float) -> float | None:
    """Halve an interval around the kink of one output; None when the bend turns out to be smooth.

    The jump of the slope, the bend divided by the width, stays as the interval shrinks onto a kink. On a
    curve it shrinks with the interval.
    """
    at: dict[float, float] = {}

    def value(t: float) -> float:
        if t not in at:
            at[t] = float(line(t)[output])
        return at[t]

    first_jump: float | None = None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        quarter, three = (low + middle) / 2, (middle + high) / 2
        bends = {
            (low, middle): abs(value(low) - 2 * value(quarter) + value(middle)),
            (quarter, three): abs(value(quarter) - 2 * value(middle) + value(three)),
            (middle, high): abs(value(middle) - 2 * value(three) + value(high)),
        }
        jump = max(bends.values()) / (three - quarter)
        first_jump = jump if first_jump is None else first_jump
        if jump < 0.3 * first_jump:
            return None
        low, high = max(bends, key=lambda interval: bends[interval])
    return (low + high) / 2
