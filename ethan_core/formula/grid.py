"""One line on the grid of its indices: which entries it states, and with what values."""

from __future__ import annotations

import ast
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError
from ethan_core.formula.evaluator import Evaluator
from ethan_core.formula.nodes import Binder, Formula, Target, bare
from ethan_core.formula.ranges import Frame, Integers, Mask, axes_of
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
        self._evaluator = Evaluator(given, formula.words)
        self.error = self._evaluator.error
        self.shapes: tuple[tuple[int, ...], ...] = ()
        try:
            self._lay_out(given)
        except FormulaError:
            raise
        except (*_NO_VALUE, RecursionError) as error:
            raise self._failure("indices without a value", error) from error

    def stated(self, weights: Objects | None = None) -> tuple[list[Integers], Objects]:
        """For every stated entry: where it goes in the flat array of each target, and its value.

        Args:
            weights: what the entries of the first target will be multiplied by; where that is zero, the
                line needs no value.

        Raises:
            FormulaError: two entries go to one place, or an entry has no value.
        """
        mask = self._mask
        positions = [self._flat(position, mask) for position in self._positions]
        self._refuse_repeats(positions)
        if weights is not None:
            heavy = weights[self._positions[0]] != 0
            mask = mask & heavy.astype(np.bool_)
            positions = [self._flat(position, mask) for position in self._positions]
        return positions, self._flat(self._values(mask), mask)

    def _lay_out(self, given: Evaluation) -> None:
        formula, evaluator = self._formula, self._evaluator
        entries = [target.entry for target in formula.targets]
        self._tree = formula.expression.tree
        binders = (*self._implied(), *formula.binders)
        everywhere: Mask = np.ones(1, np.bool_)
        self._frame, below = evaluator.bind(binders, Frame({}), [*entries, self._tree], everywhere)
        mask = below & evaluator.grid(formula.tree, self._frame, self._frame.indices)
        self.shapes = tuple(
            self._shape(target, given.shape(target.entry, self.error, is_target=True))
            for target in formula.targets
        )
        self._positions = []
        for entry, shape in zip(entries, self.shapes, strict=True):
            position, inside = evaluator.locate(entry, shape, self._frame, mask)
            self._positions.append(position)
            mask = mask & inside
        self._tree, nonzero = evaluator.support(self._tree, self._frame, mask)
        self._mask = mask & nonzero

    def _implied(self) -> list[Binder]:
        """The indices of the left side that no `for` at the end of the line binds."""
        stated = {"pi", *(binder.key for binder in self._formula.binders)}
        implied: dict[str, Binder] = {}
        for target in self._formula.targets:
            for index in target.entry.indices:
                for part in _flattened(index):
                    key, star = bare(part) or ("pi", False)
                    if key not in stated:
                        implied.setdefault(key, Binder(key, star, None, part))
        return list(implied.values())

    def _shape(self, target: Target, known: tuple[int, ...] | None) -> tuple[int, ...]:
        """The shape of what the line defines: known beforehand, or following from its indices."""
        sizes = [size for index in target.entry.indices for size in self._sizes(index)]
        if known is None:
            if None in sizes:
                raise target.at.error(
                    f"the shape of {target.name} does not follow from '{target}'; "
                    "give its shape, or bound each index by a constant"
                )
            return tuple(size for size in sizes if size is not None)
        axes = [axis for _, part in axes_of(target.entry, known, self.error) for axis in part]
        for size, axis in zip(sizes, axes if len(self._formula.targets) == 1 else (), strict=False):
            if size not in (None, known[axis]):
                raise target.at.error(
                    f"axis {axis} of {target.name} is {known[axis]} long, but '{target}' gives it {size}"
                )
        return known

    def _sizes(self, index: ast.expr) -> list[int | None]:
        parts = _flattened(index)
        if len(parts) != 1 or parts[0] is not index:
            sizes = [size for part in parts for size in self._sizes(part)]
            return [None if None in sizes else prod(size for size in sizes if size is not None)]
        name = bare(index)
        return self._frame.indices[name[0]].sizes if name and name[0] in self._frame.indices else [None]

    def _flat(self, array: npt.NDArray[Any], mask: Mask) -> npt.NDArray[Any]:
        """What stands at the masked places, the last index running fastest."""
        flat: npt.NDArray[Any] = np.broadcast_to(array, self._mask.shape)[mask]
        return flat

    def _values(self, mask: Mask) -> Objects:
        try:
            return self._evaluator.value(self._tree, self._frame, mask)
        except FormulaError:
            raise
        except RecursionError as error:
            raise self._failure("", error) from error
        except _NO_VALUE as error:
            self._evaluator.value(self._tree, self._frame, mask & False)  # what fits nowhere comes first
            places, cause = self._first_failure(np.flatnonzero(mask), error)
            where = self._at(int(places[0])) if len(places) else "at all"
            raise self._failure(f"no value {where}", cause) from cause

    def _first_failure(self, places: Integers, error: Exception) -> tuple[Integers, Exception]:
        """The first of some places, of which one at least has no value; by halves."""
        while len(places) > 1:
            half = places[: len(places) // 2]
            mask = np.zeros(self._mask.size, np.bool_)
            mask[half] = True
            try:
                self._evaluator.value(self._tree, self._frame, mask.reshape(self._mask.shape))
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
            again = np.delete(np.flatnonzero(self._mask), list(first.values()))[0]
            raise self._formula.at.error(f"'{self._formula.left}' is stated twice {self._at(int(again))}")

    def _at(self, place: int) -> str:
        """The indices at one place, in words."""
        values = list(np.unravel_index(place, self._mask.shape)[1:])
        shown = []
        for key, index in self._frame.indices.items():
            own, values = values[: len(index.lengths)], values[len(index.lengths) :]
            listed = ", ".join(str(int(value)) for value in own)
            shown.append(f"*{key[1:]} = ({listed})" if index.star else f"{key[1:]} = {listed}")
        return f"at {', '.join(shown)}" if shown else "at all"

    def _failure(self, what: str, error: Exception) -> FormulaError:
        if isinstance(error, RecursionError):
            return self._formula.at.error("the definitions that this line reads are nested too deeply")
        return self._formula.at.error(f"'{self._formula.left}' has {what}: {error}")


def _flattened(index: ast.expr) -> list[ast.expr]:
    """The indices in a `flat`; anything else as it is."""
    is_flat = isinstance(index, ast.Call) and isinstance(index.func, ast.Name) and index.func.id == "flat"
    return index.args if isinstance(index, ast.Call) and is_flat else [index]
