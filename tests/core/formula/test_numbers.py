"""Numbers of two kinds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from core.formula.samples import FLOATS, FiftyDigits, evaluate

from ethan_core.formula import FloatNumbers, parse_formula


def test_floats_compute_as_python_does():
    text = "y = exp(a) + log(b) + sqrt(b) + tanh(a) + erf(a) + sin(a) + cos(a) + floor(a) + b**a"
    line = parse_formula(text)
    coarse = evaluate(line, FLOATS, {}, {"a": 0.5, "b": 2})[()]
    fine = evaluate(line, FiftyDigits(), {}, {"a": 0.5, "b": 2})[()]
    assert coarse == pytest.approx(float(fine), rel=1e-15)


def test_any_kind_of_number_will_do():
    class Fractions(FloatNumbers):
        number = lift = staticmethod(Fraction)

    y = evaluate(
        parse_formula("Y[i] = sum(X[t]/3 for t < i+1)"),
        Fractions(),
        {"X": np.array([1, 2])},
        shapes={"Y": (2,)},
    )
    assert y.tolist() == [Fraction(1, 3), 1]
