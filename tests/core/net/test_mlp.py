"""Mlp."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.net import Mlp


def test_values_against_loops():
    layer = Mlp(3, 2, generator=np.random.default_rng(0))
    layer.b[:] = [0.5, -1]
    X = np.random.default_rng(1).standard_normal((4, 3))
    Y = layer.forward(X)
    for n in range(4):
        for o in range(2):
            assert Y[n, o] == pytest.approx(sum(layer.W[o, i] * X[n, i] for i in range(3)) + layer.b[o])


def test_parameter_gradients_are_means_and_the_input_gradient_is_not():
    layer = Mlp(2, 1, generator=np.random.default_rng(0))
    X, U = np.ones((4, 2)), np.ones((4, 1))
    dL_dX, by_name = layer.gradients(X, U)
    np.testing.assert_array_equal(by_name["W"], [[1, 1]])
    np.testing.assert_array_equal(by_name["b"], [1])
    np.testing.assert_array_equal(dL_dX, np.repeat(layer.W, 4, axis=0))


def test_the_generator_decides_the_weights():
    first, second = (Mlp(3, 2, generator=np.random.default_rng(5)).W for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert np.abs(first).max() <= 1 / np.sqrt(3)
    assert not np.array_equal(Mlp(3, 2).W, Mlp(3, 2).W)


def test_dtype_is_that_of_the_parameters():
    layer = Mlp(3, 2, dtype="float32")
    assert layer.W.dtype == layer.b.dtype == np.float32


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"in_features": 0}, "Mlp: in_features is 0, expected a positive integer"),
        ({"in_features": 2.0}, "Mlp: in_features is 2.0, expected a positive integer"),
        ({"out_features": True}, "Mlp: out_features is True, expected a positive integer"),
        ({"dtype": int}, "Mlp: dtype is <class 'int'>, expected a floating-point dtype"),
        ({"dtype": "half a float"}, "Mlp: dtype is 'half a float', expected a floating-point dtype"),
    ],
)
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ArgumentError) as caught:
        Mlp(**({"in_features": 2, "out_features": 3} | arguments))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("X", "dL_dY", "message"),
    [
        ((5, 4), (5, 2), "X has shape (5, 4), expected (N in_features): axis 1 is 4, but in_features is 3"),
        ((3,), (5, 2), "X has shape (3,), expected (N in_features): it has 1 axis, expected 2"),
        (
            (5, 3),
            (5, 3),
            "dL_dY has shape (5, 3), expected (N out_features): axis 1 is 3, but out_features is 2",
        ),
        ((5, 3), (4, 2), "dL_dY has shape (4, 2), expected (N out_features): axis 0 is 4, but N is 5"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(X, dL_dY, message):
    with pytest.raises(ShapeError) as caught:
        Mlp(3, 2).backward(np.ones(X), np.ones(dL_dY), 0.1)
    assert str(caught.value) == f"Mlp.backward: {message}"
