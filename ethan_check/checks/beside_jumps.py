"""Beside a jump of backward: a stretch, however short, in which it is not the slope of forward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np

from ethan_check.numerics.jump_search import WrongWindow, bisect_jump, wrong_window
from ethan_check.numerics.kink_search import Crossing, find_kinks
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.noise import consists_of
from ethan_check.numerics.tolerances.kinks import JUMP_REACH, MOST_JUMPS
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.perturbed_line import PerturbedLine
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["bends_of_backward", "wrong_beside_jumps"]

Values = Mapping[str, Array]


def bends_of_backward(
    subject: Subject, values: Values, directions: Values, u: Vector, reach: float
) -> list[Crossing]:
    """Where the gradients of some arrays, one after the other in one vector, bend or jump along a line.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-0.5, 2.0]),))
    >>> found = bends_of_backward(subject, subject.values, {"X": np.array([1.0, 1.0])}, np.ones(2), 1.0)
    >>> [(entry, round(t, 1)) for entry, t in found]
    [(0, 0.5)]
    """

    def gradients(point: Values) -> Vector:
        found = subject.pullback(point, u)
        return np.concatenate([np.asarray(found[name], dtype=np.float64).ravel() for name in directions])

    try:
        return find_kinks(PerturbedLine(gradients, values, directions), reach)
    except (LayerFault, BadGradient):
        return []  # Nothing promises that backward runs there.


def wrong_beside_jumps(
    subject: Subject, places: Iterable[Crossing], values: Values, directions: Values, u: Vector
) -> WrongWindow | None:
    """A stretch of a line, beside a jump of backward, in which it is not the slope of forward.

    Args:
        subject: the layer.
        places: where on the line forward has kinks and backward bends.
        values, directions: the line.
        u: the cotangent, flat.
    """
    point: Any = PerturbedLine(cast("Any", dict), values, directions)  # The values themselves.
    unit = _unit(subject.flat(values))

    def value(t: float) -> float:
        return float(np.dot(u, subject.flat(point(t))))

    def stated(t: float) -> float:
        found = subject.pullback(point(t), u)
        return float(sum(np.sum(found[name] * v) for name, v in directions.items()))

    for t in sorted({t for _, t in places}, key=abs)[:MOST_JUMPS]:
        try:
            jump = bisect_jump(stated, t - JUMP_REACH, t + JUMP_REACH)
            found = None if jump is None else wrong_window(value, stated, *jump, unit)
        except (LayerFault, BadGradient):
            continue
        if found is not None:
            return found
    return None


def _unit(output: Array) -> float:
    """The last place of the type that an output has, or that all its numbers are of."""
    for dtype in (np.float16, np.float32):
        if output.dtype == dtype or consists_of(dtype, output):
            return float(np.finfo(dtype).eps)
    return EPSILON
