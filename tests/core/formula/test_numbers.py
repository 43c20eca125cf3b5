"""Numbers of two kinds, and arrays of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from core.formula.samples import FLOATS, FiftyDigits, evaluate
from ethan_core.formula import FloatNumbers, parse_formula
from ethan_core.formula.numbers import read_tensor


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


def test_anything_with_a_shape_and_entries_is_read():
    class Squares:
        shape = (3,)

        def __getitem__(self, index):
            return index[0] ** 2

    table = read_tensor(Squares(), float)
    assert table.shape == (3,)
    assert table.values.tolist() == [0, 1, 4, 0]
    assert table.is_whole


@pytest.mark.parametrize(
    ("value", "is_whole"),
    [(np.array([1.0, 2.0]), False), (np.array([True]), True), (np.array([2, 2.5], object), False), (3, True)],
)
def test_arrays_of_whole_numbers_may_be_indices(value, is_whole):
    table = read_tensor(value, float)
    assert table.is_whole == is_whole
    assert {type(entry) for entry in table.values} == {int if is_whole else float}
