"""Where in an array an entry is, and what the indices of a `for` run over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ethan_core.formula.frames import Frame, Integers, Mask, axes_of, needed, run_length
from ethan_core.formula.nodes import Node
from ethan_core.formula.tables import Objects

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["MOST_ENTRIES", "Indices"]

_LONGEST_RANGE = 1_000_000
"""How long one index may run: beyond it a bound is a slip, not a formula on a tiny shape."""
MOST_ENTRIES = 1_000_000
"""Combinations of indices in one line or sum: with all parts of an expression, so many numbers of 50 digits
fill up to a gigabyte."""


class Indices(ABC):
    """What indices mean.

    Raises:
        FormulaError: a name is unknown, sizes contradict each other, a range does not follow.
    """

    def __init__(self, given: Evaluation) -> None:
        self.given = given

    @abstractmethod
    def whole(self, node: Node, frame: Frame) -> Objects | None:
        """The values of an expression as Python's ints, or None if it is not always whole."""

    def index(self, node: Node, frame: Frame) -> Objects:
        """The values of an expression that must be whole."""
        found = self.whole(node, frame)
        if found is None:
            raise node.error(f"'{node}' is not always a whole number, so it cannot be an index")
        return found

    def flat(self, nodes: Iterable[Node], frame: Frame) -> Integers:
        """The row-major position of some indices in their ranges."""
        position: Integers = np.zeros(1, np.int64)
        for node in nodes:
            index = frame.in_force(node)
            if index.varies:
                raise node.error(f"the range of '{node}' varies, so it cannot be flattened")
            for values, length in zip(frame.values(index), index.lengths, strict=True):
                position = position * length + values
        return position

    def locate(self, entry: Node, shape: tuple[int, ...], frame: Frame) -> tuple[Integers, Mask]:
        """Where in a flat array of that shape an entry is (-1 for outside), and where it is inside."""
        position: Integers = np.zeros(1, np.int64)
        inside: Mask = np.ones(1, np.bool_)
        for index, axes in zip(entry.parts, axes_of(entry, shape), strict=True):
            for values, axis in zip(self._along(entry, index, len(axes), frame), axes, strict=True):
                if values.dtype == object or values.size > shape[axis]:  # else an index in its own range
                    fits = np.asarray((values >= 0) & (values < shape[axis]), np.bool_)
                    inside, values = inside & fits, np.where(fits, values, 0).astype(np.int64)
                position = position + values * prod(shape[axis + 1 :])
        return np.where(inside, position, -1), inside

    def _along(self, entry: Node, node: Node, axes: int, frame: Frame) -> Sequence[Integers | Objects]:
        if node.kind != "star" and (node.kind != "name" or node.name not in frame.indices):
            return [self.index(node, frame)]
        found = frame.in_force(node)
        if len(found.lengths) != axes:
            lengths = len(found.lengths)
            raise node.error(f"{node} stands for {lengths} axes, here for {axes} of {entry.label}")
        return frame.values(found)

    def bind(self, node: Node, binders: Iterable[Node], frame: Frame, scope: Sequence[Node]) -> Frame:
        """The frame with the indices of a line or generator, on the grid of all that it mentions.

        Raises:
            FormulaError: there are too many combinations to keep.
        """
        for binder in binders:
            if not binder.parts:
                frame = frame.bound(binder, run_length(binder, scope, self.given.shape), varies=False)
                self._refuse_large(node, frame)
                continue
            bound = self.index(binder.parts[0], frame)
            length = max(0, 0, *bound[np.broadcast_to(needed(frame.mask, bound.shape), bound.shape)])
            if length > _LONGEST_RANGE:
                raise binder.error(f"this index runs over {length} values; the most is {_LONGEST_RANGE}")
            varies = not frame.indices.keys().isdisjoint(binder.parts[0].mentions)
            frame = frame.bound(binder, [length], varies)
            self._refuse_large(node, frame)
            if varies:
                (values,) = frame.values(frame.indices[binder.name])
                frame = frame.where(np.asarray(values < frame.within(bound), np.bool_))
        return frame.where(np.ones(frame.lengths(node.mentions), np.bool_))

    def _refuse_large(self, node: Node, frame: Frame) -> None:
        size = prod(frame.lengths(node.mentions))
        if size > MOST_ENTRIES:
            message = f"the indices here have {size} combinations; the most is {MOST_ENTRIES}"
            raise node.error(message)
