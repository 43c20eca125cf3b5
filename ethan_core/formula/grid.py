"""One line on the grid of its indices: which entries it states, and with what values."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError
from ethan_core.formula.evaluator import Evaluator
from ethan_core.formula.indices import Frame, Integers, Mask, bind, locate
from ethan_core.formula.nodes import Formula, Node
from ethan_core.formula.numbers import Objects

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["LineGrid"]

_NO_VALUE = (ArithmeticError, ValueError, TypeError)
"""What number systems raise outside a function's domain."""


class LineGrid:
    """The entries that a line states. What it does not state, or what is zero by its indices, is left out."""

    def __init__(self, formula: Formula, given: Evaluation) -> None:
        self._formula, self._evaluator = formula, Evaluator(given)
        try:
            self._lay_out(given)
        except FormulaError:
            raise
        except _NO_VALUE as error:
            raise formula.error(f"'{formula.left}' has indices without a value: {error}") from error

    def _lay_out(self, given: Evaluation) -> None:
        formula, index = self._formula, self._evaluator.index
        binders, scope = (*self._implied(), *formula.parts[2:]), (*formula.targets, formula.expression)
        frame = bind(formula, binders, Frame({}, np.ones(1, np.bool_)), scope, index, given.shape)
        self.shapes = [self._shape(target, given.shape(target), frame) for target in formula.targets]
        self._positions = []
        for target, shape in zip(formula.targets, self.shapes, strict=True):
            position, inside = locate(target, shape, frame, index)
            self._positions.append(position)
            frame = frame.where(inside)
        self._expression, self._frame = self._evaluator.support(formula.expression, frame)

    def _implied(self) -> list[Node]:
        """The indices of the left side that no `for` at the end of the line binds."""
        found: dict[str, Node] = {}
        for index in (index for target in self._formula.targets for index in target.parts):
            for part in index.parts if index.kind == "flat" else (index,):
                if part.kind in ("name", "star"):
                    found.setdefault(part.name, part)
        stated = {binder.name for binder in self._formula.parts[2:]}
        return [index for name, index in found.items() if name not in stated]

    def _shape(self, target: Node, known: tuple[int, ...] | None, frame: Frame) -> tuple[int, ...]:
        """The shape of what the line defines: known beforehand, or following from its indices."""
        sizes = [size for index in target.parts for size in _sizes(index, frame)]
        if known is None:
            if None in sizes:
                advice = "give its shape, or bound each index by a constant"
                raise target.error(f"the shape of {target.name} does not follow from '{target}'; {advice}")
            return tuple(size for size in sizes if size is not None)
        is_alone = target is self._formula.left and len(sizes) == len(known)
        for axis, (size, length) in enumerate(zip(sizes, known, strict=True) if is_alone else ()):
            if size not in (None, length):
                message = f"axis {axis} of {target.name} is {length} long, but '{target}' gives it {size}"
                raise target.error(message)
        return known

    def stated(self, weights: Objects | None = None) -> tuple[list[Integers], Objects]:
        """For every stated entry: where it goes in the flat array of each target, and its value.

        The entries of the first target will be multiplied by weights; where these are zero, the line needs
        no value.
        """
        mask = self._frame.mask
        self._refuse_repeats([_flat(position, mask) for position in self._positions])
        if weights is not None:
            mask = mask & (weights[self._positions[0]] != 0).astype(np.bool_)
        try:
            values = _flat(self._values(mask), mask)
        except FormulaError:
            raise
        except _NO_VALUE as error:
            self._values(mask & False)  # what fits nowhere comes first
            where, cause = self._first_failure(np.flatnonzero(mask), error)
            raise self._formula.error(f"'{self._formula.left}' has no value {where}: {cause}") from cause
        return [_flat(position, mask) for position in self._positions], values

    def _values(self, mask: Mask) -> Objects:
        return self._evaluator.value(self._expression, replace(self._frame, mask=mask))

    def _first_failure(self, places: Integers, error: Exception) -> tuple[str, Exception]:
        """The first of some places, of which one at least has no value; found by halves."""
        while len(places) > 1:
            half = places[: len(places) // 2]
            mask = np.zeros(self._frame.mask.shape, np.bool_)
            mask.flat[half] = True
            try:
                self._values(mask)
                places = places[len(half) :]
            except FormulaError:
                raise
            except _NO_VALUE as found:
                places, error = half, found
        return self._at(places[0]) if len(places) else "at all", error

    def _refuse_repeats(self, positions: list[Integers]) -> None:
        seen: set[tuple[int, ...]] = set()
        for number, place in enumerate(zip(*(position.tolist() for position in positions), strict=True)):
            if place in seen:
                where = self._at(np.flatnonzero(self._frame.mask)[number])
                raise self._formula.error(f"'{self._formula.left}' is stated twice {where}")
            seen.add(place)

    def _at(self, place: Any) -> str:
        """The indices at one place, in words."""
        values = [int(value) for value in np.unravel_index(place, self._frame.mask.shape)]
        shown = []
        for name, index in self._frame.indices.items():
            own = ", ".join(map(str, values[index.first : index.first + len(index.lengths)]))
            shown.append(f"*{name} = ({own})" if index.star else f"{name} = {own}")
        return f"at {', '.join(shown)}" if shown else "at all"


def _flat(array: npt.NDArray[Any], mask: Mask) -> npt.NDArray[Any]:
    """What stands at the masked places, the last index running fastest."""
    return np.asarray(np.broadcast_to(array, mask.shape)[mask])


def _sizes(index: Node, frame: Frame) -> list[int | None]:
    """How long the axes are that an index on the left stands for; None where that does not follow."""
    if index.kind == "flat":
        sizes = [size for part in index.parts for size in _sizes(part, frame)]
        return [None if None in sizes else prod(size for size in sizes if size is not None)]
    found = frame.indices.get(index.name) if index.kind in ("name", "star") else None
    return [None] if found is None else [None if found.varies else length for length in found.lengths]
