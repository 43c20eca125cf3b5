"""All lines of one layer: what each is for, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ethan_core.errors import FormulaError
from ethan_core.formula.evaluation import LOSS, Evaluation
from ethan_core.formula.nodes import Derivative, Formula
from ethan_core.formula.numbers import NumberSystem
from ethan_core.formula.parser import parse_lines
from ethan_core.formula.tables import Objects

__all__ = ["Formulas", "parse_formulas"]

Given = Mapping[str, Any]
Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Formulas:
    """The documented forward and derivatives of a layer.

    >>> import numpy as np
    >>> from ethan_core.formula import FloatNumbers
    >>> square = parse_formulas("Y[*i] = X[*i]**2\\ndY[*i]/dX[*i] = 2*X[*i]")
    >>> X = {"X": np.array([3.0, 5.0])}
    >>> square.forward_value(FloatNumbers(), X)["Y"]
    array([9.0, 25.0], dtype=object)
    >>> square.vjp("X", FloatNumbers(), X, np.array([1.0, 10.0]))
    array([6.0, 100.0], dtype=object)
    """

    lines: tuple[Formula, ...]

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)

    def latex(self) -> str:
        """Every line in LaTeX's mathematical mode, one below the other."""
        return " \\\\\n".join(line.latex() for line in self.lines)

    @property
    def forward(self) -> tuple[Formula, ...]:
        """The lines that define outputs."""
        return self._in_role("output")

    @property
    def definitions(self) -> tuple[Formula, ...]:
        """The lines that name a part of the others: read somewhere, differentiated nowhere."""
        return self._in_role("definition")

    @property
    def derivatives(self) -> tuple[Formula, ...]:
        """The lines dY/dX of an output by an array."""
        return self._in_role("derivative")

    @property
    def gradients(self) -> tuple[Formula, ...]:
        """The lines dL/dX that use the cotangent dL/dY."""
        return self._in_role("gradient")

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, as far as the lines tell."""
        stated = [_name_of(line) for line in self.forward]
        return tuple(dict.fromkeys([*stated, *sorted(self._differentiated)]))

    def _in_role(self, role: str) -> tuple[Formula, ...]:
        return tuple(line for line, its in zip(self.lines, self._roles, strict=True) if its == role)

    @cached_property
    def _roles(self) -> list[str]:
        return [self._role(line) for line in self.lines]

    def _role(self, line: Formula) -> str:
        name = _name_of(line)
        if isinstance(line.left, Derivative):
            # Where a line defines L, as in a loss, dL/dX is a derivative like any other.
            return "gradient" if name == LOSS and not self._defines_loss else "derivative"
        is_read = any(name in each.expression.names for each in self.lines if each is not line)
        return "definition" if is_read and name not in self._differentiated else "output"

    @cached_property
    def _differentiated(self) -> set[str]:
        """The outputs that lines differentiate, or whose cotangent they read."""
        above = {_name_of(line) for line in self.lines if isinstance(line.left, Derivative)}
        return (above if self._defines_loss else above - {LOSS}).union(
            *(line.cotangents for line in self.lines)
        )

    @property
    def _defines_loss(self) -> bool:
        return any(line.left.kind == "target" and line.left.name == LOSS for line in self.lines)

    def statements(self, by: str) -> tuple[Formula, ...]:
        """The lines that state a derivative or gradient by an array; each is a witness of its own.

        >>> lines = parse_formulas("Y[n] = X[n]*w\\ndL/dX[n] = dL/dY[n]*w\\ndY[n]/dX[n] = w")
        >>> [str(line.left) for line in lines.statements("X")]
        ['dL/dX[n]', 'dY[n]/dX[n]']
        """
        lines = (*self.gradients, *self.derivatives)
        return tuple(line for line in lines if isinstance(line.left, Derivative) and line.left.by.name == by)

    def forward_value(
        self,
        numbers: NumberSystem,
        arrays: Given,
        constants: Given | None = None,
        shapes: Shapes | None = None,
    ) -> dict[str, Objects]:
        """Every output, by name, as an array of the system's numbers.

        Raises:
            FormulaError: a name is unknown, shapes contradict each other, an entry has no value.
        """
        evaluation = self._evaluation(numbers, arrays, constants, None, shapes)
        return {_name_of(line): evaluation.output(line) for line in self.forward}

    def jacobian(
        self,
        line: Formula,
        numbers: NumberSystem,
        arrays: Given,
        constants: Given | None = None,
        shapes: Shapes | None = None,
    ) -> Objects:
        """What a derivative line states: axes of Y, then of X. What it does not state is zero."""
        return self._evaluation(numbers, arrays, constants, None, shapes).entries(line)

    def vjp(
        self,
        by: str,
        numbers: NumberSystem,
        arrays: Given,
        cotangent: Any = 1,
        constants: Given | None = None,
        shapes: Shapes | None = None,
        statement: Formula | None = None,
    ) -> Objects:
        """The documented dL/dX for a cotangent: an array, or one for each output by its name.

        Without a `statement`, a gradient line speaks where there is one, otherwise the first
        derivative line of each output. A loss's own cotangent is 1.

        Raises:
            FormulaError: nothing is stated about `by`, or the lines do not fit the arrays.
        """
        stated = self.statements(by) if statement is None else (statement,)
        if not stated:
            raise FormulaError(f"no line states dL/d{by} or a derivative by {by}")
        if stated[0] not in self.gradients:
            stated = tuple({_name_of(line): line for line in reversed(stated)}.values())
        evaluation = self._evaluation(numbers, arrays, constants, self._by_output(cotangent), shapes)
        parts = stated if stated[0] not in self.gradients else stated[:1]
        first, *others = (evaluation.vjp(line) for line in parts)
        return sum(others, first)

    def _by_output(self, cotangent: Any) -> Given:
        if isinstance(cotangent, Mapping):
            return cotangent
        if not self.outputs:
            return {}
        if len(self.outputs) != 1:
            raise FormulaError(f"give a cotangent for each output by name: {', '.join(self.outputs)}")
        return {self.outputs[0]: cotangent}

    def _evaluation(
        self, numbers: NumberSystem, arrays: Given, constants: Given | None, above: Given | None, shapes: Any
    ) -> Evaluation:
        lines = {_name_of(line): line for line in (*self.definitions, *self.forward)}
        return Evaluation(numbers, arrays, constants, above, shapes, lines)


def parse_formulas(text: str) -> Formulas:
    """The lines of a text, or of a docstring's section.

    Raises:
        FormulaError: something outside the notation, or lines that contradict each other.

    >>> lines = parse_formulas("u[i] = 2*X[i]\\nY[i] = u[i]*u[i]\\ndY[i]/dX[i] = 4*u[i]")
    >>> [str(line.left) for line in lines.definitions], [str(line.left) for line in lines.forward]
    (['u[i]'], ['Y[i]'])
    """
    formulas = Formulas(parse_lines(text))
    values: dict[str, Formula] = {}
    for line in formulas.lines:
        if line.left.kind == "target":
            if line.left.name in values:
                first = values[line.left.name].at.line
                raise line.error(f"'{line.left.name}' is defined twice, first in line {first}")
            values[line.left.name] = line
    for line in formulas.lines:
        left = line.left
        if isinstance(left, Derivative) and values and left.of.name not in (*values, LOSS):
            raise left.of.error(f"no line defines '{left.of.name}'; the lines define {', '.join(values)}")
        if isinstance(left, Derivative) and line in formulas.gradients and left.of.parts:
            raise left.of.error("the loss L is one number and has no indices")
    return formulas


def _name_of(line: Formula) -> str:
    """What a line defines or differentiates."""
    return line.targets[0].name
