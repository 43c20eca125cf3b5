"""Relu: values, its convention at 0, far ends."""

from __future__ import annotations

import numpy as np

from core.fn.activations import assert_finite_at_far_inputs, assert_takes_an_array_without_axes, each_dtype
from ethan_core.fn import Relu


def test_values_and_its_convention_at_zero():
    X = np.array([[-2.0, -0.0, 0.0, 3.0]])
    np.testing.assert_array_equal(Relu().forward(X), [[0, 0, 0, 3]])
    np.testing.assert_array_equal(Relu().gradients(X, np.full((1, 4), 5.0))[0], [[0, 0, 0, 5]])


@each_dtype
def test_far_inputs_give_finite_results(dtype):
    assert_finite_at_far_inputs(Relu(), dtype)


def test_an_array_without_axes_is_taken():
    assert_takes_an_array_without_axes(Relu())
