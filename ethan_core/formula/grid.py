"""One line on the grid of its indices: which entries it states, and with what values."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError
from ethan_core.formula.evaluator import Evaluator
from ethan_core.formula.frames import Frame, Integers, Mask, axes_of
from ethan_core.formula.nodes import Formula, Node
from ethan_core.formula.tables import Objects

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["LineGrid"]

_NO_VALUE = (ArithmeticError, ValueError, TypeError)
"""What number systems raise outside a function's domain."""


class LineGrid:
    """The entries that a line states. What it does not state, or what is zero by its indices, is left out.

    Raises:
        FormulaError: the line does not fit the arrays and constants at hand.
    """

    def __init__(self, formula: Formula, given: Evaluation) -> None:
        self._formula = formula
        self._evaluator = Evaluator(given)
        try:
            self._lay_out(given)
        except FormulaError:
            raise
        except (*_NO_VALUE, RecursionError) as error:
            raise self._failure("indices without a value", error) from error

    def _lay_out(self, given: Evaluation) -> None:
        formula, evaluator = self._formula, self._evaluator
        scope = (*formula.targets, formula.expression)
        binders = (*self._implied(), *formula.parts[2:])
        frame = evaluator.bind(formula, binders, Frame({}, np.ones(1, np.bool_)), scope)
        self.shapes = tuple(self._shape(target, given.shape(target), frame) for target in formula.targets)
        self._positions = []
        for target, shape in zip(formula.targets, self.shapes, strict=True):
            position, inside = evaluator.locate(target, shape, frame)
            self._positions.append(position)
            frame = frame.where(inside)
        self._expression, self._frame = evaluator.support(formula.expression, frame)

    def stated(self, weights: Objects | None = None) -> tuple[list[Integers], Objects]:
        """For every stated entry: where it goes in the flat array of each target, and its value.

        Args:
            weights: what the entries of the first target will be multiplied by; where that is zero, the
                line needs no value.

        Raises:
            FormulaError: two entries go to one place, or an entry has no value.
        """
        mask = self._frame.mask
        self._refuse_repeats([self._flat(position, mask) for position in self._positions])
        if weights is not None:
            mask = mask & (weights[self._positions[0]] != 0).astype(np.bool_)
        values = self._flat(self._values(mask), mask)
        return [self._flat(position, mask) for position in self._positions], values

    def _implied(self) -> list[Node]:
        """The indices of the left side that no `for` at the end of the line binds."""
        found: dict[str, Node] = {}
        for target in self._formula.targets:
            for index in (part for each in target.parts for part in _flattened(each)):
                if index.kind in ("name", "star"):
                    found.setdefault(index.name, index)
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
        axes = [axis for part in axes_of(target, known) for axis in part]
        for size, axis in zip(sizes, axes if len(self._formula.targets) == 1 else (), strict=False):
            if size not in (None, known[axis]):
                place = f"axis {axis} of {target.name} is {known[axis]} long"
                raise target.error(f"{place}, but '{target}' gives it {size}")
        return known

    def _flat(self, array: npt.NDArray[Any], mask: Mask) -> npt.NDArray[Any]:
        """What stands at the masked places, the last index running fastest."""
        flat: npt.NDArray[Any] = np.broadcast_to(array, mask.shape)[mask]
        return flat

    def _value(self, mask: Mask) -> Objects:
        return self._evaluator.value(self._expression, replace(self._frame, mask=mask))

    def _values(self, mask: Mask) -> Objects:
        try:
            return self._value(mask)
        except FormulaError:
            raise
        except RecursionError as error:
            raise self._failure("", error) from error
        except _NO_VALUE as error:
            self._value(mask & False)  # what fits nowhere comes first
            places, cause = self._first_failure(np.flatnonzero(mask), error)
            where = self._at(int(places[0])) if len(places) else "at all"
            raise self._failure(f"no value {where}", cause) from cause

    def _first_failure(self, places: Integers, error: Exception) -> tuple[Integers, Exception]:
        """The first of some places, of which one at least has no value; by halves."""
        while len(places) > 1:
            half = places[: len(places) // 2]
            mask = np.zeros(self._frame.mask.shape, np.bool_)
            mask.flat[half] = True
            try:
                self._value(mask)
            except FormulaError:
                raise
            except _NO_VALUE as found:
                places, error = half, found
            else:
                places = places[len(half) :]
        return places, error

    def _refuse_repeats(self, positions: list[Integers]) -> None:
        where = list(zip(*(position.tolist() for position in positions), strict=True))
        if len(set(where)) < len(where):
            first = {place: number for number, place in reversed(list(enumerate(where)))}
            again = np.delete(np.flatnonzero(self._frame.mask), list(first.values()))[0]
            raise self._formula.error(f"'{self._formula.left}' is stated twice {self._at(int(again))}")

    def _at(self, place: int) -> str:
        """The indices at one place, in words."""
        values = list(np.unravel_index(place, self._frame.mask.shape)[1:])
        shown = []
        for name, index in self._frame.indices.items():
            own, values = values[: len(index.lengths)], values[len(index.lengths) :]
            listed = ", ".join(str(int(value)) for value in own)
            shown.append(f"*{name} = ({listed})" if index.star else f"{name} = {listed}")
        return f"at {', '.join(shown)}" if shown else "at all"

    def _failure(self, what: str, error: Exception) -> FormulaError:
        if isinstance(error, RecursionError):
            return self._formula.error("the definitions that this line reads are nested too deeply")
        return self._formula.error(f"'{self._formula.left}' has {what}: {error}")


def _sizes(index: Node, frame: Frame) -> list[int | None]:
    """How long the axes of an index in a target's brackets are; None where that does not follow."""
    if index.kind == "flat":
        sizes = [size for part in index.parts for size in _sizes(part, frame)]
        return [None if None in sizes else prod(size for size in sizes if size is not None)]
    found = frame.indices.get(index.name) if index.kind in ("name", "star") else None
    if found is None or found.varies:
        return [None] * (1 if found is None else len(found.lengths))
    return [*found.lengths]


def _flattened(index: Node) -> tuple[Node, ...]:
    """The indices in a `flat`; anything else as it is."""
    return index.parts if index.kind == "flat" else (index,)
