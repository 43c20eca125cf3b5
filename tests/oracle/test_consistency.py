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


@pytest.mark.parametrize(("off", "agrees"), [("1.2e-25", True), ("2e-24", False)])
def test_what_is_left_of_the_digits_says_nothing(off, agrees):
    """Of the size of the terms, the documented one and the difference, a quarter of it is seen."""
    formula = SQUARE.replace("2*X", f"(2 + {off})*X")
    assert judged(Square(), formula, np.array([1e10])).agrees is agrees


class Tenth(Square):
    """A tenth of the square, with a rate that is a rounded number."""

    rate = 0.1

    def forward(self, x):
        return self.rate * super().forward(x)

    def backward(self, g):
        return self.rate * super().backward(g)


@pytest.mark.parametrize(("off", "agrees"), [("8e-16", True), ("8e-15", False)])
def test_where_a_constant_is_a_rounded_number_some_last_places_say_nothing(off, agrees):
    formula = f"Y[*i] = rate*X[*i]**2\ndY[*i]/dX[*i] = (2 + 2*{off})*rate*X[*i]"
    assert judged(Tenth(), formula, np.array([1.5])).agrees is agrees


@pytest.mark.parametrize(("right", "agrees"), [(2, False), (3, True)])
def test_the_first_three_outputs_at_a_kink_are_judged_one_by_one(right, agrees):
    """At 0 what is documented lies between the sides, at 1 it does not."""
    formula = "Y[*i] = abs(X[*i]) + abs(X[*i] - 1)\ndY[*i]/dX[*i] = 5 if X[*i] == 1 else 0"
    x = np.append(np.zeros(right), 1.0)

    class TwoKinks(Absolute):
        def forward(self, x):
            self.x = x
            return np.abs(x) + np.abs(x - 1)

    assert judged(TwoKinks(), formula, x).agrees is agrees
