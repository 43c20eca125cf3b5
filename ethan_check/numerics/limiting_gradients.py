"""Gradients that occur near a special point in sectors too thin for a handful of random neighbours.

Around a point at which several kinks meet, space falls into sectors with a gradient each. Two units of
`relu(x W)` whose weights are nearly opposite leave almost no room in which both are off, and yet "both off"
is what backward rightly states at x = 0. Between two neighbours with different gradients, halving comes
upon the sector that lies between them, however thin; where two sectors border on each other there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.kinks import (
    CHANGE_IN_SMOOTH,
    GRADIENT_PAIRS,
    SAME_GRADIENT,
    SECTOR_HALVINGS,
)

__all__ = ["gradients_between"]

Point = Mapping[str, Vector]


def gradients_between(
    points: Sequence[Point], gradients: Sequence[Vector], at: Callable[[Point], Vector]
) -> list[Vector]:
    """The gradients that lie between neighbours and are unlike those of both.

    Args:
        points: the neighbours, no two of them opposite to each other.
        gradients: of each neighbour, as a vector.
        at: the gradient at any point, as a vector.

    >>> units = lambda p: 1.0 * np.array([p["x"][0] > 0.01 * p["x"][1], p["x"][0] < -0.01 * p["x"][1]])
    >>> points = [{"x": np.array([-1.0, 1.0])}, {"x": np.array([1.2, 1.0])}]
    >>> gradients_between(points, [units(point) for point in points], units)
    [array([0., 0.])]
    """
    found = []
    numbers = range(len(points))
    pairs = [(i, j) for distance in (1, 2, 3) for i in numbers if (j := i + distance) < len(points)]
    different = [(i, j) for i, j in pairs if _distance(gradients[i], gradients[j]) > 0]
    for i, j in different[:GRADIENT_PAIRS]:
        third = _bisected((points[i], gradients[i]), (points[j], gradients[j]), at)
        if third is not None:
            found.append(third)
    return found


def _distance(a: Vector, b: Vector) -> float:
    """The largest difference of two gradients; 0 where smooth change explains it."""
    distance = float(np.max(np.abs(a - b), initial=0.0))
    size = float(max(np.max(np.abs(a), initial=0.0), np.max(np.abs(b), initial=0.0)))
    return distance if distance > CHANGE_IN_SMOOTH * size else 0.0


def _bisected(
    low: tuple[Point, Vector], high: tuple[Point, Vector], at: Callable[[Point], Vector]
) -> Vector | None:
    """The first gradient on the way between two neighbours that is unlike both; None if none is met."""
    limit = SAME_GRADIENT * _distance(low[1], high[1])
    for _ in range(SECTOR_HALVINGS):
        middle = {name: (x + high[0][name]) / 2 if x.dtype.kind == "f" else x for name, x in low[0].items()}
        gradient = at(middle)
        if np.max(np.abs(gradient - low[1])) <= limit:
            low = middle, gradient
        elif np.max(np.abs(gradient - high[1])) <= limit:
            high = middle, gradient
        else:
            return gradient
    return None
