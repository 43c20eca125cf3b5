"""Many points of a line in one call: their rows stacked along the batch axis, of a layer that treats rows
independently.

A search along a line asks a small layer at dozens of distances, and each call costs the same whether it
carries two rows or two hundred. That rows are independent is neither declared nor believed: whoever uses this
asks at some distances alone as well, and both answers have to be the same. What is found this way is where to
look. No layer is accused by a stacked call: a batch of that size is nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["StackedRows"]

Values = Mapping[str, Array]


class StackedRows:
    """Forward and backward of one subject at many distances along a line, by one call of each.

    Args:
        subject: the layer.
        values, directions: the line.
        u: the cotangent at each distance, flat.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([[-0.5, 2.0]]),))
    >>> stacked = StackedRows(subject, subject.values, {"X": np.array([[1.0, 0.0]])}, np.ones(2))
    >>> before = subject.calls.forward
    >>> outputs, gradients = stacked.answers([-1.0, 1.0, 2.0])
    >>> outputs.tolist(), subject.calls.forward - before
    ([[0.0, 2.0], [0.5, 2.0], [1.5, 2.0]], 1)
    >>> gradients.tolist()
    [[0.0, 1.0], [1.0, 1.0], [1.0, 1.0]]
    """

    def __init__(self, subject: Subject, values: Values, directions: Values, u: Vector) -> None:
        self._subject, self._values, self._directions, self._u = subject, values, directions, u
        self._stacked = tuple(name for name in subject.input_names if self._has_rows(values[name]))

    def _has_rows(self, array: Array) -> bool:
        return array.ndim > 0 and len(array) == self._subject.batch > 0

    @property
    def is_possible(self) -> bool:
        """Whether what moves and what comes out has a row for each of the batch.

        >>> class Summed:
        ...     def forward(self, x): self.x = x; return x.sum()
        ...     def backward(self, g): return g * np.ones_like(self.x)
        >>> subject = Subject(Summed(), (np.ones(3),))
        >>> StackedRows(subject, subject.values, {"X": np.ones(3)}, np.ones(1)).is_possible
        False
        """
        subject, output = self._subject, self._subject.output
        if isinstance(output, tuple | list) or subject.is_complex or subject.pinned:
            return False
        return set(self._directions) <= set(self._stacked) and self._has_rows(np.asarray(output))

    def answers(self, distances: Sequence[float]) -> tuple[Array, Array]:
        """The outputs, and the gradients of what moves one after the other: a row for each distance. As many
        distances at a time as arrays that are not large hold.

        Raises:
            LayerFault, BadGradient: as `Subject.pullback`.
            ValueError: what came out has not the shape of so many points.
        """
        size = max(self._u.size, *(self._values[name].size for name in self._stacked), 1)
        at_once = max(1, LARGE // size)
        parts = [distances[start : start + at_once] for start in range(0, len(distances), at_once)]
        outputs, gradients = zip(*map(self._answers, parts), strict=True)
        return np.concatenate(outputs), np.concatenate(gradients)

    def _answers(self, distances: Sequence[float]) -> tuple[Array, Array]:
        count, values = len(distances), dict(self._values)
        for name in self._stacked:
            x, v = values[name], self._directions.get(name)
            moved = [x] * count if v is None else np.multiply.outer(distances, v) + x
            values[name] = np.concatenate(moved)
        point = self._subject.at(values).linearise(values)
        outputs = point.output.reshape(count, -1)
        gradients = point.pullback(np.tile(self._u, count))
        rows = [np.asarray(gradients[name], dtype=np.float64).reshape(count, -1) for name in self._directions]
        return outputs, np.concatenate(rows, axis=1)
