"""Evaluates lines: every entry of a left side, over any kind of number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from ethan_core.formula.grid import LineGrid
from ethan_core.formula.indices import MOST_ENTRIES, Frame
from ethan_core.formula.nodes import Derivative, Formula, Given, Node
from ethan_core.formula.numbers import NumberSystem, Objects, Table, objects, plain, read_tensor

__all__ = ["LOSS", "Evaluation"]

LOSS = "L"
"""The name above the stroke of every gradient: dL/dX."""


@dataclass
class Evaluation:
    """The arrays, constants and defining lines of one evaluation; every line is computed once.

    `cotangents` are dL/dY by the name of Y. `shapes` are those of outputs, where they are known; those that
    follow are then compared. `lines` define what the others read, and come before arrays of the same name.
    """

    numbers: NumberSystem
    arrays: Given
    constants: Given = None
    cotangents: Given = None
    shapes: Given = None
    lines: Given = None

    def __post_init__(self) -> None:
        self._constants, self._cotangents = self.constants or {}, self.cotangents or {}
        self._arrays, self._shapes, self._lines = self.arrays or {}, self.shapes or {}, self.lines or {}
        self._tables: dict[str, Table] = {}
        self._literals: dict[int, Objects] = {}
        self._begun: list[str] = []

    def entries(self, formula: Formula) -> Objects:
        """Every entry of a line's left side; for a derivative, the axes above the stroke come first."""
        grid = LineGrid(formula, self)
        shape = tuple(size for part in grid.shapes for size in part)
        if prod(shape) > MOST_ENTRIES:
            raise formula.error(f"'{formula.left}' has {prod(shape)} entries; the most is {MOST_ENTRIES}")
        positions, values = grid.stated()
        total = np.zeros(len(values), np.intp)
        for size, position in zip(map(prod, grid.shapes), positions, strict=True):
            total = total * size + position
        found = self._zeros(shape)
        found.ravel()[total] = values
        return found

    def vjp(self, formula: Formula) -> Objects:
        """What a line for dY/dX or dL/dX makes of the cotangents: dL/dX."""
        left = formula.left
        if not isinstance(left, Derivative):
            raise formula.error(f"'{left}' is no derivative")
        if left.of.name == LOSS and LOSS not in self._cotangents:
            return self.entries(formula)
        grid = LineGrid(formula, self)
        weights, found = self.table(replace(left.of, kind="cotangent")).values, self._zeros(grid.shapes[1])
        (of, by), values = grid.stated(weights)
        np.add.at(found.ravel(), by, weights[of] * values)
        return found

    def _zeros(self, shape: Sequence[int]) -> Objects:
        return np.full(shape, self.numbers.lift(0), object)

    def table(self, array: Node) -> Table:
        """The array that an entry is of."""
        label, is_cotangent = array.label, array.kind == "cotangent"
        if not is_cotangent and array.name in self._lines:
            return self._defined(array)
        if label not in self._tables:
            given = self._cotangents if is_cotangent else self._arrays
            if array.name not in given:
                raise array.error(f"no array {label} was given; there are {', '.join(given) or 'none'}")
            self._tables[label] = read_tensor(given[array.name], lambda value: self._number(value, array))
        return self._tables[label]

    def _defined(self, array: Node) -> Table:
        name = array.name
        if name in self._begun:
            raise array.error(f"'{name}' is defined by itself: {' <- '.join((*self._begun, name))}")
        if name not in self._tables:
            self._begun.append(name)
            try:
                found = self.entries(self._lines[name])
            except RecursionError as error:
                raise array.error("the definitions that this line reads are nested too deeply") from error
            finally:
                self._begun.pop()
            self._tables[name] = Table(found.shape, objects(*found.flat, self.numbers.lift(0)))
        return self._tables[name]

    def shape(self, array: Node) -> tuple[int, ...] | None:
        """The shape of the array that an entry is of; None for a target's if it is to be found out."""
        name = array.name
        if array.kind == "target" and name in self._shapes:
            return tuple(self._shapes[name])
        if array.kind == "target" and name in self._cotangents:
            return self.table(replace(array, kind="cotangent")).shape
        if array.kind == "target" and name in self._begun:
            return None
        if array.kind != "target" or name in self._lines or name in self._arrays:
            return self.table(array).shape
        return () if name == LOSS else None

    def scalar(self, node: Node, frame: Frame) -> Any:
        """The value of a bare name that is no index: an int, a bool, or a number of the system."""
        name = node.name
        if name in self._lines or (name in self._arrays and name not in self._constants):
            table = self.table(node)
            if table.shape:
                raise node.error(f"{name} has {len(table.shape)} axes; write its indices: '{name}[...]'")
            return table.values[0]
        if name not in self._constants:
            known = f"no constant ({', '.join(self._constants) or 'none'}) and defined by no line"
            raise node.error(
                f"unknown name '{name}'; bind it with 'for {name}' or give it as a constant: "
                f"it is no index in force ({', '.join(frame.indices) or 'none'}), {known}"
            )
        value = plain(self._constants[name])
        return value if isinstance(value, int) else self._number(value, node)

    def literal(self, node: Node) -> Objects:
        """The number that a literal denotes, made once: a number system may move it at random."""
        if id(node) not in self._literals:  # equal literals in two places are two numbers
            self._literals[id(node)] = objects(self.numbers.number(node.name))
        return self._literals[id(node)]

    def _number(self, value: Any, node: Node) -> Any:
        try:
            return self.numbers.lift(value)
        except (TypeError, ValueError, ArithmeticError) as cause:
            raise node.error(f"{node.label} holds {value!r}, which is no number: {cause}") from cause
