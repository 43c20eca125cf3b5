"""Backward where only the forward is documented."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.numerics.tolerances.oracle import IMPLIED_ENTRIES
from ethan_check.oracle.implied import implied_comparisons
from oracle.layers import SQUARE, Absolute, Square, at_point

FORWARD = "Y[*i] = X[*i]**2"


def test_the_documented_forward_implies_a_derivative():
    (found,) = implied_comparisons(at_point(Square(), FORWARD))
    assert found.implied
    assert found.statement is None
    assert (found.target, found.agrees) == ("dL_dX", True)


@pytest.mark.parametrize("factor", [1.5, 1 + 1e-13, 0.0])
def test_a_backward_that_is_not_it_disagrees(factor):
    (found,) = implied_comparisons(at_point(Square(backward=factor), FORWARD))
    assert not found.agrees


def test_what_is_documented_itself_is_left_out():
    assert implied_comparisons(at_point(Square(), SQUARE)) == ()
    assert implied_comparisons(at_point(Square(), "dY[*i]/dX[*i] = 2*X[*i]")) == ()


def test_of_a_large_array_a_sample_is_compared():
    x = np.random.default_rng(0).normal(size=100)

    class Half(Square):
        def backward(self, g):
            return np.where(np.arange(100) < 50, 1.5, 1) * super().backward(g)

    (found,) = implied_comparisons(at_point(Half(), FORWARD, x))
    assert np.count_nonzero(found.excess > 0) <= IMPLIED_ENTRIES
    assert not found.agrees


def test_outputs_at_a_kink_are_left_out():
    x = np.array([-1.0, 0.0, 2.0])
    (found,) = implied_comparisons(at_point(Absolute(), "Y[*i] = abs(X[*i])", x))
    assert found.agrees
    assert found.got[1] == 0


def test_a_formula_without_a_value_implies_nothing():
    class Log:
        def forward(self, x):
            self.x = x
            return np.log(np.where(x > 0, x, 1))

        def backward(self, g):
            return g / np.where(self.x > 0, self.x, np.inf)

    formula = "Y[*i] = log(X[*i])"
    assert implied_comparisons(at_point(Log(), formula, np.zeros(2))) == ()
    assert implied_comparisons(at_point(Log(), formula, np.ones(2)))[0].agrees
