"""Conv2d against loops that follow the definition."""

from __future__ import annotations

import numpy as np
import pytest

from core.differences import assert_layer_gradients
from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.net import Conv2d

CONFIGURATIONS = [
    {"kernel_size": 1},
    {"kernel_size": 3},
    {"kernel_size": (2, 3)},
    {"kernel_size": (3, 1), "stride": (1, 2)},
    {"kernel_size": 2, "stride": 3},
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": (2, 3), "stride": (3, 2), "padding": (0, 2)},
    {"kernel_size": 2, "padding": 3},
    {"kernel_size": (5, 6)},
]
each_configuration = pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=str)


def made(configuration) -> tuple[Conv2d, np.ndarray]:
    rng = np.random.default_rng(0)
    layer = Conv2d(2, 3, **configuration, generator=rng)
    layer.b[:] = rng.standard_normal(3)
    return layer, rng.standard_normal((3, 2, 5, 6))


def terms(layer: Conv2d, X: np.ndarray, Y: np.ndarray):
    """Every product in the definition: the index of Y, of W and of X; padding has no term."""
    for n, o, i, j in np.ndindex(Y.shape):
        for c, p, q in np.ndindex(layer.W.shape[1:]):
            h, w = i * layer.sh + p - layer.ph, j * layer.sw + q - layer.pw
            if 0 <= h < X.shape[2] and 0 <= w < X.shape[3]:
                yield (n, o, i, j), (o, c, p, q), (n, c, h, w)


@each_configuration
def test_values_and_gradients_against_loops(configuration):
    layer, X = made(configuration)
    Y = layer.forward(X)
    U = np.random.default_rng(1).standard_normal(Y.shape)
    expected_Y = np.zeros(Y.shape) + layer.b[:, None, None]
    expected_dX, expected_dW, expected_db = np.zeros(X.shape), np.zeros(layer.W.shape), np.zeros(3)
    for y, w, x in terms(layer, X, Y):
        expected_Y[y] += layer.W[w] * X[x]
        expected_dX[x] += U[y] * layer.W[w]
        expected_dW[w] += U[y] * X[x] / 3
    for y in np.ndindex(Y.shape):
        expected_db[y[1]] += U[y] / 3
    dL_dX, by_name = layer.gradients(X, U)
    np.testing.assert_allclose(Y, expected_Y, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dL_dX, expected_dX, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(by_name["W"], expected_dW, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(by_name["b"], expected_db, rtol=1e-12, atol=1e-14)


@each_configuration
def test_gradients_against_differences(configuration):
    layer, X = made(configuration)
    assert_layer_gradients(layer, X[:2])


def test_attributes():
    layer = Conv2d(2, 3, (4, 5), (1, 2), (6, 7), dtype=np.float32)
    assert (layer.in_channels, layer.out_channels, layer.kh, layer.kw) == (2, 3, 4, 5)
    assert (layer.sh, layer.sw, layer.ph, layer.pw) == (1, 2, 6, 7)
    assert (layer.W.shape, layer.b.shape, layer.W.dtype) == ((3, 2, 4, 5), (3,), np.float32)


def test_the_generator_decides_the_weights():
    first, second = (Conv2d(2, 3, 3, generator=np.random.default_rng(5)).W for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"in_channels": 0}, "Conv2d: in_channels is 0, expected a positive integer"),
        ({"out_channels": -1}, "Conv2d: out_channels is -1, expected a positive integer"),
        ({"stride": 0}, "Conv2d: stride is 0, expected a positive integer or a pair of them"),
        (
            {"kernel_size": (3, 0)},
            "Conv2d: kernel_size is (3, 0), expected a positive integer or a pair of them",
        ),
        ({"kernel_size": (3,)}, "Conv2d: kernel_size is (3,), expected a positive integer or a pair of them"),
        ({"kernel_size": 2.5}, "Conv2d: kernel_size is 2.5, expected a positive integer or a pair of them"),
        ({"padding": -1}, "Conv2d: padding is -1, expected a non-negative integer or a pair of them"),
        ({"dtype": complex}, "Conv2d: dtype is <class 'complex'>, expected a floating-point dtype"),
    ],
)
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ArgumentError) as caught:
        Conv2d(**({"in_channels": 1, "out_channels": 1, "kernel_size": 3} | arguments))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (
            (2, 1, 5, 6),
            "expected (N in_channels H W): axis 1 is 1, but in_channels is 2",
        ),
        ((2, 5, 6), "expected (N in_channels H W): it has 3 axes, expected 4"),
        (
            (2, 2, 1, 6),
            "too small: axis 2 of the output, (H+2*ph-kh)//sh+1, is 0 with H=1 kh=4 ph=1 sh=3, "
            "expected at least 1",
        ),
    ],
)
@pytest.mark.parametrize("method", ["forward", "backward"])
def test_inputs_that_do_not_fit_are_refused(shape, problem, method):
    layer = Conv2d(2, 3, 4, 3, 1)
    arguments = (np.ones(shape),) if method == "forward" else (np.ones(shape), np.ones((2, 3, 1, 1)), 0.1)
    with pytest.raises(ShapeError) as caught:
        getattr(layer, method)(*arguments)
    assert str(caught.value) == f"Conv2d.{method}: X has shape {shape}, {problem}"


def test_a_cotangent_that_does_not_fit_is_refused():
    with pytest.raises(ShapeError) as caught:
        Conv2d(1, 2, 3).backward(np.ones((2, 1, 5, 5)), np.ones((2, 2, 4, 3)), 0.1)
    assert str(caught.value) == (
        "Conv2d.backward: dL_dY has shape (2, 2, 4, 3), expected "
        "(N out_channels (H+2*ph-kh)//sh+1 (W+2*pw-kw)//sw+1): axis 2 is 4, but (H+2*ph-kh)//sh+1 is 3"
    )
