"""All lines of one layer: where its docstring has them, what each is for, and what they say together."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ethan_core.errors import FormulaError
from ethan_core.formula.evaluation import LOSS, Evaluation
from ethan_core.formula.nodes import Derivative, Formula, Given
from ethan_core.formula.numbers import NumberSystem, Objects
from ethan_core.formula.parser import parse_lines

__all__ = ["Formulas", "parse_formulas", "parse_section"]

_HEADING = "Formula:"


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
        return "\n".join(map(str, self.lines))

    @cached_property
    def forward(self) -> tuple[Formula, ...]:
        """The lines that define outputs. The others are read somewhere and differentiated nowhere."""
        parts = set().union(*(each.expression.names - {_name(each)} for each in self.lines))
        parts -= self._differentiated
        return tuple(line for name, line in self._values.items() if name not in parts)

    @cached_property
    def gradients(self) -> tuple[Formula, ...]:
        """The lines dL/dX that use the cotangent dL/dY: none where a line defines L, as in a loss."""
        lines = () if LOSS in self._values else self.lines
        return tuple(line for line in lines if line.left.kind == "/" and _name(line) == LOSS)

    @cached_property
    def derivatives(self) -> tuple[Formula, ...]:
        """The lines dY/dX of an output by an array."""
        return tuple(line for line in self.lines if line.left.kind == "/" and line not in self.gradients)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, as far as the lines tell."""
        return tuple(dict.fromkeys([*map(_name, self.forward), *sorted(self._differentiated)]))

    @cached_property
    def _values(self) -> dict[str, Formula]:
        return {_name(line): line for line in self.lines if not isinstance(line.left, Derivative)}

    @cached_property
    def _differentiated(self) -> set[str]:
        """The outputs that lines differentiate, or whose cotangent they read."""
        read = (line.expression.names_of("cotangent") for line in self.lines)
        return {_name(line) for line in self.derivatives}.union(*read)

    def statements(self, by: str) -> tuple[Formula, ...]:
        """The lines that state a derivative or gradient by an array; each is a witness of its own.

        >>> lines = parse_formulas("Y[n] = X[n]*w\\ndL/dX[n] = dL/dY[n]*w\\ndY[n]/dX[n] = w")
        >>> [str(line.left) for line in lines.statements("X")]
        ['dL/dX[n]', 'dY[n]/dX[n]']
        """
        return tuple(line for line in (*self.gradients, *self.derivatives) if line.targets[1].name == by)

    def forward_value(
        self, numbers: NumberSystem, arrays: Given, constants: Given = None, shapes: Given = None
    ) -> dict[str, Objects]:
        """Every output, by name, as an array of the system's numbers.

        Raises:
            FormulaError: a name is unknown, shapes contradict each other, an entry has no value.
        """
        evaluation = Evaluation(numbers, arrays, constants, None, shapes, self._values)
        tables = {_name(line): evaluation.table(line.left) for line in self.forward}
        return {name: table.values[:-1].reshape(table.shape) for name, table in tables.items()}

    def vjp(
        self,
        by: str,
        numbers: NumberSystem,
        arrays: Given,
        cotangent: Any = 1,
        constants: Given = None,
        shapes: Given = None,
        statement: Formula | None = None,
    ) -> Objects:
        """The documented dL/dX for a cotangent: an array, or one for each output by its name.

        Without a `statement`, a gradient line speaks where there is one, otherwise the first derivative line
        of each output. A loss's own cotangent is 1.

        Raises:
            FormulaError: nothing is stated about `by`, or the lines do not fit the arrays.
        """
        stated = self.statements(by) if statement is None else (statement,)
        if not stated:
            raise FormulaError(f"no line states dL/d{by} or a derivative by {by}")
        if stated[0] in self.gradients:
            stated = stated[:1]
        if not isinstance(cotangent, Mapping):
            if len(self.outputs) > 1:
                raise FormulaError(f"give a cotangent for each output by name: {', '.join(self.outputs)}")
            cotangent = dict.fromkeys(self.outputs, cotangent)
        evaluation = Evaluation(numbers, arrays, constants, cotangent, shapes, self._values)
        first, *others = map(evaluation.vjp, {_name(line): line for line in reversed(stated)}.values())
        return sum(others, first)


def parse_section(docstring: str | None) -> str:
    """The lines below `Formula:` that are indented deeper than it; empty where there is none.

    Raises:
        FormulaError: the section is empty, or there are two.

    >>> parse_section("The identity." + chr(10) * 2 + "Formula:" + chr(10) + "    Y[*i] = X[*i]")
    'Y[*i] = X[*i]'
    """
    lines = inspect.cleandoc(docstring or "").split("\n")
    headings = [number for number, line in enumerate(lines) if line.strip() == _HEADING]
    if not headings:
        return ""
    if len(headings) > 1:
        shown = " and ".join(str(number + 1) for number in headings)
        raise FormulaError(f"a docstring has one section '{_HEADING}', this one has them in lines {shown}")
    heading, *section = lines[headings[0] :]
    deep = len(heading) - len(heading.lstrip())
    ends = (k for k, line in enumerate(section) if line.strip() and not line[: deep + 1].isspace())
    text = textwrap.dedent("\n".join(section[: next(ends, None)])).strip("\n").rstrip()
    if not text:
        message = f"the section '{_HEADING}' is empty; indent its lines deeper than the heading"
        raise FormulaError(message, headings[0] + 1, deep + 1, heading)
    return text


def parse_formulas(text: str) -> Formulas:
    """The lines of a text, or of a docstring's section.

    Raises:
        FormulaError: something outside the notation, or lines that contradict each other.

    >>> lines = parse_formulas("u[i] = 2*X[i]\\nY[i] = u[i]*u[i]\\ndY[i]/dX[i] = 4*u[i]")
    >>> [str(line.left) for line in lines.forward]
    ['Y[i]']
    """
    formulas = Formulas(parse_lines(text))
    values: dict[str, Formula] = {}
    for line in formulas.lines:
        first = line if isinstance(line.left, Derivative) else values.setdefault(_name(line), line)
        if first is not line:
            raise line.error(f"'{_name(line)}' is defined twice, first in line {first.at.line}")
    for line in formulas.lines:
        above = line.targets[0]
        if values and above.name not in (*values, LOSS):
            raise above.error(f"no line defines '{above.name}'; the lines define {', '.join(values)}")
        if line in formulas.gradients and above.parts:
            raise above.error("the loss L is one number and has no indices")
    return formulas


def _name(line: Formula) -> str:
    """What a line defines or differentiates."""
    return line.targets[0].name
