"""Sums, products, extremes, and where these first occur."""

from __future__ import annotations

import ast
from abc import abstractmethod
from math import prod
from typing import Any

import numpy as np

from ethan_core.formula.indices import Indices
from ethan_core.formula.nodes import Generator, names_in
from ethan_core.formula.ranges import Frame, Mask, needed
from ethan_core.formula.tables import Objects

__all__ = ["EXTREME", "Reductions", "apply"]

_NOTHING = object()
"""The maximum of no entries."""
_LARGER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x > best else best, 2, 1)
_SMALLER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x < best else best, 2, 1)
_SAME = np.frompyfunc(lambda a, b: a is b or a == b, 2, 1)
EXTREME = {"max": _LARGER, "min": _SMALLER, "first_argmax": _LARGER, "first_argmin": _SMALLER}
"""Of equal values all keep the first."""


def apply(function: Any, mask: Mask, *arrays: Objects) -> Objects:
    """A function of some arrays where it is needed, and 0 elsewhere."""
    if mask.size and mask.all():
        everywhere: Objects = function(*arrays)
        return everywhere
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    found = np.zeros(shape, object)
    function(*arrays, out=found, where=needed(mask, shape))
    return found


class Reductions(Indices):
    """Evaluates generators.

    Raises:
        FormulaError: as `Indices`.
        ValueError: the largest of no entries is needed.
    """

    @abstractmethod
    def value(self, tree: ast.expr, frame: Frame, mask: Mask) -> Objects:
        """The values of an expression as numbers of the system."""

    @abstractmethod
    def condition(self, tree: ast.expr, frame: Frame, mask: Mask) -> Mask:
        """Where a condition holds."""

    @abstractmethod
    def support(self, tree: ast.expr, frame: Frame, mask: Mask) -> tuple[ast.expr, Mask]:
        """Where an expression may differ from zero, and what it is there."""

    def reduced(self, tree: ast.expr, generator: Generator, frame: Frame, mask: Mask) -> Objects:
        """The sum, product or extreme of a generator's entries."""
        if generator.kind in EXTREME:
            return self._best(tree, generator, frame, mask)[-1]
        _, values, counts, _ = self._entries(tree, generator, frame, mask)
        start = self.given.numbers.lift(0 if generator.kind == "sum" else 1)
        fold = np.add if generator.kind == "sum" else np.multiply
        found: Objects = fold.reduce(values, axis=-1, initial=start, where=counts)
        return found

    def selected(self, tree: ast.expr, generator: Generator, frame: Frame, mask: Mask) -> list[Objects]:
        """Where the best value first occurs, the last index running fastest."""
        inner, values, counts, best = self._best(tree, generator, frame, mask)
        lengths = [length for b in generator.binders for length in inner.indices[b.key].lengths]
        if not prod(lengths):
            return [np.zeros(1, object)] * len(lengths)
        first = apply(_SAME, counts, values, best[..., None]).astype(np.bool_).argmax(axis=-1)
        return [index.astype(object) for index in np.unravel_index(first, lengths)]

    def _best(
        self, tree: ast.expr, generator: Generator, frame: Frame, mask: Mask
    ) -> tuple[Frame, Objects, Mask, Objects]:
        inner, values, counts, outside = self._entries(tree, generator, frame, mask)
        best: Objects = EXTREME[generator.kind].reduce(values, axis=-1, initial=_NOTHING, where=counts)
        empty = ~counts.any(axis=-1)
        if (empty & outside).any():
            raise ValueError(f"{generator.kind} over no entries")
        best[empty] = 0
        return inner, values, counts, best

    def _entries(
        self, tree: ast.expr, generator: Generator, frame: Frame, mask: Mask
    ) -> tuple[Frame, Objects, Mask, Mask]:
        """What a generator runs over, along a last axis: the values and which of them count."""
        names = names_in(tree)
        outside = needed(mask, frame.lengths(names))
        inner, below = self.bind(generator.binders, frame, generator.scope, outside)
        counts = inner.within(outside) & below & self.grid(tree, inner, names)
        body = generator.body
        if generator.kind == "sum":
            body, nonzero = self.support(body, inner, counts)
            counts = counts & nonzero
        if generator.condition is not None:
            counts = counts & self.condition(generator.condition, inner, counts)
        values = self.value(body, inner, counts)
        shape = np.broadcast_shapes(values.shape, counts.shape)
        flat = (*shape[: frame.ndim], prod(shape[frame.ndim :]))
        values, counts = (np.broadcast_to(each, shape).reshape(flat) for each in (values, counts))
        return inner, values, counts, outside
