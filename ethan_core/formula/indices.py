"""Where in an array an entry is, and what the indices of a `for` run over."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ethan_core.errors import FormulaError
from ethan_core.formula.nodes import Binder, Entry, bare, mark, names_in, spelt
from ethan_core.formula.ranges import Frame, Index, Integers, Mask, axes_of, needed, run_length
from ethan_core.formula.tables import Objects
from ethan_core.formula.words import Word

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["MOST_ENTRIES", "Indices"]

_LONGEST_RANGE = 1_000_000
"""How long one index may run: beyond it a bound is a slip, not a formula on a tiny shape."""
MOST_ENTRIES = 1_000_000
"""Combinations of indices in one line or sum: with all parts of an expression, so many numbers of 50 digits
fill up to a gigabyte."""


class Indices(ABC):
    """What the indices of one line mean.

    Raises:
        FormulaError: a name is unknown, sizes contradict each other, a range does not follow.
    """

    def __init__(self, given: Evaluation, words: Sequence[Word]) -> None:
        self.given = given
        self._words = words
        self._located: dict[tuple[ast.AST, Frame], tuple[Mask, tuple[Integers, Mask]]] = {}

    @abstractmethod
    def whole(self, tree: ast.expr, frame: Frame, mask: Mask) -> Objects | None:
        """The values of an expression as Python's ints, or None if it is not always whole."""

    def error(self, tree: ast.AST, message: str) -> FormulaError:
        """The error that points to a piece of the tree."""
        return mark(tree, self._words).error(message)

    def shown(self, tree: ast.expr) -> str:
        """A piece of the tree in the notation."""
        return spelt(self._words[tree.lineno - 1 : tree.end_lineno])

    def index(self, tree: ast.expr, frame: Frame, mask: Mask) -> Objects:
        """The values of an expression that must be whole."""
        found = self.whole(tree, frame, mask)
        if found is None:
            message = f"'{self.shown(tree)}' is not always a whole number, so it cannot be an index"
            raise self.error(tree, message)
        return found

    def in_force(self, tree: ast.expr, frame: Frame) -> Index:
        """The index that a bare name, or a name behind a star, stands for."""
        key, star = bare(tree) or ("", False)
        name = key[1:]
        if key not in frame.indices:
            message = f"no index '{name}' is in force here; bind it on the left side or with 'for {name}'"
            raise self.error(tree, message)
        if frame.indices[key].star != star:
            here, there = (f"'*{name}'", f"'{name}'") if star else (f"'{name}'", f"'*{name}'")
            raise self.error(tree, f"{here} stands here, but {there} is bound")
        return frame.indices[key]

    def flat(self, trees: Iterable[ast.expr], frame: Frame) -> Integers:
        """The row-major position of some indices in their ranges."""
        position: Integers = np.zeros(1, np.int64)
        for tree in trees:
            index = self.in_force(tree, frame)
            if index.varies:
                raise self.error(tree, f"the range of '{self.shown(tree)}' varies, so it cannot be flattened")
            for values, length in zip(frame.values(index), index.lengths, strict=True):
                position = position * length + values
        return position

    def locate(self, entry: Entry, shape: tuple[int, ...], frame: Frame, mask: Mask) -> tuple[Integers, Mask]:
        """Where in a flat array of that shape an entry is (-1 for outside), and where it is inside."""
        needed_before, found = self._located.get((entry.tree, frame), (mask, None))
        if found is None or (mask & ~needed_before).any():
            found = self._locate(entry, shape, frame, mask)
            self._located[entry.tree, frame] = mask, found
        return found

    def _locate(
        self, entry: Entry, shape: tuple[int, ...], frame: Frame, mask: Mask
    ) -> tuple[Integers, Mask]:
        position: Integers = np.zeros(1, np.int64)
        inside: Mask = np.ones(1, np.bool_)
        for index, axes in axes_of(entry, shape, self.error):
            for values, axis in zip(self._along(entry, index, len(axes), frame, mask), axes, strict=True):
                if values.dtype == object or values.size > shape[axis]:  # else an index in its own range
                    fits = np.asarray((values >= 0) & (values < shape[axis]), np.bool_)
                    inside, values = inside & fits, np.where(fits, values, 0).astype(np.int64)
                position = position + values * prod(shape[axis + 1 :])
        return np.where(inside, position, -1), inside

    def bind(
        self, binders: Iterable[Binder], frame: Frame, scope: Sequence[Entry | ast.expr], mask: Mask
    ) -> tuple[Frame, Mask]:
        """The frame with some indices more, and where these are below bounds that vary."""
        bounds: list[tuple[str, Objects]] = []
        for binder in binders:
            if binder.bound is None:
                frame = frame.bound(binder, run_length(binder, scope, self._shape, self.error))
                continue
            where = frame.within(mask) & self._below(bounds, frame)
            bound = self.index(binder.bound, frame, where)
            varies = not frame.indices.keys().isdisjoint(names_in(binder.bound))
            length = max(0, 0, *bound[np.broadcast_to(needed(where, bound.shape), bound.shape)])
            if length > _LONGEST_RANGE:
                message = f"this index runs over {length} values; the most is {_LONGEST_RANGE}"
                raise self.error(binder.tree, message)
            frame = frame.bound(binder, [length], varies=varies)
            if varies:
                bounds.append((binder.key, bound))
        return frame, self._below(bounds, frame)

    def _below(self, bounds: Iterable[tuple[str, Objects]], frame: Frame) -> Mask:
        below: Mask = np.ones(1, np.bool_)
        for key, bound in bounds:
            (values,) = frame.values(frame.indices[key])
            below = below & np.asarray(values < frame.within(bound), np.bool_)
        return below

    def grid(self, tree: ast.expr, frame: Frame, names: Iterable[str]) -> Mask:
        """Every combination of the indices of some names.

        Raises:
            FormulaError: there are too many to keep.
        """
        shape = frame.lengths(names)
        if prod(shape) > MOST_ENTRIES:
            message = f"the indices here have {prod(shape)} combinations; the most is {MOST_ENTRIES}"
            raise self.error(tree, message)
        return np.ones(shape, np.bool_)

    def _shape(self, entry: Entry, is_target: bool) -> tuple[int, ...] | None:
        return self.given.shape(entry, self.error, is_target=is_target)

    def _along(
        self, entry: Entry, tree: ast.expr, axes: int, frame: Frame, mask: Mask
    ) -> Sequence[Integers | Objects]:
        name = bare(tree)
        if name is None or (name[0] not in frame.indices and not name[1]):
            return [self.index(tree, frame, mask)]
        found = self.in_force(tree, frame)
        if len(found.lengths) != axes:
            message = (
                f"{self.shown(tree)} stands for {len(found.lengths)} axes, here for {axes} of {entry.label}"
            )
            raise self.error(tree, message)
        return frame.values(found)
