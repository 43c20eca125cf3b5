"""Which axis of the grid each index is, and how long it is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError
from ethan_core.formula.nodes import Binder, Entry, as_entry, as_generator, bare

__all__ = ["Frame", "Index", "Integers", "Mask", "Raise", "axes_of", "needed", "run_length"]

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Raise: TypeAlias = Callable[[ast.AST, str], FormulaError]
"""Makes the error that points to a piece of the tree."""


class Index(NamedTuple):
    """An index in force: the axes of the grid that are its own, any number for `*i`, and their lengths."""

    first: int
    lengths: tuple[int, ...]
    star: bool
    varies: bool

    @property
    def sizes(self) -> list[int | None]:
        """How long each axis is; None where that depends on other indices."""
        return [None if self.varies else length for length in self.lengths]


@dataclass(frozen=True, eq=False)
class Frame:
    """The indices in force at one place.

    The index that is bound last has the last axis of the grid. The first axis has length 1: without it
    numpy would unpack single numbers.
    """

    indices: Mapping[str, Index]
    ndim: int = 1

    def bound(self, binder: Binder, lengths: Sequence[int], *, varies: bool = False) -> Frame:
        """One index more."""
        index = Index(self.ndim, tuple(lengths), binder.star, varies)
        return Frame({**self.indices, binder.key: index}, self.ndim + len(lengths))

    def values(self, index: Index) -> list[Integers]:
        """All values of an index, along each of its axes."""
        places = enumerate(index.lengths, start=index.first)
        return [
            np.arange(length).reshape(*(1,) * axis, length, *(1,) * (self.ndim - axis - 1))
            for axis, length in places
        ]

    def lengths(self, names: Iterable[str]) -> tuple[int, ...]:
        """The shape of the grid, of length 1 along each index that has none of these names."""
        lengths = [1] * self.ndim
        for name in self.indices.keys() & set(names):
            index = self.indices[name]
            lengths[index.first : index.first + len(index.lengths)] = index.lengths
        return tuple(lengths)

    def within(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """An array from outside a `for`, as one that does not vary along the axes of its indices."""
        return array.reshape(*array.shape, *(1,) * (self.ndim - array.ndim))


def needed(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """The mask for a part that does not vary along all axes: it is needed where any place needs it.

    >>> needed(np.array([[False, True], [False, False]]), (1, 2))
    array([[False,  True]])
    """
    mask = np.asarray(mask.any(axis=tuple(range(mask.ndim - len(shape)))))
    shared = tuple(-k for k in range(1, mask.ndim + 1) if shape[-k] == 1 and mask.shape[-k] != 1)
    return np.asarray(mask.any(axis=shared, keepdims=True)) if shared else mask


def axes_of(entry: Entry, shape: tuple[int, ...], error: Raise) -> list[tuple[ast.expr, range]]:
    """Each index of an array's brackets and the axes that it stands for: one, or any number for `*i`.

    Raises:
        FormulaError: the array has another number of axes.
    """
    stars = sum(isinstance(index, ast.Starred) for index in entry.indices)
    single = len(entry.indices) - stars
    spare = len(shape) - single
    if spare < 0 or (spare > 0 and not stars):
        message = f"{entry.label} has {len(shape)} axes, shape {shape}, but {single} indices stand here"
        raise error(entry.tree, message + " beside the *index" * stars)
    found, axis = [], 0
    for index in entry.indices:
        length = spare if isinstance(index, ast.Starred) else 1
        found.append((index, range(axis, axis + length)))
        axis += length
    return found


def run_length(
    binder: Binder,
    scope: Iterable[Entry | ast.expr],
    shape_of: Callable[[Entry, bool], tuple[int, ...] | None],
    error: Raise,
) -> tuple[int, ...]:
    """The length of an index (of every axis of a `*index`) that stands bare in the brackets of arrays.

    Args:
        scope: where the index is in force: pieces of the tree, and the entries on the left.
        shape_of: the shape of an array, which may be that of a left side; None where it is not known yet.

    Raises:
        FormulaError: two arrays disagree, or the index stands bare in no array.
    """
    shown = f"{'*' * binder.star}{binder.key[1:]}"
    found: tuple[int, ...] | None = None
    witness = ""
    for part in scope:
        if isinstance(part, Entry):
            places = [
                *_bare_indices(part),
                *(place for index in part.indices for place in _bare_places(index)),
            ]
        else:
            places = [*_bare_places(part)]
        for entry, position, name in places:
            shape = shape_of(entry, entry is part) if name == (binder.key, binder.star) else None
            if shape is None:
                continue
            axes = axes_of(entry, shape, error)[position][1]
            lengths, here = tuple(shape[axis] for axis in axes), f"{entry.label}, shape {shape}"
            if found is None:
                found, witness = lengths, here
            elif found != lengths:
                was, now = (found, lengths) if binder.star else (found[0], lengths[0])
                raise error(entry.tree, f"'{shown}' runs over {was} in {witness}, but over {now} in {here}")
    if found is None:
        advice = (
            "let it stand alone in an array's brackets" if binder.star else f"bound it: 'for {shown} < ...'"
        )
        raise error(binder.tree, f"the range of '{shown}' follows from no array; {advice}")
    return found


@lru_cache(maxsize=1024)  # the same lines are evaluated again and again
def _bare_places(tree: ast.AST) -> tuple[tuple[Entry, int, tuple[str, bool]], ...]:
    """Every place in a tree where an index, not bound in it, stands alone as one axis of an array."""
    entry, generator = as_entry(tree), as_generator(tree)
    children = sorted(ast.iter_child_nodes(tree), key=lambda child: getattr(child, "lineno", 0))
    places = [place for child in children for place in _bare_places(child)]
    bound = {binder.key for binder in generator.binders} if generator is not None else ()
    own = _bare_indices(entry) if entry is not None else []
    return tuple(place for place in (*own, *places) if place[2][0] not in bound)


def _bare_indices(entry: Entry) -> list[tuple[Entry, int, tuple[str, bool]]]:
    return [(entry, k, name) for k, index in enumerate(entry.indices) if (name := bare(index)) is not None]
