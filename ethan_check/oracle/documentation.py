"""The formulas of a layer, bound to one subject, over any kind of number.

A line dL/dX states what backward reports, so a parameter's carries the 1/N of a batch mean, and a loss's
is per sample where its contract says so. A line dY/dX states the derivative itself. Both come out of
here as the derivative, with the contract's reduction undone, as `Subject.pullback` gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.oracle.formula_text import documented_text
from ethan_check.oracle.names import (
    attributes_read,
    formula_names,
    reads_any,
    sizes_of,
)
from ethan_check.oracle.number_systems import Digits, Numbers, Objects
from ethan_check.subject.execution.outputs import unflatten
from ethan_check.subject.subject import Subject
from ethan_core.errors import FormulaError
from ethan_core.formula import Derivative, Formula, Formulas, parse_formulas
from ethan_core.layer import Array

__all__ = ["Documentation", "Statement", "has_no_value"]

LOSS = "L"


def has_no_value(error: FormulaError) -> bool:
    """Whether a formula fits its arrays but has no value there, such as log(0).

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.zeros(1),))
    >>> try: Documentation(subject, subject.values, "Y[*i] = log(X[*i])").forward(Digits(50), subject.values)
    ... except FormulaError as error: has_no_value(error)
    True
    """
    return isinstance(error.__cause__, ArithmeticError) or type(error.__cause__) is ValueError


@dataclass(frozen=True)
class Statement:
    """What is documented about the derivative by one array: one line, or one for each output.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones(1),))
    >>> [str(statement) for statement in Documentation(subject, subject.values).statements("X")]
    ['dY[*i]/dX[*i]']
    """

    name: str
    lines: tuple[Formula, ...]

    def __str__(self) -> str:
        return ", ".join(str(line.left) for line in self.lines)


class Documentation:
    """What is documented about a subject at one point.

    Args:
        subject: what is judged.
        values: all arrays, in float64 where they are real.
        text: the formulas; by default those of the layer.

    Raises:
        FormulaError: the text is outside the notation.
        LayerFault: forward raised.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> documentation = Documentation(subject, subject.values)
    >>> documentation.forward(Digits(50), subject.values).astype(float)
    array([0., 2.])
    """

    def __init__(self, subject: Subject, values: Mapping[str, Array], text: str | None = None) -> None:
        self.subject = subject
        text = documented_text(subject) if text is None else text
        self.formulas = parse_formulas(text)
        self._names = formula_names(subject, self.formulas)
        layer, inputs = subject.fresh(values)
        self.output, _ = subject.run_forward(layer, inputs)
        attributes = attributes_read(layer, self.formulas)
        self._constants: dict[str, Any] = {
            **{name: value for name, value in attributes.items() if not isinstance(value, np.ndarray)},
            **sizes_of(subject, values, attributes),
        }
        self._array_attributes = {
            name: value for name, value in attributes.items() if isinstance(value, np.ndarray)
        }

    @property
    def constants_are_rounded(self) -> bool:
        """Whether a constant of the layer is a float that is not whole, and so a rounded number."""
        return any(isinstance(c, float) and not c.is_integer() for c in self._constants.values())

    @property
    def states_forward(self) -> bool:
        """Whether any line defines an output."""
        return bool(self.formulas.forward)

    def statements(self, name: str) -> tuple[Statement, ...]:
        """Every statement about the derivative by one of the subject's arrays."""
        lines = self.formulas.statements(self._names[name])
        if len(self.formulas.outputs) <= 1:
            return tuple(Statement(name, (line,)) for line in lines)
        gradients = [line for line in lines if line in self.formulas.gradients]
        others = tuple(line for line in lines if line not in gradients)
        return (
            *(Statement(name, (line,)) for line in gradients),
            *([Statement(name, others)] if others else []),
        )

    def reads_output(self, statement: Statement) -> bool:
        """Whether a statement is written in terms of the output, as dY/dX = Y*(1 - Y) is."""
        outputs = {line.left.name for line in self.formulas.forward if not isinstance(line.left, Derivative)}
        return any(reads_any(line.expression, outputs) for line in statement.lines)

    def forward(self, numbers: Numbers, values: Mapping[str, Any]) -> Objects:
        """All documented outputs in one flat vector.

        Raises:
            FormulaError: the lines do not fit the arrays, or have no value there.
        """
        found = self.formulas.forward_value(
            numbers, self._arrays(numbers, values), self._constant_operands(numbers), self._shapes()
        )
        pieces = list(found.values())
        expected = self._pieces()
        if len(pieces) != len(expected):
            raise FormulaError(
                f"the formulas define {', '.join(found)}, but forward returns {len(expected)} arrays"
            )
        for name, piece, array in zip(found, pieces, expected, strict=True):
            if piece.shape != array.shape:
                raise FormulaError(f"the formulas give {name} the shape {piece.shape}, forward {array.shape}")
        return np.concatenate([piece.ravel() for piece in pieces])

    def derivative(
        self,
        statement: Statement,
        numbers: Numbers,
        values: Mapping[str, Any],
        cotangent: Vector,
        output: Any = None,
    ) -> Objects:
        """The stated derivative of `cotangent . outputs`, in the shape of the array.

        Args:
            output: what to read as Y instead of the documented Y.

        Raises:
            FormulaError: as `forward`.
        """
        arrays, formulas = self._arrays(numbers, values), self.formulas
        if output is not None:
            lines = tuple(line for line in formulas.lines if line not in formulas.forward)
            arrays |= dict(zip(formulas.outputs, self._pieces(output), strict=True))
            formulas = Formulas(lines)
        total = formulas.vjp(
            self._names[statement.name],
            numbers,
            arrays,
            self._cotangents(numbers, cotangent),
            self._constant_operands(numbers),
            self._shapes(),
            statement.lines[0] if len(statement.lines) == 1 else None,
        )
        left = statement.lines[0].left
        assert isinstance(left, Derivative)
        factor = self.subject.factor(statement.name) if left.of.name == LOSS else 1.0
        # 1/N is no float, but the batch is whole.
        exact = numbers.lift(1) / round(1 / factor) if factor < 1 else numbers.lift(factor)
        shape = np.shape(values[statement.name])
        if total.shape != shape:
            raise FormulaError(f"'{left}' has shape {total.shape}, but {statement.name} {shape}")
        result: Objects = total * exact
        return result

    def in_digits(self, value: Any) -> str:
        """A number of many digits to as many as float64 can tell, and three more."""
        return str(Digits(50).context.nstr(value, 20))

    def _arrays(self, numbers: Numbers, values: Mapping[str, Any]) -> dict[str, Any]:
        attributes = {name: numbers.operand(value) for name, value in self._array_attributes.items()}
        return attributes | {self._names[name]: numbers.operand(value) for name, value in values.items()}

    def _constant_operands(self, numbers: Numbers) -> dict[str, Any]:
        return {name: numbers.operand(value) for name, value in self._constants.items()}

    def _pieces(self, output: Any = None) -> Sequence[Array]:
        output = self.output if output is None else output
        return [np.asarray(piece) for piece in (output if isinstance(output, tuple | list) else (output,))]

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        pieces = self._pieces()
        names = self.formulas.outputs
        return {name: piece.shape for name, piece in zip(names, pieces, strict=False)}

    def _cotangents(self, numbers: Numbers, cotangent: Vector) -> dict[str, Any]:
        shaped = self._pieces(unflatten(cotangent, self.output))
        return {
            name: numbers.operand(np.asarray(piece))
            for name, piece in zip(self.formulas.outputs, shaped, strict=True)
        }
