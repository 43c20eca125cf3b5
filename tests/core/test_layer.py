"""What the base classes write once for all layers: validation, and the update."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core import Contract
from ethan_core.errors import ArgumentError, DTypeError, ShapeError
from ethan_core.layer import Layer, LayerBase, Loss, LossBase, batch_mean


class Scale(LayerBase):
    contract = Contract(shapes="N width -> N width", parameters={"w": "width"}, reduction="mean")

    def __init__(self, dtype=float):
        self.width, self.w = 2, np.array([1.0, 2.0], dtype)

    def _forward(self, X):
        return X * self.w

    def _gradients(self, X, dL_dY):
        return dL_dY * self.w, {"w": (dL_dY * X).mean(axis=0)}


class Product(LossBase):
    contract = Contract(shapes="N *axes, N *axes ->", inputs=("prediction", "target"))

    def _value(self, prediction, target):
        return batch_mean(prediction * target)

    def _gradient(self, prediction, target):
        return target.copy()


class WithoutShapes(Scale):
    contract = Contract(parameters={"w": "width"})


X, U = np.array([[1.0, -1.0], [3.0, 2.0]]), np.array([[1.0, 0.5], [-1.0, 2.0]])


def test_the_protocols_are_told_apart():
    assert isinstance(Scale(), Layer)
    assert not isinstance(Scale(), Loss)
    assert isinstance(Product(), Loss)
    assert not isinstance(Product(), Layer)


def test_a_base_class_cannot_be_made():
    for base in (LayerBase, LossBase):
        with pytest.raises(TypeError, match="abstract"):
            base()


def test_an_update_moves_by_the_rate_times_the_gradient_in_the_parameter_s_dtype():
    layer = Scale(np.float32)
    w = layer.w
    dL_dX = layer.backward(X, U, 0.5)
    np.testing.assert_array_equal(dL_dX, U * np.array([1.0, 2.0]))
    assert layer.w is w
    assert w.dtype == np.float32
    np.testing.assert_allclose(w, np.array([1.0, 2.0]) - 0.5 * (U * X).mean(axis=0), rtol=1e-6)


def test_gradients_change_nothing():
    layer = Scale()
    _, by_name = layer.gradients(X, U)
    np.testing.assert_array_equal(layer.w, [1, 2])
    np.testing.assert_array_equal(by_name["w"], (U * X).mean(axis=0))
    assert layer.parameters() == {"w": layer.w}


def test_a_bad_rate_is_refused_before_anything_moves():
    layer = Scale()
    with pytest.raises(ArgumentError, match=r"^Scale\.backward: lr is nan"):
        layer.backward(X, U, float("nan"))
    np.testing.assert_array_equal(layer.w, [1, 2])


def test_arrays_are_held_against_the_contract_and_each_other():
    with pytest.raises(ShapeError, match=r"^Scale\.forward: X has shape \(2, 3\), expected \(N width\)"):
        Scale().forward(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"^Scale\.backward: dL_dY has shape \(3, 2\)"):
        Scale().gradients(X, np.ones((3, 2)))
    with pytest.raises(DTypeError, match=r"^Scale\.forward: X is a list"):
        Scale().forward([[1.0, 2.0]])


def test_without_shapes_nothing_is_held_against_anything():
    np.testing.assert_array_equal(WithoutShapes().forward([[1.0, 1.0]]), [[1, 2]])
    assert WithoutShapes().gradients(np.ones((5, 2)), np.ones((5, 2)))[0].shape == (5, 2)


def test_a_loss_names_the_argument_that_does_not_fit():
    with pytest.raises(ShapeError, match=r"^Product\.value: target has shape \(3, 2\)"):
        Product().value(np.ones((2, 2)), np.ones((3, 2)))
    with pytest.raises(ShapeError, match="expected at least one entry"):
        Product().gradient(np.ones((0, 2)), np.ones((0, 2)))


def test_a_batch_mean_is_over_samples_not_entries():
    assert batch_mean(np.array([[1.0, 2.0], [3.0, 4.0]])) == 5.0
    assert batch_mean(np.ones((2, 3), np.float32)).dtype == np.float32
