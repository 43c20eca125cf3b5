"""Backward where no derivative is documented: the documented forward implies one.

It is found by differences at many digits, entry by entry; of a large array a sample is asked.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.oracle.comparison import UNITS, Comparison, Hearing
from ethan_check.oracle.documentation import has_no_value
from ethan_check.oracle.exact_derivatives import DIGITS, Slopes, along, slopes
from ethan_check.oracle.number_systems import Digits
from ethan_check.oracle.reference_values import Truth, floats, unit_of
from ethan_core.errors import FormulaError

__all__ = ["implied_comparisons"]

_ASKED = 24


def implied_comparisons(hearing: Hearing) -> tuple[Comparison, ...]:
    """The third judgement for arrays about which nothing but the forward is documented.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core import Contract
    >>> class Square:
    ...     contract = Contract(shapes="*axes -> *axes", formula="Y[*i] = X[*i]**2")
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> subject = Subject(Square(), (np.array([1.0, 2.0]),))
    >>> (found,) = implied_comparisons(Hearing(subject, subject.values, 0))
    >>> found.agrees
    False
    """
    documentation = hearing.documentation
    if not documentation.states_forward:
        return ()
    found = []
    for name in hearing.subject.targets:
        if documentation.statements(name):
            continue
        try:
            found.append(_comparison(hearing, name))
        except FormulaError as error:
            if not has_no_value(error):
                raise
    return tuple(found)


def _comparison(hearing: Hearing, name: str) -> Comparison:
    value, numbers = hearing.values[name], Digits(max(hearing.digits, DIGITS))
    rng = np.random.default_rng([hearing.seed, 9])
    asked = np.sort(rng.permutation(value.size)[:_ASKED])
    columns = {int(k): _column(hearing, name, int(k)) for k in asked}
    kinked = np.zeros(hearing.output.size, dtype=bool)
    for column in columns.values():
        kinked |= column.kink
    u: Vector = np.where(kinked, 0.0, hearing.cotangent)
    reported = hearing.gradients[name]
    if kinked.any():
        reported = hearing.subject.pullback(hearing.values, u)[name]
    got = np.asarray(reported, dtype=np.float64).ravel()
    # Entries that are not asked agree with themselves.
    exact = numbers.array(np.where(np.isfinite(got), got, 0.0))
    got = np.where(np.isin(np.arange(got.size), asked), got, floats(exact))
    size = np.abs(got)
    for k, column in columns.items():
        exact[k] = along(column.central, u, numbers)
        size[k] = float(along(np.abs(column.central), np.abs(u), numbers))
    truth = Truth(exact, unit_of(size))
    bare = Comparison(
        name, hearing.subject.targets[name], None, value.shape, got, truth, UNITS * truth.unit, implied=True
    )
    return bare if bare.agrees else hearing.allowing_measured(bare)


def _column(hearing: Hearing, name: str, k: int) -> Slopes:
    v = np.zeros(hearing.values[name].size)
    v[k] = 1.0
    direction = {name: v.reshape(hearing.values[name].shape)}
    return slopes(hearing.documentation, hearing.values, direction, hearing.digits)
