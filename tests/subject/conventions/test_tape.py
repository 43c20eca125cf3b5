"""Layers on a tape: how they are called, and how they are seen in a module."""

import numpy as np
import pytest

from ethan_check.subject.conventions.convention import uninitialised
from ethan_check.subject.conventions.tape import CONVENTIONS
from ethan_check.subject.execution.faults import LayerFault

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
(CONVENTION,) = CONVENTIONS


class Tensor:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = np.asarray(data), None, parents

    def backward(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for parent, factor in self.parents:
            parent.backward(grad * factor)


class Scale:
    def __init__(self):
        self.w = Tensor(np.full((4, 3), 0.5))

    def forward(self, x):
        return Tensor(x.data * self.w.data, ((x, self.w.data), (self.w, x.data)))


def test_inputs_become_tensors_and_gradients_arrays():
    layer, g = Scale(), np.ones_like(X)
    (found,) = CONVENTION.readings(trial_of(layer, X), None)
    assert found.paths == {"w": ("w", "data")}
    output, memory = found.forward(layer, (X,))
    np.testing.assert_allclose(output, 0.5 * X)
    gradients = found.backward(layer, (X,), g, memory, found.paths)
    np.testing.assert_allclose(gradients.inputs[0], 0.5)
    np.testing.assert_allclose(gradients.parameters["w"], X)
    with pytest.raises(LayerFault, match="a tape runs backward once"):
        found.backward(layer, (X,), g, memory, found.paths)


class Raises(Scale):
    def forward(self, x):
        raise ValueError("no")


def test_what_raises_on_tensors_is_rejected_with_its_reason():
    trial = trial_of(Raises(), X)
    assert CONVENTION.readings(trial, None) == []
    assert any("ValueError: no" in reason for _, reason in trial.rejected)


def function(x):
    return x


def test_a_class_with_a_forward_beside_tensors_is_seen_and_neither_tensors_nor_functions_are():
    assert CONVENTION.looks_like(uninitialised(Scale))
    assert not CONVENTION.looks_like(uninitialised(Tensor))
    assert not CONVENTION.looks_like(function)
