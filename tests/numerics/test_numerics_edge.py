"""Derivatives from one side."""

from __future__ import annotations

import numpy as np
import pytest
from known_derivatives import SMOOTH, ray

from ethan_check.numerics.edge import one_sided_derivative


@pytest.mark.parametrize("name", ["exp", "tanh", "sine", "square", "rational"])
def test_the_bars_hold(name):
    function, derivative, low, high = SMOOTH[name]
    x = np.linspace(low, high, 50)
    value, error = one_sided_derivative(ray(function, x))
    believed = np.isfinite(error)
    assert believed.mean() > 0.8
    assert (np.abs(value - derivative(x)) <= 30 * error + 1e-12)[believed].all()


def test_only_one_side_is_asked():
    asked = []
    one_sided_derivative(lambda t: (asked.append(t), np.array([t]))[1])
    assert min(asked) == 0.0
    assert max(asked) == 0.125
    assert len(asked) == 8


@pytest.mark.parametrize("function", [np.sqrt, np.log, lambda t: t * np.log(t) if t else 0.0])
def test_a_slope_without_a_limit_is_not_believed(function):
    with np.errstate(all="ignore"):
        _, error = one_sided_derivative(lambda t: np.array([function(t)]))
    assert np.isinf(error[0])
