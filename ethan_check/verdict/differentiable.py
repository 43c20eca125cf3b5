"""Whether forward has a gradient at a special point, so that one alone is legal there.

Along a single line |x| has no slope at 0, but x y^2 / (x^2 + y^2) has one along each line through it, and no
gradient all the same: its slopes do not add up as those of a differentiable function do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.tolerances.bars import ERROR_BARS
from ethan_check.numerics.tolerances.kinks import ADDS_UP, PAIRS_THAT_ADD_UP
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate, with_scatter
from ethan_core.layer import Array

__all__ = ["slopes_add_up"]


def slopes_add_up(
    subject: Subject,
    values: Mapping[str, Array],
    u: Vector,
    disputed: float,
    draw: Callable[[], Mapping[str, Array]],
) -> bool:
    """Whether the slopes of u . F along two directions add up to that along their sum, to within a share of
    what is in dispute, for each of some pairs: those of a median of three equal numbers do for one in five.

    Args:
        values: the point.
        u: the cotangent; where an output of it has no slope along one of the three, another pair is asked.
        disputed: how far backward is from the slope along some direction.
        draw: draws directions of all arrays, of the size of the one along which that is disputed.

    >>> class Saddle:
    ...     def forward(self, x): return x[:1] * x[1:] ** 2 / np.maximum((x * x).sum(), 1e-300)
    ...     def backward(self, g): return np.zeros(2)
    >>> subject, rng = Subject(Saddle(), (np.array([1.0, 2.0]),)), np.random.default_rng(0)
    >>> draw = lambda: {"X": rng.integers(1, 5, 2) / 4.0}
    >>> [slopes_add_up(subject, {"X": x}, np.ones(1), 0.1, draw) for x in (np.array([1.0, 2.0]), np.zeros(2))]
    [True, False]
    """
    added_up = 0
    for _ in range(2 * PAIRS_THAT_ADD_UP):
        answer = _add_up(subject, values, u, disputed, draw)
        if answer is False:
            return False
        added_up += answer is True
        if added_up == PAIRS_THAT_ADD_UP:
            return True
    return False


def _add_up(
    subject: Subject,
    values: Mapping[str, Array],
    u: Vector,
    disputed: float,
    draw: Callable[[], Mapping[str, Array]],
) -> bool | None:
    """The same of one pair of directions; None where an output has no slope along one of the three."""
    one, other = draw(), draw()
    # Halves, so that the sum stays inside a domain where each of the two does.
    both = {name: (one[name] + other[name]) / 2 for name in one}
    left, bars = np.zeros(u.shape), np.zeros(u.shape)
    for directions, weight in ((one, 0.5), (other, 0.5), (both, -1.0)):
        found = differentiate(subject, values, directions, use_complex=False)
        if np.any(u[~found.usable]):
            return None
        found = with_scatter(subject, values, directions, found)
        left, bars = left + weight * found.value, bars + abs(weight) * found.error
    return abs(float(u @ left)) + ERROR_BARS * root_of_squares(u * bars) <= ADDS_UP * abs(disputed)
