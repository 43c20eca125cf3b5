"""Evaluates lines: every entry of a left side, over any kind of number."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from ethan_core.formula.grid import LineGrid
from ethan_core.formula.indices import MOST_ENTRIES
from ethan_core.formula.nodes import Derivative, Entry, Formula
from ethan_core.formula.numbers import NumberSystem
from ethan_core.formula.ranges import Frame, Raise
from ethan_core.formula.tables import Objects, Table, as_integer, padded, plain, read_tensor, single

__all__ = ["LOSS", "Evaluation"]

LOSS = "L"
"""The name above the stroke of every gradient: dL/dX."""
_DEEPEST_CHAIN = 12
"""How many lines may each read the next."""


class Evaluation:
    """The arrays, constants and defining lines of one evaluation; every line is computed once.

    Args:
        numbers: the kind of number to compute with.
        arrays: the inputs and parameters, by name.
        constants: named numbers and flags; axis sizes such as N belong here.
        cotangents: dL/dY for each output Y, by the output's name.
        shapes: the shapes of outputs, where they are known; those that follow are then compared.
        lines: the lines that define what the others read, by name. A line comes before an array.

    Raises:
        FormulaError: at the first question that has no answer.
    """

    def __init__(
        self,
        numbers: NumberSystem,
        arrays: Mapping[str, Any],
        constants: Mapping[str, Any] | None = None,
        cotangents: Mapping[str, Any] | None = None,
        shapes: Mapping[str, tuple[int, ...]] | None = None,
        lines: Mapping[str, Formula] | None = None,
    ) -> None:
        self.numbers = numbers
        self._arrays = arrays
        self._constants = constants or {}
        self._cotangents = cotangents or {}
        self._shapes = shapes or {}
        self._lines = lines or {}
        self._tables: dict[str, Table] = {}
        self._literals: dict[ast.expr, Objects] = {}
        self._begun: list[str] = []

    def entries(self, formula: Formula) -> Objects:
        """Every entry of a line's left side; for a derivative, the axes above the stroke come first."""
        grid = LineGrid(formula, self)
        shape = tuple(size for part in grid.shapes for size in part)
        if prod(shape) > MOST_ENTRIES:
            message = f"'{formula.left}' has {prod(shape)} entries; the most is {MOST_ENTRIES}"
            raise formula.left.at.error(message)
        found = self._zeros(shape)
        positions, values = grid.stated()
        total = np.zeros(len(values), np.intp)
        for size, position in zip(map(prod, grid.shapes), positions, strict=True):
            total = total * size + position
        found[total] = values
        return found.reshape(shape)

    def output(self, formula: Formula) -> Objects:
        """The entries of a line that defines an output, computed once."""
        target = formula.targets[0]
        table = self.table(target.entry, lambda _, message: target.at.error(message))
        return table.values[:-1].reshape(table.shape)

    def vjp(self, formula: Formula) -> Objects:
        """What a line for dY/dX or dL/dX makes of the cotangents: dL/dX.

        Raises:
            FormulaError: the line is no derivative, or its output has no cotangent.
        """
        left = formula.left
        if not isinstance(left, Derivative):
            raise formula.at.error(f"'{left}' is no derivative")
        if left.of.name == LOSS and LOSS not in self._cotangents:
            return self.entries(formula)
        above = Entry(f"d_{left.of.name}", (), left.of.tree)
        grid = LineGrid(formula, self)
        weights = self.table(above, grid.error).values
        (of, by), values = grid.stated(weights)
        found = self._zeros(grid.shapes[1])
        np.add.at(found, by, weights[of] * values)
        return found.reshape(grid.shapes[1])

    def table(self, entry: Entry, error: Raise) -> Table:
        """The array that an entry is of."""
        if entry.is_cotangent:
            return self._given(entry, self._cotangents, error)
        if entry.name not in self._lines:
            return self._given(entry, self._arrays, error)
        return self._defined(entry, error)

    def shape(self, entry: Entry, error: Raise, *, is_target: bool = False) -> tuple[int, ...] | None:
        """The shape of the array that an entry is of; None for a target's if it is to be found out."""
        name = entry.name
        if not is_target:
            return self.table(entry, error).shape
        if name in self._shapes:
            return tuple(self._shapes[name])
        if name in self._cotangents:
            return self.table(entry._replace(key=f"d_{name}"), error).shape
        if name in self._lines and name in self._begun:
            return None
        if name in self._lines or name in self._arrays:
            return self.table(entry, error).shape
        return () if name == LOSS else None

    def scalar(self, name: str, error: Raise, tree: ast.expr, frame: Frame) -> Any:
        """The value of a bare name that is no index: an int, a bool, or a number of the system."""
        if name in self._lines or (name in self._arrays and name not in self._constants):
            table = self.table(Entry(f"_{name}", (), tree), error)
            if table.shape:
                raise error(tree, f"{name} has {len(table.shape)} axes; write its indices: '{name}[...]'")
            return table.values[0] if table.integers is None else int(table.integers[0])
        if name not in self._constants:
            raise error(
                tree,
                f"unknown name '{name}'; bind it with 'for {name}' or give it as a constant: "
                f"it is no index in force ({_listed(key[1:] for key in frame.indices)}), no constant "
                f"({_listed(self._constants)}) and defined by no line",
            )
        value = self._constants[name]
        if isinstance(value, bool | np.bool_):
            return bool(value)
        whole = as_integer(value)
        return self._number(value, name, error, tree) if whole is None else whole

    def literal(self, tree: ast.Constant) -> Objects:
        """The number that a literal denotes, made once: a number system may move it at random."""
        if tree not in self._literals:
            self._literals[tree] = single(self.numbers.number(str(tree.value)))
        return self._literals[tree]

    def _zeros(self, shape: tuple[int, ...]) -> Objects:
        return np.full(prod(shape), self.numbers.lift(0), object)

    def _defined(self, entry: Entry, error: Raise) -> Table:
        name = entry.name
        if name in self._begun:
            raise error(entry.tree, f"'{name}' is defined by itself: {' <- '.join((*self._begun, name))}")
        if len(self._begun) == _DEEPEST_CHAIN:
            message = f"more than {_DEEPEST_CHAIN} lines define each other in a row; join some"
            raise error(entry.tree, message)
        if name not in self._tables:
            self._begun.append(name)
            try:
                array = self.entries(self._lines[name])
                self._tables[name] = Table(array.shape, padded(array.ravel().tolist(), self.numbers.lift(0)))
            finally:
                self._begun.pop()
        return self._tables[name]

    def _given(self, entry: Entry, given: Mapping[str, Any], error: Raise) -> Table:
        label = entry.label
        if label not in self._tables:
            if entry.name not in given:
                raise error(entry.tree, f"no array {label} was given; there are {_listed(given)}")
            self._tables[label] = read_tensor(
                given[entry.name], lambda value: self._number(value, label, error, entry.tree)
            )
        return self._tables[label]

    def _number(self, value: Any, name: str, error: Raise, tree: ast.expr) -> Any:
        try:
            return self.numbers.lift(plain(value))
        except (TypeError, ValueError, ArithmeticError) as cause:
            raise error(tree, f"{name} holds {value!r}, which is no number: {cause}") from cause


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"
