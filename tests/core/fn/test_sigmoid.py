"""Sigmoid: values, far ends, and accuracy to the last digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np

from core.fn.activations import (
    assert_finite_at_far_inputs,
    assert_takes_an_array_without_axes,
    each_dtype,
    ulps,
)
from ethan_core.fn import Sigmoid


def test_values():
    X = np.array([-3.0, 0.0, 1.5])
    np.testing.assert_allclose(Sigmoid().forward(X), [1 / (1 + math.exp(-x)) for x in X], rtol=1e-15)


@each_dtype
def test_far_inputs_give_finite_results(dtype):
    assert_finite_at_far_inputs(Sigmoid(), dtype)


def test_an_array_without_axes_is_taken():
    assert_takes_an_array_without_axes(Sigmoid())


def test_saturated_ends_are_exact():
    X = np.array([-1e4, 1e4])
    np.testing.assert_array_equal(Sigmoid().forward(X), [0, 1])
    np.testing.assert_array_equal(Sigmoid().gradients(X, np.ones(2))[0], [0, 0])


@each_dtype
def test_it_is_accurate_to_the_last_digits(dtype):
    X = np.linspace(-80, 80, 401).astype(dtype)
    with mpmath.workdps(60):
        x = [mpmath.mpf(float(each)) for each in X]
        value = [1 / (1 + mpmath.exp(-each)) for each in x]
        slope = [mpmath.exp(-abs(each)) / (1 + mpmath.exp(-abs(each))) ** 2 for each in x]
        assert ulps(Sigmoid().forward(X), value, value) < 4
        assert ulps(Sigmoid().gradients(X, np.ones_like(X))[0], slope, slope) < 4
