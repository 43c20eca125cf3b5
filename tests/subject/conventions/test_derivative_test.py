"""One difference of forward tells a right reading from a wrong one."""

import numpy as np
import pytest

from ethan_check.subject.conventions.derivative_test import is_derivative, misfit
from ethan_check.subject.conventions.reading import MethodCall, Reading

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))


class Layer:
    def __init__(self, factor=1.0):
        self.W, self.factor = np.array([0.5, -1.0, 2.0]), factor

    def forward(self, x):
        self.x = x
        return x**2 * self.W

    def backward(self, g):
        self.dW = (g * self.x**2).sum(axis=0)
        return self.factor * 2 * g * self.x * self.W


def reading(**stored):
    paths = {name: (name,) for name in stored}
    places = {name: (place,) for name, place in stored.items()}
    return Reading("plain", "", MethodCall("forward", "backward", (("g", "cotangent"),)), paths, places)


@pytest.mark.parametrize(("factor", "expected"), [(1.0, True), (1.01, False), (-1.0, False)])
def test_only_the_derivative_is_one(factor, expected):
    trial = trial_of(Layer(factor), X)
    assert is_derivative(trial, reading(W=("dW",))) == expected
    assert misfit(trial, reading(W=("dW",))) == ""


def test_a_gradient_of_another_shape_does_not_fit():
    trial = trial_of(Layer(), X)
    assert misfit(trial, reading(W=("x",))) == "a gradient has shape (4, 3), its array (3,)"
    assert not is_derivative(trial, reading(W=("x",)))


def test_what_raises_does_not_fit():
    class Raises(Layer):
        def backward(self, g):
            raise ValueError("no")

    trial = trial_of(Raises(), X)
    assert misfit(trial, reading()) == "it raised ValueError: no"
    assert not is_derivative(trial, reading())
