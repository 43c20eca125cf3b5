"""Gelu: values, far ends, and accuracy to what its input allows."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from core.fn.activations import (
    assert_finite_at_far_inputs,
    assert_takes_an_array_without_axes,
    each_dtype,
    ulps,
)
from ethan_core.errors import ShapeError
from ethan_core.fn import Gelu


def test_values():
    X = np.array([-3.0, -0.1, 0.0, 1.5])
    expected = [0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) for x in X]
    np.testing.assert_allclose(Gelu().forward(X), expected, rtol=1e-13)
    assert Gelu.K == 0.044715


@each_dtype
def test_far_inputs_give_finite_results(dtype):
    assert_finite_at_far_inputs(Gelu(), dtype)


def test_an_array_without_axes_is_taken():
    assert_takes_an_array_without_axes(Gelu())


def test_saturated_ends_are_exact():
    X = np.array([-1e4, 1e4])
    np.testing.assert_array_equal(Gelu().forward(X), [0, 1e4])
    np.testing.assert_array_equal(Gelu().gradients(X, np.ones(2))[0], [0, 1])


@each_dtype
def test_it_is_accurate_to_what_its_input_allows(dtype):
    """The scale of an error is the change that one unit in the last place of the input makes."""
    X = np.linspace(-9, 9, 361).astype(dtype)
    with mpmath.workdps(60):
        k = mpmath.mpf(Gelu.K)

        def gelu(x):
            return x / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + k * x**3)))

        x = [mpmath.mpf(float(each)) for each in X]
        value = [gelu(each) for each in x]
        first = [mpmath.diff(gelu, each) for each in x]
        second = [mpmath.diff(gelu, each, 2) for each in x]
        scale = [abs(v) + abs(d * each) for v, d, each in zip(value, first, x, strict=True)]
        assert ulps(Gelu().forward(X), value, scale) < 4
        scale = [abs(d) + abs(s * each) for d, s, each in zip(first, second, x, strict=True)]
        assert ulps(Gelu().gradients(X, np.ones_like(X))[0], first, scale) < 4


def test_the_cotangent_must_have_the_shape_of_the_input():
    with pytest.raises(ShapeError) as caught:
        Gelu().backward(np.ones((2, 3)), np.ones((2, 4)), 0.1)
    assert str(caught.value) == (
        "Gelu.backward: dL_dY has shape (2, 4), expected (*axes): *axes is (2, 4), but was (2, 3) before"
    )
