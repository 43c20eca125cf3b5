"""Softmax: values along every axis, far ends, and gradients that do not cancel."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from core.fn.activations import assert_finite_at_far_inputs, each_dtype
from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.fn import Softmax


@pytest.mark.parametrize("axis", [-1, 0, 1, -2])
def test_values(axis):
    X = np.random.default_rng(0).standard_normal((2, 3, 4))
    Y = Softmax(axis).forward(X)
    for index in np.ndindex(X.shape):
        line = list(index)
        line[axis] = slice(None)
        assert Y[index] == pytest.approx(
            math.exp(X[index]) / sum(math.exp(x) for x in X[tuple(line)]), rel=1e-14
        )


@each_dtype
def test_far_inputs_give_finite_results(dtype):
    assert_finite_at_far_inputs(Softmax(), dtype)


@pytest.mark.parametrize("spread", [1.0, 10.0, 40.0])
def test_gradients_do_not_cancel_where_one_class_is_certain(spread):
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


def test_a_constant_cotangent_gives_no_gradient():
    X = np.random.default_rng(0).standard_normal((3, 5))
    np.testing.assert_array_equal(Softmax().gradients(X, np.full((3, 5), 0.3))[0], 0)


def test_it_takes_a_vector_without_a_batch():
    np.testing.assert_allclose(Softmax().forward(np.zeros(4)), 0.25)
    np.testing.assert_allclose(Softmax(0).forward(np.zeros(4)), 0.25)


def test_it_refuses_an_axis_that_is_not_there():
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
def test_the_contract_follows_the_axis(axis, shapes, independent):
    contract = Softmax(axis).contract
    assert contract.shapes == f"{shapes} -> {shapes}"
    assert contract.rows_independent is independent
