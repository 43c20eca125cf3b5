"""Optimizers inside backward: what is exchanged, and what the exchange records."""

import numpy as np

from ethan_check import check_layer
from ethan_check.subject.conventions.optimizer import CONVENTIONS, RecordingOptimizer

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
(CONVENTION,) = CONVENTIONS


def test_it_records_its_calls_and_returns_the_parameter():
    W, dW, calls = np.ones(2), np.full(2, 3.0), []
    optimizer = RecordingOptimizer(calls, {id(W): W})
    assert optimizer.update(dW, W) is W
    assert optimizer.step() is None
    assert calls == [[dW, W], []]


def test_numbers_of_the_original_show_through_and_its_methods_do_not():
    class Sgd:
        lr = 0.1

        def step(self):
            raise AssertionError

    optimizer = RecordingOptimizer([], {}, Sgd())
    assert optimizer.lr == 0.1
    optimizer.step()


class Sgd:
    def update(self, parameter, gradient):
        return parameter - 0.1 * gradient


class Holds:
    def __init__(self):
        self.W, self.optimizer = np.ones((3, 2)), Sgd()

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        dx = g @ self.W.T
        self.W = self.optimizer.update(self.W, self.x.T @ g)
        return dx


class IsGiven(Holds):
    def backward(self, g, optimizer):
        optimizer.step([(self.W, self.x.T @ g)])
        return g @ self.W.T


class GivesMappings(IsGiven):
    def backward(self, g, optimizer):
        optimizer.step({"W": self.W}, {"W": self.x.T @ g})
        return g @ self.W.T


def test_the_gradient_is_what_came_with_the_parameter():
    for layer in (Holds(), IsGiven(), GivesMappings()):
        (found,) = CONVENTION.readings(trial_of(layer, X), None)
        assert found.paths == {"W": ("W",)}
        _, memory = found.forward(layer, (X,))
        gradients = found.backward(layer, (X,), np.ones((4, 2)), memory, found.paths)
        np.testing.assert_allclose(gradients.parameters["W"], X.T @ np.ones((4, 2)))


class KeepsForLater(Holds):
    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


def test_one_that_backward_does_not_call_is_no_reading():
    trial = trial_of(KeepsForLater(), X)
    assert CONVENTION.readings(trial, None) == []
    assert any("calls none" in reason for _, reason in trial.rejected)


class WithActivation:
    """Holds an object that is called with one array, which is no optimizer; backward raises."""

    class Tanh:
        def __call__(self, z):
            return np.tanh(z)

        def grad(self, z):
            return 1 - np.tanh(z) ** 2

    def __init__(self):
        self.activation = self.Tanh()

    def forward(self, x):
        self.x = x
        return self.activation(x)

    def backward(self, g):
        if isinstance(self.activation, self.Tanh):
            raise ValueError("no backward")
        return self.activation.grad(self.x)


def test_an_activation_is_not_exchanged_for_an_optimizer():
    report = check_layer(WithActivation(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "backward raised ValueError: no backward" in str(report)
