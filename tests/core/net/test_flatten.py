"""Flatten."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.errors import ShapeError
from ethan_core.net import Flatten


@pytest.mark.parametrize("shape", [(2,), (2, 3), (2, 3, 4), (0, 3, 4), (2, 0, 3), (2, 3, 1, 5)])
def test_it_keeps_the_leading_axis_and_the_row_major_order(shape):
    X = np.arange(float(np.prod(shape))).reshape(shape)
    Y = Flatten().forward(X)
    assert Y.shape == (shape[0], np.prod(shape[1:]))
    np.testing.assert_array_equal(Y.ravel(), X.ravel())
    np.testing.assert_array_equal(Flatten().backward(X, Y, 0.1), X)


def test_the_order_does_not_follow_the_memory():
    X = np.asfortranarray(np.arange(12.0).reshape(2, 3, 2))
    np.testing.assert_array_equal(Flatten().forward(X)[0], [0, 1, 2, 3, 4, 5])


def test_the_result_is_a_copy():
    X = np.zeros((2, 3))
    Flatten().forward(X)[...] = 1
    Flatten().backward(X, X, 0)[...] = 1
    np.testing.assert_array_equal(X, 0)


def test_a_cotangent_of_another_size_is_refused():
    with pytest.raises(ShapeError) as caught:
        Flatten().backward(np.ones((2, 3, 4)), np.ones((2, 11)), 0.1)
    assert str(caught.value) == (
        "Flatten.backward: dL_dY has shape (2, 11), expected (N features): "
        "axis 1 is 11, but X of shape (2, 3, 4) has 12 features"
    )
