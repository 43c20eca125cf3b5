"""What a layer computes at one point for one cotangent, and what is documented there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.oracle import (
    ABSORBED,
    BEYOND_FLOAT64,
    DERIVATIVE_DIGITS,
    FORMULA_DIGITS,
    FORMULA_ULPS,
    MEASURED_ROUNDING,
)
from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.documentation import Documentation, Statement
from ethan_check.oracle.exact_derivatives import DocumentedDifferences
from ethan_check.oracle.measured_rounding import (
    customary_size,
    forward_rounding,
    gradient_rounding,
    neighbours,
    spread,
)
from ethan_check.oracle.number_systems import Digits, Floats, Numbers, Objects
from ethan_check.oracle.reference_values import ReferenceValues, reference_values
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_core.errors import FormulaError
from ethan_core.layer import Array

__all__ = ["PointEvaluation"]


class PointEvaluation:
    """What a layer computes at one point for one cotangent, and what is documented.

    Args:
        subject: the layer.
        values: the point; arrays in float64.
        seed: of the cotangent and of everything else that is drawn.
        digits: of the documented values, at least. Where their derivative is taken as well, both are worked
            out once, at as many digits as that needs.

    Raises:
        FormulaError: the formulas do not fit the arrays, or have no value there.
        LayerFault, BadGradient: as `Subject.pullback`.

    >>> from ethan_core.fn import Gelu
    >>> subject = Subject(Gelu(), (np.array([-1.0, 0.5, 2.0]),))
    >>> point = PointEvaluation(subject, subject.values, 0)
    >>> [comparison.agrees for comparison in (point.forward, *point.backward)]
    [True, True]
    """

    def __init__(
        self, subject: Subject, values: Mapping[str, Array], seed: int, digits: int = FORMULA_DIGITS
    ) -> None:
        self.subject, self.values, self.seed, self.digits = subject, values, seed, digits
        self.documentation = Documentation(subject, values)
        is_differentiated = self.documentation.states_forward
        self.numbers = Digits(max(digits, DERIVATIVE_DIGITS) if is_differentiated else digits)
        self._known: dict[tuple[Statement, bytes, bool], Objects] = {}
        self.output: Vector = flatten(self.documentation.output).astype(np.float64)
        u = cotangent(self.output.size, np.random.default_rng([seed, 1]))
        # Nothing can be said about a gradient that goes through an output beyond the range of float64.
        with np.errstate(invalid="ignore"):
            self.cotangent: Vector = np.where(np.abs(self.output) < BEYOND_FLOAT64[1], u, 0.0)
        self.gradients = {
            name: np.asarray(gradient, dtype=np.float64)
            for name, gradient in subject.pullback(values, self.cotangent).items()
        }

    @cached_property
    def differences(self) -> DocumentedDifferences:
        """The documented forward around the point."""
        return DocumentedDifferences(self.documentation, self.values, self.numbers, lambda: self._documented)

    @cached_property
    def _documented(self) -> Objects:
        """The documented outputs here, flat."""
        return self.documentation.forward(self.numbers, self.values)

    @cached_property
    def forward(self) -> Comparison | None:
        """The second judgement; None where no forward is documented."""
        if not self.documentation.states_forward:
            return None
        reference = reference_values(
            lambda numbers: self._outputs(numbers, self.values), self.numbers, self._rng(2), self.output
        )
        bare = Comparison(
            "Y",
            "Y",
            None,
            np.shape(self.documentation.output),
            self.output,
            reference,
            FORMULA_ULPS * reference.unit,
        )
        if bare.agrees:
            return bare
        rounding = forward_rounding(self.subject, self.values, self.output)
        if rounding is None:
            rounding = self._spread(self._forward_error)
        size = customary_size(self.subject, self.values, lambda point: _largest(self.subject.flat(point)))
        return self._with_rounding(
            bare, rounding + size * ABSORBED + self._as_documented(bare.reference, self._outputs)
        )

    @cached_property
    def backward(self) -> tuple[Comparison, ...]:
        """The third judgement, for every statement about every array."""
        return tuple(
            self._gradient(name, statement)
            for name in self.subject.targets
            for statement in self.documentation.statements(name)
        )

    def derivative(
        self, statement: Statement, cotangent: Vector | None = None, from_output: bool = False
    ) -> Objects:
        """What a statement says here, worked out once.

        Args:
            cotangent: by default this point's own.
            from_output: whether it starts from what forward gave, in place of what is documented.
        """
        u = self.cotangent if cotangent is None else cotangent
        key = statement, u.tobytes(), from_output
        if key not in self._known:
            output = self.documentation.output if from_output else None
            found = self.documentation.derivative(statement, self.numbers, self.values, u, output)
            self._known[key] = found
        return self._known[key]

    def _gradient(self, name: str, statement: Statement) -> Comparison:
        got = self.gradients[name]
        reference = reference_values(
            lambda numbers: self._stated_derivative(statement, numbers, self.values),
            self.numbers,
            self._rng(3),
            got,
        )
        bare = Comparison(
            name,
            self.subject.targets[name],
            statement,
            got.shape,
            got.ravel(),
            reference,
            FORMULA_ULPS * reference.unit,
        )
        if bare.agrees:
            return bare
        rounding = self._measured_rounding.get(name)
        if rounding is None:
            rounding = self._spread(lambda point: self._gradient_error(statement, point))
        own = self._as_documented(
            reference, lambda numbers, values: self._stated_derivative(statement, numbers, values)
        )
        return self._with_rounding(bare, rounding + self._absorbed_size(name) + own)

    def _absorbed_size(self, name: str) -> float:
        """What disappears beside the gradients that are customary for an array."""

        def size_at(point: dict[str, Array]) -> float:
            return _largest(self.subject.pullback(point, self.cotangent)[name])

        return ABSORBED * customary_size(self.subject, self.values, size_at)

    def _as_documented(self, reference: ReferenceValues, formula: Callable[..., Objects]) -> Vector:
        """What the documented formula itself loses, evaluated in float64 as it is written."""
        try:
            off = reference.error(formula(Floats(), self.values).astype(np.float64))
        except FormulaError:
            return np.zeros(reference.unit.shape)
        return np.where(np.isfinite(off), off, 0.0)

    @cached_property
    def _measured_rounding(self) -> Mapping[str, Vector]:
        found = gradient_rounding(self.subject, self.values, self.cotangent, self.gradients)
        return {} if found is None else found

    def with_measured_rounding(self, bare: Comparison) -> Comparison:
        """The comparison of a gradient, allowing for measured rounding as far as it can be measured."""
        rounding = self._measured_rounding.get(bare.name, 0.0)
        return self._with_rounding(bare, rounding + self._absorbed_size(bare.name))

    def _with_rounding(self, bare: Comparison, rounding: Vector | float) -> Comparison:
        allowed = bare.allowed + MEASURED_ROUNDING * rounding
        return replace(bare, allowed=allowed)

    def _spread(self, error_at: Callable[[dict[str, Array]], Vector]) -> Vector:
        return spread(neighbours(self.subject, self.values, self._rng(4)), error_at)

    def _forward_error(self, point: dict[str, Array]) -> Vector:
        exact = self._outputs(self.numbers, point)
        return _differences(self.subject.flat(point), exact)

    def _gradient_error(self, statement: Statement, point: dict[str, Array]) -> Vector:
        exact = self._stated_derivative(statement, self.numbers, point)
        return _differences(self.subject.pullback(point, self.cotangent)[statement.name], exact)

    def _outputs(self, numbers: Numbers, values: Mapping[str, Array]) -> Objects:
        if numbers is self.numbers and values is self.values:
            return self._documented
        return self.documentation.forward(numbers, values)

    def _stated_derivative(
        self, statement: Statement, numbers: Numbers, values: Mapping[str, Array]
    ) -> Objects:
        if numbers is self.numbers and values is self.values:
            return self.derivative(statement)
        return self.documentation.derivative(statement, numbers, values, self.cotangent)

    def _rng(self, what: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, what])


def _largest(array: Array) -> float:
    return float(np.max(np.abs(array), initial=0.0))


def _differences(got: Array, exact: Objects) -> Vector:
    flat = np.asarray(got, dtype=np.float64).ravel()
    pairs = zip(flat.tolist(), exact.ravel().tolist(), strict=True)
    return np.array([float(e - g) if np.isfinite(g) else np.inf for g, e in pairs])
