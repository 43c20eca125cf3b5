"""Finding the thresholds on which a function branches, from the kinks that it shows along a line.

On an even grid the second difference of a smooth function varies slowly; a kink in a cell makes it jump
there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ethan_check.numerics.closing_in import bisect_kink
from ethan_check.numerics.line_samples import Vector

__all__ = ["Crossing", "find_kinks"]

Crossing = tuple[int, float]
"""An output, and the distance along the line at which it has a kink."""

_CELLS = 36
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
            at = _close_in(line, grid, values, int(cell), int(output))
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
    line: Callable[[float], Vector], grid: Vector, values: Vector, cell: int, output: int
) -> float | None:
    """The kink of one output in the two cells from a grid point on."""
    known: dict[float, float] = dict(zip(grid.tolist(), values[:, output].tolist(), strict=True))

    def value(t: float) -> float:
        if t not in known:
            known[t] = float(line(t)[output])
        return known[t]

    inside = 0 < cell < len(grid) - 3  # Beyond the ends of the grid may lie the end of a domain.
    beside = (float(grid[cell - 1]), float(grid[cell + 3])) if inside else None
    return bisect_kink(value, float(grid[cell]), float(grid[cell + 2]), beside)
