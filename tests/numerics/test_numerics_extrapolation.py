"""Extrapolated differences, and the estimate of what is still missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from known_derivatives import SMOOTH, points, quiet

from ethan_check.numerics.richardson import extrapolate

STEPS = [2.0**-3, 2.0**-4, 2.0**-5, 2.0**-6]


@pytest.mark.parametrize("name", ["exp", "tanh", "sine", "rational"])
def test_the_estimate_covers_the_error(name):
    function, derivative, low, high = SMOOTH[name]

    @quiet
    @given(points(low, high))
    def check(x):
        value, error = extrapolate([(function(x + h) - function(x - h)) / (2 * h) for h in STEPS])
        rounding = 100 * np.finfo(float).eps * (np.abs(function(x)) + np.abs(derivative(x))) / STEPS[-1]
        # An estimate, not a bound: where two neighbours of the tableau cross, it is too small.
        assert (np.abs(value - derivative(x)) <= 30 * error + rounding).all()
        assert (error < 1e-4 * (1 + np.abs(value))).all()

    check()


def test_polynomials_are_exact():
    """Four steps remove h^2, h^4 and h^6: nothing is left of a polynomial of degree 8."""
    function = np.polynomial.Polynomial([1, -2, 3, 0.5, 1, -1, 2, 0.25, 1])
    differences = [np.array([function(1 + h) - function(1 - h)]) / (2 * h) for h in STEPS]
    value, error = extrapolate(differences)
    assert abs(value[0] - function.deriv()(1)) < 1e-10
    assert error[0] < 1e-3


def test_one_sided_differences_are_a_series_in_all_powers():
    value, error = extrapolate([np.array([(np.exp(h) - 1) / h]) for h in STEPS], ratio=2.0)
    assert abs(value[0] - 1) <= error[0] < 1e-3


def test_a_step_that_is_not_finite_shows():
    value, error = extrapolate([np.array([np.inf]), np.array([1.0]), np.array([1.0])])
    assert not (np.isfinite(value[0]) and np.isfinite(error[0]))
