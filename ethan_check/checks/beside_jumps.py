"""Beside a jump of backward: a stretch, however short, in which it is not the slope of forward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

import numpy as np

from ethan_check.numerics.jump_search import WrongWindow, bisect_jump, wrong_window
from ethan_check.numerics.kink_search import Crossing, find_kinks, search_grid
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.noise import consists_of
from ethan_check.numerics.tolerances.kinks import JUMP_REACH, MOST_JUMPS
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.perturbed_line import PerturbedLine
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["BothSides", "wrong_beside_jumps"]

Values = Mapping[str, Array]


class BothSides:
    """Forward and backward along a line: one call of each for a distance serves both.

    Args:
        subject: the layer.
        values, directions: the line.
        u: the cotangent, flat.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-0.5, 2.0]),))
    >>> both = BothSides(subject, subject.values, {"X": np.array([1.0, 1.0])}, np.ones(2))
    >>> kinks, bends = both.kinks(1.0)
    >>> [(entry, round(t, 3)) for entry, t in (*kinks, *bends)]
    [(0, 0.5), (0, 0.5)]
    """

    def __init__(self, subject: Subject, values: Values, directions: Values, u: Vector) -> None:
        self._subject, self._directions, self._u = subject, directions, u
        self._forward = subject.along(values, directions)
        self._at: Any = PerturbedLine(cast("Any", dict), values, directions)  # The values themselves.

    def kinks(self, reach: float) -> tuple[list[Crossing], list[Crossing]]:
        """The kinks of forward within a reach, and where the gradients, one after the other in one vector,
        bend or jump; no bends where backward does not run everywhere, which nothing promises.
        """
        outputs, gradients = [], []
        for t in search_grid(reach):
            point = self._subject.linearise(self._at(float(t)))
            try:
                outputs.append(point.output)
            except LayerFault:
                outputs.append(np.full(self._u.size, np.nan))
                continue
            with suppress(LayerFault, BadGradient):
                gradients.append(self._flat(point.pullback(self._u)))
        found = find_kinks(self._forward, reach, samples=np.stack(outputs))
        if len(gradients) < len(outputs):
            return found, []
        with suppress(LayerFault, BadGradient):
            return found, find_kinks(self._gradients, reach, samples=np.stack(gradients))
        return found, []

    def _gradients(self, t: float) -> Vector:
        return self._flat(self._subject.pullback(self._at(t), self._u))

    def _flat(self, found: Values) -> Vector:
        return np.concatenate(
            [np.asarray(found[name], dtype=np.float64).ravel() for name in self._directions]
        )


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
    nearest = sorted({t for _, t in places}, key=abs)[:MOST_JUMPS]
    unit = _unit([subject.flat(values), *_beside(subject, point, nearest)])

    def value(t: float) -> float:
        return float(np.dot(u, subject.flat(point(t))))

    def stated(t: float) -> float:
        found = subject.pullback(point(t), u)
        return float(sum(np.sum(found[name] * v) for name, v in directions.items()))

    for t in nearest:
        try:
            jump = bisect_jump(stated, t - JUMP_REACH, t + JUMP_REACH)
            found = None if jump is None else wrong_window(value, stated, *jump, unit)
        except (LayerFault, BadGradient):
            continue
        if found is not None:
            return found
    return None


def _beside(subject: Subject, point: Any, places: Iterable[float]) -> Iterator[Array]:
    """The outputs a little beside each place: 0.7 of the way is no short binary number."""
    for t in places:
        with suppress(LayerFault):
            yield subject.flat(point(t + 0.7 * JUMP_REACH))


def _unit(outputs: Iterable[Array]) -> float:
    """The last place of the type that outputs have, or that all their numbers are of."""
    seen = np.concatenate(list(outputs))
    for dtype in (np.float16, np.float32):
        if seen.dtype == dtype or consists_of(dtype, seen):
            return float(np.finfo(dtype).eps)
    return EPSILON
