"""Evaluates lines: every entry of a left side, over any kind of number."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from ethan_core.formula.frames import Frame
from ethan_core.formula.nodes import Array, Cotangent, Derivative, Formula, Mark, Read
from ethan_core.formula.numbers import NumberSystem
from ethan_core.formula.plans import plan
from ethan_core.formula.tables import Table, as_integer, plain, read_tensor

__all__ = ["LOSS", "Evaluation"]

LOSS = "L"
"""The name above the stroke of every gradient: dL/dX."""
DEEPEST_CHAIN = 12
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
        self._begun: list[str] = []

    def table(self, node: Array) -> Table:
        """The entries of the array that a node reads."""
        if isinstance(node, Cotangent):
            return self._given(f"dL/d{node.name}", self._cotangents, node.name, node.at)
        return self._named(node.name, node.at)

    def shape(self, node: Array) -> tuple[int, ...] | None:
        """The shape of the array that a node reads or defines; None if it is to be found out."""
        if isinstance(node, Cotangent | Read):
            return self.table(node).shape
        if node.name in self._shapes:
            return tuple(self._shapes[node.name])
        if node.name in self._cotangents:
            return self._given(f"dL/d{node.name}", self._cotangents, node.name, node.at).shape
        if node.name in self._lines:
            return None if node.name in self._begun else self._named(node.name, node.at).shape
        if node.name in self._arrays:
            return self._named(node.name, node.at).shape
        return () if node.name == LOSS else None

    def scalar(self, name: str, at: Mark, indices: Frame) -> Any:
        """The value of a bare name that is no index."""
        if name in self._lines or (name in self._arrays and name not in self._constants):
            table = self._named(name, at)
            if table.shape:
                raise at.error(f"{name} has {len(table.shape)} axes; write its indices: '{name}[...]'")
            return (table.integers or table.values)[0]
        if name not in self._constants:
            raise at.error(
                f"unknown name '{name}'; bind it with 'for {name}' or give it as a constant: "
                f"it is no index in force ({_listed(indices)}), no constant "
                f"({_listed(self._constants)}) and defined by no line"
            )
        value = self._constants[name]
        if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
            return bool(value)
        whole = as_integer(value)
        return self._lifted(value, name, at) if whole is None else whole

    def entries(self, formula: Formula) -> Table:
        """Every entry of a line's left side; for a derivative, the axes above the stroke come first."""
        ready = plan(formula, self)
        sizes = [prod(shape) for shape in ready.shapes]
        values = [self.numbers.lift(0)] * prod(sizes)
        for where, value, v in ready.entries():
            position = 0
            for size, part in zip(sizes, where, strict=True):
                position = position * size + part
            values[position] = value(v)
        return Table(tuple(size for shape in ready.shapes for size in shape), values)

    def vjp(self, formula: Formula) -> Table:
        """What a line for dY/dX or dL/dX makes of the cotangents: the table of dL/dX.

        Raises:
            FormulaError: the line is no derivative, or its output has no cotangent.
        """
        left = formula.left
        if not isinstance(left, Derivative):
            raise formula.at.error(f"'{left}' is no derivative")
        if left.of.name == LOSS and LOSS not in self._cotangents:
            return self.entries(formula)
        above = self._given(f"dL/d{left.of.name}", self._cotangents, left.of.name, left.of.at)
        ready = plan(formula, self)
        values = [self.numbers.lift(0)] * prod(ready.shapes[1])
        for (of, by), value, v in ready.entries():
            weight = above.values[of]
            if weight != 0:
                values[by] = values[by] + weight * value(v)
        return Table(ready.shapes[1], values)

    def _named(self, name: str, at: Mark) -> Table:
        if name not in self._lines:
            return self._given(name, self._arrays, name, at)
        if name in self._begun:
            raise at.error(f"'{name}' is defined by itself: {' <- '.join((*self._begun, name))}")
        if len(self._begun) == DEEPEST_CHAIN:
            raise at.error(f"more than {DEEPEST_CHAIN} lines define each other in a row; join some")
        if name not in self._tables:
            self._begun.append(name)
            try:
                self._tables[name] = self.entries(self._lines[name])
            finally:
                self._begun.pop()
        return self._tables[name]

    def _given(self, shown: str, given: Mapping[str, Any], name: str, at: Mark) -> Table:
        if shown not in self._tables:
            if name not in given:
                raise at.error(f"no array {shown} was given; there are {_listed(given)}")
            self._tables[shown] = read_tensor(given[name], lambda value: self._lifted(value, shown, at))
        return self._tables[shown]

    def _lifted(self, value: Any, name: str, at: Mark) -> Any:
        try:
            return self.numbers.lift(plain(value))
        except (TypeError, ValueError, ArithmeticError) as error:
            raise at.error(f"{name} holds {value!r}, which is no number: {error}") from error


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(names) or "none"
