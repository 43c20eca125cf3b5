"""Forward and backward along a line, each asked at most once at a distance, and many distances by one call
where the layer treats rows independently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

import numpy as np

from ethan_check.checks.equality import relative_distance
from ethan_check.numerics.kink_search import Crossing, find_kinks, search_grid
from ethan_check.numerics.line_samples import Vector
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.perturbed_line import PerturbedLine
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.stacked_rows import StackedRows
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["BothSides"]

Values = Mapping[str, Array]


class BothSides:
    """Forward and backward along a line, each asked at most once at a distance; where the layer treats rows
    independently, at many distances by one call.

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
        self.at: Any = PerturbedLine(cast("Any", dict), values, directions)  # The values themselves.
        self._outputs: dict[float, Vector] = {}
        self._gradients: dict[float, Vector] = {}
        self._stacked: StackedRows | None = None
        self._along = self._flat(directions)

    def alone(self) -> BothSides:
        """The same line, of which nothing is known, and at which every distance costs a call of its own."""
        return BothSides(self._subject, self.at(0.0), self._directions, self._u)

    def output(self, t: float) -> Vector:
        """All outputs at a distance, flat; NaN where forward refuses to go.

        Raises:
            LayerFault: it refuses at 0.
        """
        if t not in self._outputs:
            self._outputs[t] = np.array(self._forward(t))
        return self._outputs[t]

    def gradient(self, t: float) -> Vector:
        """The gradients at a distance, one after the other in one vector.

        Raises:
            LayerFault, BadGradient: as `Subject.pullback`.
        """
        if t not in self._gradients:
            point = self._subject.linearise(self.at(t))
            self._outputs.setdefault(t, point.output)
            self._gradients[t] = self._flat(point.pullback(self._u))
        return self._gradients[t]

    def value(self, t: float) -> float:
        """The function of one number whose slope backward states: `u . F` at a distance."""
        return float(np.dot(self._u, self.output(t)))

    def stated(self, t: float) -> float:
        """The slope of `value` at a distance as backward states it."""
        return float(np.dot(self.gradient(t), self._along))

    def ahead(self, distances: Iterable[float]) -> None:
        """Ask by one call for what will be needed, where rows are independent; else nothing is done."""
        new = [t for t in dict.fromkeys(map(float, distances)) if t not in self._gradients]
        if self._stacked is None or len(new) < 2:
            return
        try:
            self._keep(new, *self._stacked.answers(new))
        except (LayerFault, BadGradient, ValueError):
            self._stacked = None  # Each alone tells what the matter is.

    def _keep(self, distances: Iterable[float], outputs: Array, gradients: Array) -> None:
        for t, output, gradient in zip(distances, outputs, gradients, strict=True):
            self._outputs.setdefault(t, output)
            self._gradients.setdefault(t, gradient)

    def kinks(self, reach: float) -> tuple[list[Crossing], list[Crossing]]:
        """The kinks of forward within a reach, and where the gradients, one after the other in one vector,
        bend or jump; no bends where backward does not run everywhere, which nothing promises.
        """
        grid = [float(t) for t in search_grid(reach)]
        self._stack_rows(grid)
        gradients = []
        for t in grid:
            with suppress(LayerFault, BadGradient):
                gradients.append(self.gradient(t))
        outputs = [self.output(t) for t in grid]
        found = find_kinks(self.output, reach, samples=np.stack(outputs), ahead=self.ahead)
        if len(gradients) < len(outputs):
            return found, []
        with suppress(LayerFault, BadGradient):
            return found, find_kinks(self.gradient, reach, samples=np.stack(gradients), ahead=self.ahead)
        return found, []

    def _stack_rows(self, grid: Sequence[float]) -> None:
        """Ask for a whole grid by one call, if two of its distances give by one call what they give alone:
        rows are then independent, and further distances are asked for by one call, too. The two come first:
        what rows that depend on each other take of time and memory may grow faster than their number.
        """
        stacked = StackedRows(self._subject, self.at(0.0), self._directions, self._u)
        twice = [grid[len(grid) // 4], grid[len(grid) - 1 - len(grid) // 4]]
        try:
            if not stacked.is_possible:
                return
            alone = [(self.gradient(t), self.output(t)) for t in twice]
            outputs, gradients = stacked.answers(twice)
        except (LayerFault, BadGradient, ValueError):
            return
        if all(map(_are_the_same, alone, zip(gradients, outputs, strict=True))):
            self._stacked = stacked
            self.ahead(grid)

    def _flat(self, found: Values) -> Vector:
        return np.concatenate(
            [np.asarray(found[name], dtype=np.float64).ravel() for name in self._directions]
        )


def _are_the_same(one: tuple[Vector, Vector], other: tuple[Vector, Vector]) -> bool:
    """Whether two answers are the same; of what is not finite it cannot be told."""
    pairs = list(zip(one, other, strict=True))
    return all(np.isfinite(a).all() and relative_distance(a, b) is None for a, b in pairs)
