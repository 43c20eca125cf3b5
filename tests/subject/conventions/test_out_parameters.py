"""Arrays that backward writes into: whose they are, and whether it adds to them."""

import numpy as np
import pytest

from ethan_check.subject.conventions.out_parameters import CONVENTIONS

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
(CONVENTION,) = CONVENTIONS


class Writes:
    def __init__(self):
        self.W = np.array([0.5, -1.0, 2.0])

    def forward(self, x):
        self.x = x
        return x * self.W

    def backward(self, g, dx, dW):
        dx[...], dW[...] = g * self.W, (g * self.x).sum(axis=0)


class Adds(Writes):
    def backward(self, g, dx, dW):
        dx += g * self.W
        dW += (g * self.x).sum(axis=0)


class Forgets(Writes):
    def backward(self, g, dx, dW):
        dx[1:], dW[...] = (g * self.W)[1:], (g * self.x).sum(axis=0)


@pytest.mark.parametrize(("cls", "adds"), [(Writes, False), (Adds, True), (Forgets, False)])
def test_each_array_has_its_owner(cls, adds):
    layer, g = cls(), np.ones_like(X)
    (found,) = CONVENTION.readings(trial_of(layer, X), None)
    assert (found.call.adds, found.owners) == (adds, (0, "W"))
    _, memory = found.forward(layer, (X,))
    gradients = found.backward(layer, (X,), g, memory, found.paths)
    np.testing.assert_allclose(gradients.parameters["W"], X.sum(axis=0))
    assert np.isnan(gradients.inputs[0][0]).all() == (cls is Forgets)
    np.testing.assert_allclose(gradients.inputs[0][1:], (g * layer.W)[1:])


def test_more_arrays_than_inputs_are_no_reading():
    class Three(Writes):
        def backward(self, g, dx, dx2):
            dx[...] = g

    trial = trial_of(Three(), X)
    assert CONVENTION.readings(trial, None) == []
    assert "more arrays to write into than there are inputs" in trial.rejected[-1][1]
