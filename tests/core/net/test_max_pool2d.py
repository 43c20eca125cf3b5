"""MaxPool2d against loops that follow the definition."""

from __future__ import annotations

import numpy as np
import pytest

from core.differences import assert_layer_gradients, distinct
from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.net import MaxPool2d

CONFIGURATIONS = [
    {"kernel_size": 1},
    {"kernel_size": 2},
    {"kernel_size": (2, 3)},
    {"kernel_size": 3, "stride": 1},
    {"kernel_size": (3, 2), "stride": (2, 1)},
    {"kernel_size": (1, 2), "stride": 3},
    {"kernel_size": (6, 7)},
]
each_configuration = pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=str)


def by_loops(layer: MaxPool2d, X: np.ndarray, U: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    Y, dL_dX = np.empty_like(U), np.zeros_like(X)
    for n, c, i, j in np.ndindex(U.shape):
        top, left = i * layer.sh, j * layer.sw
        window = X[n, c, top : top + layer.kh, left : left + layer.kw]
        p, q = np.unravel_index(np.argmax(window), window.shape)
        Y[n, c, i, j] = window[p, q]
        dL_dX[n, c, top + p, left + q] += U[n, c, i, j]
    return Y, dL_dX


@each_configuration
@pytest.mark.parametrize("kind", ["distinct", "many ties", "all equal", "some NaN", "infinite"])
def test_values_and_gradients_against_loops(configuration, kind):
    rng = np.random.default_rng(0)
    layer = MaxPool2d(**configuration)
    X = {
        "distinct": distinct(rng, (2, 3, 6, 7)),
        "many ties": rng.integers(0, 3, (2, 3, 6, 7)).astype(float),
        "all equal": np.full((2, 3, 6, 7), -1.5),
        "some NaN": np.where(rng.random((2, 3, 6, 7)) < 0.3, np.nan, rng.integers(0, 3, (2, 3, 6, 7))),
        "infinite": rng.choice([-np.inf, 0.0, np.inf], (2, 3, 6, 7)),
    }[kind]
    U = rng.standard_normal(layer.forward(X).shape)
    Y, dL_dX = by_loops(layer, X, U)
    np.testing.assert_array_equal(layer.forward(X), Y)
    np.testing.assert_allclose(layer.backward(X, U, 0.1), dL_dX, rtol=1e-14, atol=1e-15)


@each_configuration
def test_gradients_against_differences(configuration):
    assert_layer_gradients(MaxPool2d(**configuration), distinct(np.random.default_rng(0), (2, 1, 6, 7)))


def test_a_window_of_more_than_255_entries():
    X = np.random.default_rng(0).standard_normal((1, 2, 20, 20))
    layer = MaxPool2d(20)
    Y, dL_dX = by_loops(layer, X, np.ones((1, 2, 1, 1)))
    np.testing.assert_array_equal(layer.forward(X), Y)
    np.testing.assert_array_equal(layer.backward(X, np.ones((1, 2, 1, 1)), 0), dL_dX)


def test_infinite_cotangents_reach_only_their_entry():
    X = np.arange(4.0).reshape(1, 1, 2, 2)
    dL_dX = MaxPool2d(2).backward(X, np.full((1, 1, 1, 1), np.inf), 0)
    np.testing.assert_array_equal(dL_dX, [[[[0, 0], [0, np.inf]]]])


def test_the_stride_is_the_window_unless_it_is_given():
    layer = MaxPool2d((2, 3))
    assert (layer.kh, layer.kw, layer.sh, layer.sw) == (2, 3, 2, 3)
    layer = MaxPool2d(2, (3, 1))
    assert (layer.kh, layer.kw, layer.sh, layer.sw) == (2, 2, 3, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "MaxPool2d: kernel_size is 0, expected a positive integer or a pair of them"),
        ((2, (1, -1)), "MaxPool2d: stride is (1, -1), expected a positive integer or a pair of them"),
        (((1, 2, 3),), "MaxPool2d: kernel_size is (1, 2, 3), expected a positive integer or a pair of them"),
    ],
)
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ArgumentError) as caught:
        MaxPool2d(*arguments)
    assert str(caught.value) == message


def test_a_window_larger_than_the_input_is_refused():
    with pytest.raises(ShapeError) as caught:
        MaxPool2d(3).forward(np.ones((1, 1, 2, 4)))
    assert str(caught.value) == (
        "MaxPool2d.forward: X has shape (1, 1, 2, 4), too small: axis 2 of the output, (H-kh)//sh+1, "
        "is 0 with H=2 kh=3 sh=3, expected at least 1"
    )
