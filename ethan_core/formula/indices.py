"""Which axis of the grid an index is, what it runs over, and where in an array an entry is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ethan_core.formula.nodes import Node
from ethan_core.formula.numbers import Objects

__all__ = ["MOST_ENTRIES", "Frame", "Integers", "Mask", "bind", "flat", "locate", "needed"]

MOST_ENTRIES = 1_000_000
"""Combinations of indices in one line or sum: with all parts of an expression, so many numbers of 50 digits
fill up to a gigabyte."""

_MOST_AXES = 32
"""What numpy can broadcast."""

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Whole: TypeAlias = Callable[[Node, "Frame"], Objects]
"""Finds the values of an expression that must be whole."""
Shapes: TypeAlias = Callable[[Node], tuple[int, ...] | None]
"""Finds the shape of an array; None where it is not known yet."""


class Index(NamedTuple):
    """An index in force: its axes of the grid and their lengths, the largest ones if its bound varies."""

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
        return Frame(self.indices, self.mask & holds, self.ndim)

    def bound(self, binder: Node, lengths: Sequence[int], varies: bool) -> Frame:
        """One index more."""
        index = Index(self.ndim, tuple(lengths), binder.kind == "star", varies)
        wider = Frame({**self.indices, binder.name: index}, self.mask, self.ndim + len(lengths))
        return Frame(wider.indices, wider.within(self.mask), wider.ndim)

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


def _axes_of(entry: Node, shape: tuple[int, ...]) -> list[range]:
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


def flat(nodes: Iterable[Node], frame: Frame) -> Integers:
    """The row-major position of some indices in their ranges."""
    position: Integers = np.zeros(1, np.int64)
    for node in nodes:
        index = frame.in_force(node)
        if index.varies:
            raise node.error(f"the range of '{node}' varies, so it cannot be flattened")
        for values, length in zip(frame.values(index), index.lengths, strict=True):
            position = position * length + values
    return position


def locate(entry: Node, shape: tuple[int, ...], frame: Frame, whole: Whole) -> tuple[Integers, Mask]:
    """Where in a flat array of that shape an entry is (-1 for outside), and where it is inside."""
    position: Integers = np.zeros(1, np.int64)
    inside: Mask = np.ones(1, np.bool_)
    for index, axes in zip(entry.parts, _axes_of(entry, shape), strict=True):
        is_bare = index.kind == "star" or (index.kind == "name" and index.name in frame.indices)
        along: Sequence[Integers | Objects] = [] if is_bare else [whole(index, frame)]
        along = along or frame.values(frame.in_force(index))
        if len(along) != len(axes):
            message = f"{index} stands for {len(along)} axes, here for {len(axes)} of {entry.label}"
            raise index.error(message)
        for values, axis in zip(along, axes, strict=True):
            if values.dtype == object or values.size > shape[axis]:  # else an index in its own range
                fits = np.asarray((values >= 0) & (values < shape[axis]), np.bool_)
                inside, values = inside & fits, np.where(fits, values, 0).astype(np.int64)
            position = position + values * prod(shape[axis + 1 :])
    return np.where(inside, position, -1), inside


def bind(
    node: Node, binders: Iterable[Node], frame: Frame, scope: Sequence[Node], whole: Whole, shapes: Shapes
) -> Frame:
    """The frame with the indices of a line or generator, all that it mentions spread out on the grid."""
    for binder in binders:
        bound = whole(binder.parts[0], frame) if binder.parts else None
        if bound is None:
            frame = frame.bound(binder, _run_length(binder, scope, shapes), varies=False)
        else:
            reached = bound[np.broadcast_to(needed(frame.mask, bound.shape), bound.shape)]
            varies = not frame.indices.keys().isdisjoint(binder.parts[0].mentions)
            frame = frame.bound(binder, [max(0, 0, *reached)], varies)
        if frame.ndim > _MOST_AXES:
            raise binder.error(f"more than {_MOST_AXES - 1} indices are in force here; name a part of it")
        size = prod(frame.lengths(node.mentions))
        if size > MOST_ENTRIES:
            raise node.error(f"the indices here have {size} combinations; the most is {MOST_ENTRIES}")
        if bound is not None and bound.size > 1:
            (values,) = frame.values(frame.indices[binder.name])
            frame = frame.where(np.asarray(values < frame.within(bound), np.bool_))
    return frame.where(np.ones(frame.lengths(node.mentions), np.bool_))


def _run_length(binder: Node, scope: Iterable[Node], shapes: Shapes) -> tuple[int, ...]:
    """The length of an index (of every axis of a `*index`) that stands bare in the brackets of arrays."""
    found, witness = None, ""
    for entry, place in (each for part in scope for each in part.places):
        index = entry.parts[place]
        shape = shapes(entry) if (index.kind, index.name) == (binder.kind, binder.name) else None
        if shape is None:
            continue
        lengths = tuple(shape[axis] for axis in _axes_of(entry, shape)[place])
        here = f"{entry.label}, shape {shape}"
        if found is None:
            found, witness = lengths, here
        elif found != lengths:
            was, now = (found, lengths) if binder.kind == "star" else (found[0], lengths[0])
            raise entry.error(f"'{binder}' runs over {was} in {witness}, but over {now} in {here}")
    if found is None:
        bare = "let it stand alone in an array's brackets"
        advice = bare if binder.kind == "star" else f"bound it: 'for {binder} < ...'"
        raise binder.error(f"the range of '{binder}' follows from no array; {advice}")
    return found
