"""Finding the thresholds on which a function branches, from the kinks that it shows along a line.

First on an even grid: the second difference of a smooth function varies slowly there, and a kink in a cell
makes it jump in that cell and nowhere else. Then between two places of the grid, with few evaluations: two
chords, one on either side, meet near the kink. Each round puts a point on either side of where they met, much
closer together than before, so an error that the curvature causes shrinks by as much. Where several kinks lie
close together the chords mislead, and halving the interval finds one of them.

Both say beforehand which distances they will ask for: whoever can answer many at once then does so by one
call. What is found is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ethan_check.numerics.line_samples import Ahead, Vector, no_notice
from ethan_check.numerics.tolerances.kinks import (
    BACKGROUND,
    BEND_FLOOR,
    BEND_GROWTH,
    BEND_KEPT,
    CHORD_ROUNDS,
    GRID_CELLS,
    GRID_NOISE,
    HALVINGS_AT_ONCE,
    JUMP_KEPT,
    KINK_HALVINGS,
    MOST_CURVES,
    MOST_KINKS,
)

__all__ = ["Crossing", "bisect_kink", "find_kinks", "search_grid"]

Crossing: TypeAlias = tuple[int, float]
"""An output, and the distance along the line at which it has a kink."""

ScalarLine: TypeAlias = Callable[[float], float]
"""One output at a distance along the line."""

_Chord: TypeAlias = tuple[float, float]


def search_grid(reach: float) -> Vector:
    """The distances along a line at which kinks show first, from -reach to reach.

    >>> len(search_grid(1.0))
    37
    """
    return np.linspace(-reach, reach, GRID_CELLS + 1)


def find_kinks(
    line: Callable[[float], Vector],
    reach: float,
    most: int = MOST_KINKS,
    samples: Vector | None = None,
    ahead: Ahead = no_notice,
) -> list[Crossing]:
    """Up to `most` kinks of t -> F(t) for -reach <= t <= reach, of different outputs where possible.

    Args:
        line: F.
        samples: F on the grid of the search, a row for each distance, if that is known.
        ahead: takes notice of the distances at which F will be asked for.

    >>> found = find_kinks(lambda t: np.array([max(t, 0.3), t * t]), 1.0)
    >>> [(output, round(t, 4)) for output, t in found]
    [(0, 0.3)]
    """
    with np.errstate(all="ignore"):
        grid = search_grid(reach)
        values = np.stack([line(float(t)) for t in grid]) if samples is None else samples
        bend = np.abs(values[2:] - 2 * values[1:-1] + values[:-2])
        background = np.minimum(_shift_cells(bend, 3), _shift_cells(bend, -3))
        # With twice the spacing, the bend of a curve grows fourfold, that of a kink at most threefold.
        wider = np.abs(values[4:] - 2 * values[2:-2] + values[:-4])
        kinked = np.ones(bend.shape, dtype=bool)
        kinked[1:-1] = wider <= BEND_GROWTH * bend[1:-1]
        noise = GRID_NOISE * (np.max(np.abs(values), axis=0) + BEND_FLOOR)
        suspicious = np.where(np.isfinite(bend) & kinked, bend - BACKGROUND * background - noise, 0.0)
        found: list[Crossing] = []
        smooth = 0
        ranked = np.argsort(suspicious, axis=None)[::-1][: 2 * most]
        cells = [np.unravel_index(int(flat), suspicious.shape) for flat in ranked]
        sharp = [int(cell) for cell, output in cells if suspicious[cell, output] > 0]
        ahead(t for cell in sharp for t in _between(float(grid[cell]), float(grid[cell + 2])))
        for cell, output in cells:
            if suspicious[cell, output] <= 0 or len(found) >= most or smooth >= MOST_CURVES:
                break
            if any(
                output == other and abs(grid[cell + 1] - t) < 3 * reach / GRID_CELLS for other, t in found
            ):
                continue
            at = _locate(line, grid, values, int(cell), int(output), ahead)
            if at is None:
                smooth += 1
            else:
                found.append((int(output), at))
        return found


def _shift_cells(bend: Vector, by: int) -> Vector:
    """The second differences `by` cells away; the edge repeats."""
    index = np.clip(np.arange(len(bend)) + by, 0, len(bend) - 1)
    return np.asarray(bend[index])


def _locate(
    line: Callable[[float], Vector], grid: Vector, values: Vector, cell: int, output: int, ahead: Ahead
) -> float | None:
    """The kink of one output in the two cells from a grid point on."""
    known: dict[float, float] = dict(zip(grid.tolist(), values[:, output].tolist(), strict=True))

    def value(t: float) -> float:
        if t not in known:
            known[t] = float(line(t)[output])
        return known[t]

    inside = 0 < cell < len(grid) - 3  # Beyond the ends of the grid may lie the end of a domain.
    beside = (float(grid[cell - 1]), float(grid[cell + 3])) if inside else None
    return bisect_kink(value, float(grid[cell]), float(grid[cell + 2]), beside, ahead)


def bisect_kink(
    value: ScalarLine,
    low: float,
    high: float,
    beside: tuple[float, float] | None = None,
    ahead: Ahead = no_notice,
) -> float | None:
    """The kink of a function between low and high; None when its bend there turns out to be smooth.

    Args:
        value: one output at a distance along the line.
        low, high: distances with a bend between them.
        beside: a distance below low and one above high at which the function may be evaluated too.
        ahead: takes notice of the distances at which the function will be asked for.

    >>> kinked = bisect_kink(lambda t: max(t, 0.3), 0.0, 0.5, (-0.25, 0.75))
    >>> round(kinked, 6), bisect_kink(lambda t: t * t, 0.0, 0.5)
    (0.3, None)
    """
    if not _sharper_than_a_curve(value, low, high):
        return None
    met = None if beside is None else _by_chords(value, low, high, *beside, ahead)
    return _bisected(value, low, high, ahead) if met is None else met


def _sharper_than_a_curve(value: ScalarLine, low: float, high: float) -> bool:
    """Whether some half of an interval keeps more of its bend than the quarter that a parabola keeps there.

    A kink keeps at least a third, wherever in the interval it is.
    """
    whole = abs(value(low) - 2 * value((low + high) / 2) + value(high))
    return max(_bends(value, low, high).values()) > BEND_KEPT * whole


def _bends(value: ScalarLine, low: float, high: float) -> dict[_Chord, float]:
    """The bend over each half of an interval, and over the half in its middle."""
    middle = (low + high) / 2
    quarter, three = (low + middle) / 2, (middle + high) / 2
    return {
        (low, middle): abs(value(low) - 2 * value(quarter) + value(middle)),
        (quarter, three): abs(value(quarter) - 2 * value(middle) + value(three)),
        (middle, high): abs(value(middle) - 2 * value(three) + value(high)),
    }


def _by_chords(
    value: ScalarLine, low: float, high: float, below: float, above: float, ahead: Ahead
) -> float | None:
    """Where the chords on either side meet; None where no single kink between low and high explains them."""
    before, after, width = (below, low), (high, above), high - low
    first_jump, met = 0.0, low
    for shrinking in CHORD_ROUNDS:
        if shrinking > 1:
            width /= shrinking
            before, after = (before[1], met - width), (met + width, after[0])
        if before[0] == before[1] or after[0] == after[1]:
            return None  # Nearer than numbers can be told apart.
        ahead((*before, *after))
        left, right = _slope(value, before), _slope(value, after)
        first_jump = first_jump or abs(right - left)
        if not abs(right - left) > JUMP_KEPT * first_jump:
            return None
        met = (value(after[0]) - value(before[1]) + left * before[1] - right * after[0]) / (left - right)
        if not before[1] < met < after[0]:
            return None
    return met


def _slope(value: ScalarLine, chord: _Chord) -> float:
    """The slope of the chord between two distances."""
    return (value(chord[1]) - value(chord[0])) / (chord[1] - chord[0])


def _between(low: float, high: float, halvings: int = 1) -> set[float]:
    """All distances inside at which so many halvings may ask for bends, whichever way they go.

    >>> sorted(_between(0.0, 1.0))
    [0.25, 0.5, 0.75]
    """
    middle = (low + high) / 2
    quarter, three = (low + middle) / 2, (middle + high) / 2
    inside = {quarter, middle, three}
    if halvings > 1:
        for part in ((low, middle), (quarter, three), (middle, high)):
            inside |= _between(*part, halvings - 1)
    return inside


def _bisected(value: ScalarLine, low: float, high: float, ahead: Ahead) -> float | None:
    """Where halving the interval, to the side on which the function bends more, leads; None if to a curve."""
    first_jump: float | None = None
    for halving in range(KINK_HALVINGS):
        if halving % HALVINGS_AT_ONCE == 0:
            ahead(_between(low, high, HALVINGS_AT_ONCE))
        bends = _bends(value, low, high)
        # The bend divided by the width stays as the interval shrinks onto a kink.
        jump = max(bends.values()) / ((high - low) / 2)
        first_jump = jump if first_jump is None else first_jump
        if jump < JUMP_KEPT * first_jump:
            return None
        low, high = max(bends, key=lambda interval: bends[interval])
    return (low + high) / 2
