"""Relu, Gelu, Sigmoid and Softmax: values, far ends, and accuracy to the last digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.fn import Gelu, Relu, Sigmoid, Softmax

FAR = np.array([-1e4, -1e3, -750.0, -100.0, -20.0, 0.0, 20.0, 100.0, 750.0, 1e3, 1e4])


def ulps(actual: np.ndarray, expected: list[mpmath.mpf], scale: list[mpmath.mpf]) -> float:
    """The largest error, in units in the last place of each entry's scale."""
    worst = mpmath.mpf(0)
    for got, truth, size in zip(actual.ravel().tolist(), expected, scale, strict=True):
        unit = max(mpmath.mpf(float(np.spacing(actual.dtype.type(float(size))))), mpmath.mpf(5e-324))
        worst = max(worst, abs(mpmath.mpf(got) - truth) / unit)
    return float(worst)


def test_relu_values_and_its_convention_at_zero():
    X = np.array([[-2.0, -0.0, 0.0, 3.0]])
    np.testing.assert_array_equal(Relu().forward(X), [[0, 0, 0, 3]])
    np.testing.assert_array_equal(Relu().gradients(X, np.full((1, 4), 5.0))[0], [[0, 0, 0, 5]])


def test_sigmoid_values():
    X = np.array([-3.0, 0.0, 1.5])
    np.testing.assert_allclose(Sigmoid().forward(X), [1 / (1 + math.exp(-x)) for x in X], rtol=1e-15)


def test_gelu_values():
    X = np.array([-3.0, -0.1, 0.0, 1.5])
    expected = [0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) for x in X]
    np.testing.assert_allclose(Gelu().forward(X), expected, rtol=1e-13)
    assert Gelu.K == 0.044715


@pytest.mark.parametrize("axis", [-1, 0, 1, -2])
def test_softmax_values(axis):
    X = np.random.default_rng(0).standard_normal((2, 3, 4))
    Y = Softmax(axis).forward(X)
    for index in np.ndindex(X.shape):
        line = list(index)
        line[axis] = slice(None)
        assert Y[index] == pytest.approx(
            math.exp(X[index]) / sum(math.exp(x) for x in X[tuple(line)]), rel=1e-14
        )


@pytest.mark.parametrize(
    "layer", [Relu(), Gelu(), Sigmoid(), Softmax()], ids=lambda layer: type(layer).__name__
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_inputs_give_finite_results(layer, dtype):
    X = np.concatenate([FAR, [1e30, -1e30] if dtype == np.float32 else [1e300, -1e300]]).astype(dtype)[None]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(layer.forward(X)).all()
        assert np.isfinite(layer.gradients(X, np.ones_like(X))[0]).all()


def test_saturated_ends_are_exact():
    one = np.ones(2)
    X = np.array([-1e4, 1e4])
    np.testing.assert_array_equal(Sigmoid().forward(X), [0, 1])
    np.testing.assert_array_equal(Sigmoid().gradients(X, one)[0], [0, 0])
    np.testing.assert_array_equal(Gelu().forward(X), [0, 1e4])
    np.testing.assert_array_equal(Gelu().gradients(X, one)[0], [0, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_is_accurate_to_the_last_digits(dtype):
    X = np.linspace(-80, 80, 401).astype(dtype)
    with mpmath.workdps(60):
        x = [mpmath.mpf(float(each)) for each in X]
        value = [1 / (1 + mpmath.exp(-each)) for each in x]
        slope = [mpmath.exp(-abs(each)) / (1 + mpmath.exp(-abs(each))) ** 2 for each in x]
        assert ulps(Sigmoid().forward(X), value, value) < 4
        assert ulps(Sigmoid().gradients(X, np.ones_like(X))[0], slope, slope) < 4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gelu_is_accurate_to_what_its_input_allows(dtype):
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


@pytest.mark.parametrize("spread", [1.0, 10.0, 40.0])
def test_softmax_gradients_do_not_cancel_where_one_class_is_certain(spread):
    rng = np.random.default_rng(0)
    X, U = spread * rng.standard_normal((5, 4)), rng.standard_normal((5, 4))
    got = Softmax().gradients(X, U)[0]
    with mpmath.workdps(60):
        for row in range(5):
            E = [mpmath.exp(mpmath.mpf(x)) for x in X[row]]
            Y = [e / sum(E) for e in E]
            for i in range(4):
                others = [U[row, i] * Y[i] * Y[t] - U[row, t] * Y[i] * Y[t] for t in range(4) if t != i]
                scale = sum((abs(U[row, i]) + abs(U[row, t])) * Y[i] * Y[t] for t in range(4) if t != i)
                # One unit in the last place of a score changes its exponential by `spread` units.
                assert abs(got[row, i] - sum(others)) <= (4 + 2 * abs(X[row]).max()) * 2.3e-16 * scale


def test_a_constant_cotangent_gives_no_gradient_through_softmax():
    X = np.random.default_rng(0).standard_normal((3, 5))
    np.testing.assert_array_equal(Softmax().gradients(X, np.full((3, 5), 0.3))[0], 0)


def test_softmax_takes_a_vector_without_a_batch():
    np.testing.assert_allclose(Softmax().forward(np.zeros(4)), 0.25)
    np.testing.assert_allclose(Softmax(0).forward(np.zeros(4)), 0.25)


def test_softmax_refuses_an_axis_that_is_not_there():
    with pytest.raises(ShapeError) as caught:
        Softmax(2).forward(np.ones((2, 3)))
    assert str(caught.value) == (
        "Softmax.forward: X has shape (2, 3), expected (n0 n1 classes *axes) "
        "with at least one class along axis 2"
    )
    with pytest.raises(ShapeError, match="with at least one class along axis -1"):
        Softmax().forward(np.ones((2, 0)))
    with pytest.raises(ArgumentError, match=r"^Softmax: axis is 1.0, expected an integer$"):
        Softmax(1.0)


@pytest.mark.parametrize(
    ("axis", "shapes", "independent"),
    [
        (-1, "N *axes classes", True),
        (-2, "N *axes classes n0", True),
        (0, "classes *axes", False),
        (1, "n0 classes *axes", True),
    ],
)
def test_the_contract_of_softmax_follows_its_axis(axis, shapes, independent):
    contract = Softmax(axis).contract
    assert contract.shapes == f"{shapes} -> {shapes}"
    assert contract.rows_independent is independent


@pytest.mark.parametrize("layer", [Relu(), Gelu(), Sigmoid()], ids=lambda layer: type(layer).__name__)
def test_elementwise_layers_take_an_array_without_axes(layer):
    Y = layer.forward(np.array(2.0))
    assert isinstance(Y, np.ndarray)
    assert Y.shape == layer.gradients(np.array(2.0), Y)[0].shape == ()


def test_the_cotangent_must_have_the_shape_of_the_input():
    with pytest.raises(ShapeError) as caught:
        Gelu().backward(np.ones((2, 3)), np.ones((2, 4)), 0.1)
    assert str(caught.value) == (
        "Gelu.backward: dL_dY has shape (2, 4), expected (*axes): *axes is (2, 4), but was (2, 3) before"
    )
