"""Backward where no derivative is documented: the documented forward implies one.

It is found by differences at many digits, entry by entry; of a large array at a sample of its entries.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.oracle import FORMULA_ULPS, IMPLIED_ENTRIES
from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.documentation import has_no_value
from ethan_check.oracle.exact_derivatives import Slopes, along
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_check.oracle.reference_values import ReferenceValues, nearest_floats, unit_in_last_place
from ethan_core.errors import FormulaError

__all__ = ["implied_comparisons"]


def implied_comparisons(point: PointEvaluation) -> tuple[Comparison, ...]:
    """The third judgement for arrays about which nothing but the forward is documented.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core import Contract
    >>> class Square:
    ...     contract = Contract(shapes="*axes -> *axes", formula="Y[*i] = X[*i]**2")
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> subject = Subject(Square(), (np.array([1.0, 2.0]),))
    >>> (found,) = implied_comparisons(PointEvaluation(subject, subject.values, 0))
    >>> found.agrees
    False
    """
    documentation = point.documentation
    if not documentation.states_forward:
        return ()
    found = []
    for name in point.subject.targets:
        if documentation.statements(name):
            continue
        try:
            found.append(_comparison(point, name))
        except FormulaError as error:
            if not has_no_value(error):
                raise
    return tuple(found)


def _comparison(point: PointEvaluation, name: str) -> Comparison:
    value, numbers = point.values[name], point.differences.numbers
    rng = np.random.default_rng([point.seed, 9])
    sampled = np.sort(rng.permutation(value.size)[:IMPLIED_ENTRIES])
    columns = {int(k): _column(point, name, int(k)) for k in sampled}
    kinked = np.zeros(point.output.size, dtype=bool)
    for column in columns.values():
        kinked |= column.kink
    u: Vector = np.where(kinked, 0.0, point.cotangent)
    reported = point.gradients[name]
    if kinked.any():
        reported = point.subject.pullback(point.values, u)[name]
    got = np.asarray(reported, dtype=np.float64).ravel()
    # Entries outside the sample agree with themselves.
    exact = numbers.array(np.where(np.isfinite(got), got, 0.0))
    got = np.where(np.isin(np.arange(got.size), sampled), got, nearest_floats(exact))
    size = np.abs(got)
    for k, column in columns.items():
        exact[k] = along(column.central, u, numbers)
        size[k] = float(along(np.abs(column.central), np.abs(u), numbers))
    reference = ReferenceValues(exact, unit_in_last_place(size))
    bare = Comparison(
        name,
        point.subject.targets[name],
        None,
        value.shape,
        got,
        reference,
        FORMULA_ULPS * reference.unit,
        implied=True,
    )
    return bare if bare.agrees else point.with_measured_rounding(bare)


def _column(point: PointEvaluation, name: str, k: int) -> Slopes:
    v = np.zeros(point.values[name].size)
    v[k] = 1.0
    direction = {name: v.reshape(point.values[name].shape)}
    return point.differences.slopes(direction)
