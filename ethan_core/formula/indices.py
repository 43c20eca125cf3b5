"""Where in an array an entry is, and what the indices of a `for` run over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import prod
from typing import TypeAlias

import numpy as np

from ethan_core.formula.frames import Frame, Integers, Mask, axes_of, needed
from ethan_core.formula.nodes import Node
from ethan_core.formula.numbers import Objects

__all__ = ["MOST_ENTRIES", "bind", "flat", "locate"]

MOST_ENTRIES = 1_000_000
"""Combinations of indices in one line or sum: with all parts of an expression, so many numbers of 50 digits
fill up to a gigabyte."""

Whole: TypeAlias = Callable[[Node, Frame], Objects]
"""Finds the values of an expression that must be whole."""
Shapes: TypeAlias = Callable[[Node], tuple[int, ...] | None]
"""Finds the shape of an array; None where it is not known yet."""


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
    for index, axes in zip(entry.parts, axes_of(entry, shape), strict=True):
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
    """The frame with the indices of a line or generator, on the grid of all that it mentions.

    They are in force within the scope.
    """
    for binder in binders:
        bound = whole(binder.parts[0], frame) if binder.parts else None
        if bound is None:
            frame = frame.bound(binder, _run_length(binder, scope, shapes), varies=False)
        else:
            reached = bound[np.broadcast_to(needed(frame.mask, bound.shape), bound.shape)]
            varies = not frame.indices.keys().isdisjoint(binder.parts[0].mentions)
            frame = frame.bound(binder, [max(0, 0, *reached)], varies)
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
        lengths = tuple(shape[axis] for axis in axes_of(entry, shape)[place])
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
