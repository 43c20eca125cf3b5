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

MOST_ENTRIES = 1_000_000
"""Combinations of indices in one line or sum: with all parts of an expression, so many numbers of 50 digits
fill up to a gigabyte."""


class Indices(ABC):
    """What indices mean; whatever they cannot mean raises a FormulaError."""

    def __init__(self, given: Evaluation) -> None:
        self.given = given

    @abstractmethod
    def part(self, node: Node, frame: Frame) -> tuple[Objects, bool]:
        """The values of an expression, and whether they are still Python's ints."""

    def index(self, node: Node, frame: Frame) -> Objects:
        """The values of an expression that must be whole."""
        values, is_whole = self.part(node, frame)
        if not is_whole:
            raise node.error(f"'{node}' is not always a whole number, so it cannot be an index")
        return values

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
        """The values of what stands in an array's brackets, along each axis that it stands for."""
        if node.kind != "star" and (node.kind != "name" or node.name not in frame.indices):
            return [self.index(node, frame)]
        found = frame.in_force(node)
        count = len(found.lengths)
        if count != axes:
            raise node.error(f"{node} stands for {count} axes, here for {axes} of {entry.label}")
        return frame.values(found)

    def bind(self, node: Node, binders: Iterable[Node], frame: Frame, scope: Sequence[Node]) -> Frame:
        """The frame with the indices of a line or generator, on the grid of all that it mentions."""
        for binder in binders:
            bound = self.index(binder.parts[0], frame) if binder.parts else None
            if bound is None:
                frame = frame.bound(binder, run_length(binder, scope, self.given.shape), varies=False)
            else:
                reached = bound[np.broadcast_to(needed(frame.mask, bound.shape), bound.shape)]
                varies = not frame.indices.keys().isdisjoint(binder.parts[0].mentions)
                frame = frame.bound(binder, [max(0, 0, *reached)], varies)
            size = prod(frame.lengths(node.mentions))
            if size > MOST_ENTRIES:
                message = f"the indices here have {size} combinations; the most is {MOST_ENTRIES}"
                raise node.error(message)
            if bound is not None and bound.size > 1:
                (values,) = frame.values(frame.indices[binder.name])
                frame = frame.where(np.asarray(values < frame.within(bound), np.bool_))
        return frame.where(np.ones(frame.lengths(node.mentions), np.bool_))
