"""Which axis of the grid each index is, how long it is, and where on the grid values are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ethan_core.formula.nodes import Node
from ethan_core.formula.numbers import Objects

__all__ = ["Frame", "Index", "Integers", "Mask", "axes_of", "needed"]

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Index(NamedTuple):
    """An index in force: its axes of the grid (`*i` has any number of them), and their lengths.

    It `varies` if its bound does; its length is then the largest.
    """

    first: int
    lengths: tuple[int, ...]
    star: bool
    varies: bool


@dataclass(frozen=True)
class Frame:
    """The indices in force at one place, and a mask that says where on their grid values are needed.

    The index that is bound last has the last axis of the grid. The first axis has length 1: without it
    numpy would unpack single numbers.
    """

    indices: Mapping[str, Index]
    mask: Mask
    ndim: int = 1

    def where(self, holds: Mask) -> Frame:
        """The frame for values that are needed only where something holds."""
        return replace(self, mask=self.mask & holds)

    def bound(self, binder: Node, lengths: Sequence[int], varies: bool) -> Frame:
        """One index more."""
        index = Index(self.ndim, tuple(lengths), binder.kind == "star", varies)
        wider = replace(self, indices={**self.indices, binder.name: index}, ndim=self.ndim + len(lengths))
        return replace(wider, mask=wider.within(self.mask))

    def within(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """An array from outside a `for`, as one that does not vary along the axes of its indices."""
        return array.reshape(*array.shape, *(1,) * (self.ndim - array.ndim))

    def values(self, index: Index) -> list[Integers]:
        """All values of an index, along each of its axes."""
        axes = enumerate(index.lengths, start=index.first)
        return [np.arange(n).reshape(*(1,) * axis, n, *(1,) * (self.ndim - axis - 1)) for axis, n in axes]

    def lengths(self, names: Iterable[str]) -> tuple[int, ...]:
        """The shape of the grid, of length 1 along each index that has none of these names."""
        lengths = [1] * self.ndim
        for name in self.indices.keys() & names:
            index = self.indices[name]
            lengths[index.first : index.first + len(index.lengths)] = index.lengths
        return tuple(lengths)

    def in_force(self, node: Node) -> Index:
        """The index that a bare name, or a name behind a star, stands for."""
        index, name = self.indices.get(node.name), node.name
        if index is None:
            message = f"no index '{name}' is in force here; bind it on the left side or with 'for {name}'"
            raise node.error(message)
        if index.star != (node.kind == "star"):
            raise node.error(f"'{node}' stands here, but '{'*' * index.star}{name}' is bound")
        return index

    def apply(self, function: Any, *arrays: Objects) -> Objects:
        """A function of some arrays where it is needed, and 0 elsewhere."""
        if self.mask.size and self.mask.all():
            return np.asarray(function(*arrays))
        found = np.zeros(np.broadcast_shapes(*(array.shape for array in arrays)), object)
        function(*arrays, out=found, where=needed(self.mask, found.shape))
        return found


def needed(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """The mask for a part that does not vary along all axes: it is needed where any place needs it.

    >>> needed(np.array([[False, True], [False, False]]), (1, 2))
    array([[False,  True]])
    """
    mask = np.asarray(mask.any(axis=tuple(range(mask.ndim - len(shape)))))
    shared = tuple(-k for k in range(1, mask.ndim + 1) if shape[-k] == 1 and mask.shape[-k] != 1)
    return np.asarray(mask.any(axis=shared, keepdims=True)) if shared else mask


def axes_of(entry: Node, shape: tuple[int, ...]) -> list[range]:
    """The axes that each index in an array's brackets stands for: one, or any number for `*i`."""
    stars = sum(index.kind == "star" for index in entry.parts)
    single = len(entry.parts) - stars
    spare = len(shape) - single
    if spare < 0 or (spare > 0 and not stars):
        message = f"{entry.label} has {len(shape)} axes, shape {shape}, but {single} indices stand here"
        raise entry.error(message + " beside the *index" * stars)
    found, axis = [], 0
    for index in entry.parts:
        found.append(range(axis, axis + (spare if index.kind == "star" else 1)))
        axis = found[-1].stop
    return found
