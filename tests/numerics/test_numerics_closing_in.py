"""Closing in on a kink: to four digits, in few evaluations, and never on a curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_derivatives import quiet

from ethan_check.numerics.closing_in import bisect_kink


def counted(function):
    asked = {}

    def value(t):
        if t not in asked:
            asked[t] = float(function(t))
        return asked[t]

    return value, asked


@quiet
@given(st.floats(0.2, 0.8), st.floats(-3, 3), st.floats(-0.5, 0.5))
def test_a_bent_function_with_a_kink(at, slope, curvature):
    value, asked = counted(lambda t: max(4 * (t - at), 0) + slope * t + curvature * t * t)
    found = bisect_kink(value, 0.0, 1.0, (-0.5, 1.5))
    assert found is not None
    assert abs(found - at) < 1e-4
    assert len(asked) <= 40


@pytest.mark.parametrize("at", [0.3, 0.37, 0.5, 0.8])
def test_chords_need_few_evaluations(at):
    value, asked = counted(lambda t: abs(t - at) + 0.1 * np.sin(t))
    assert abs(bisect_kink(value, 0.0, 1.0, (-0.5, 1.5)) - at) < 1e-5
    assert len(asked) <= 14


def test_of_two_kinks_one_is_found():
    value, _ = counted(lambda t: np.clip(t, 0.3, 0.7))
    assert min(abs(bisect_kink(value, 0.0, 1.0, (-0.5, 1.5)) - at) for at in (0.3, 0.7)) < 1e-3


def test_beside_an_end_halving_finds_it():
    def value(t):
        assert 0 <= t <= 1
        return max(t, 0.4)

    assert abs(bisect_kink(value, 0.0, 1.0) - 0.4) < 1e-3


@pytest.mark.parametrize("function", [np.square, np.exp, np.tanh, lambda t: np.tanh(6 * (t - 0.5)), np.sin])
@pytest.mark.parametrize("beside", [None, (-0.5, 1.5)], ids=["alone", "beside"])
def test_a_curve_has_none(function, beside):
    assert bisect_kink(lambda t: float(function(t)), 0.0, 1.0, beside) is None


def test_values_that_are_not_finite_lead_nowhere():
    with np.errstate(all="ignore"):
        assert bisect_kink(lambda t: float(np.log(np.float64(t - 0.5))), 0.0, 1.0, (-0.5, 1.5)) is None
