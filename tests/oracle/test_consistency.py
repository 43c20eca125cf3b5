"""Whether the documented derivative is that of the documented forward."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.oracle.consistency import documented_kinks, judge_statement
from ethan_core import Kink
from oracle.layers import SQUARE, Absolute, Square, at_point

ABSOLUTE = "Y[*i] = abs(X[*i])\ndY[*i]/dX[*i] = 1 if X[*i] > 0 else -1 if X[*i] < 0 else {}"
WITH_ZERO = np.array([-1.0, 0.0, 2.0])


def judged(layer, formula, x=None, **details):
    point = at_point(layer, formula, **({} if x is None else {"x": x}), **details)
    return judge_statement(point, point.documentation.statements("X")[0])


def test_the_derivative_of_the_forward_is_consistent():
    found = judged(Square(), SQUARE)
    assert found.agrees
    assert found.off < 1e-30


@pytest.mark.parametrize("factor", ["3", "(2 + 1e-20)"])
def test_another_is_not_however_little_it_is_off(factor):
    found = judged(Square(), SQUARE.replace("2*X", f"{factor}*X"))
    assert not found.agrees
    assert not found.at_kink
    assert found.off > 1e-22


@pytest.mark.parametrize(("at_zero", "agrees"), [("0", True), ("1", True), ("-0.5", True), ("2", False)])
def test_at_a_kink_anything_between_the_sides_is_consistent(at_zero, agrees):
    found = judged(Absolute(), ABSOLUTE.format(at_zero), WITH_ZERO)
    assert found.agrees is agrees
    assert found.at_kink is not agrees


@pytest.mark.parametrize(("at_zero", "agrees"), [("0", True), ("1", False)])
def test_a_documented_kink_is_held_to(at_zero, agrees):
    found = judged(Absolute(), ABSOLUTE.format(at_zero), WITH_ZERO, kinks=(Kink(at=0.0, derivative=0.0),))
    assert found.agrees is agrees


def test_documented_kinks_stand_where_the_contract_says():
    point = at_point(Absolute(), ABSOLUTE.format("0"), WITH_ZERO, kinks=(Kink(at=0.0, derivative=0.5),))
    np.testing.assert_array_equal(documented_kinks(point, "X"), [np.nan, 0.5, np.nan])
    assert documented_kinks(at_point(Square()), "X") is None
