"""Layers that add up gradients, or keep caches, until they are told to forget them."""

import numpy as np

from ethan_check import check_layer
from ethan_check.subject.reset import reset_of

X = np.array([[0.5, -1.5, 0.25], [1.0, 2.0, -0.75]])


class AddsUp:
    def __init__(self):
        self.W = np.array([[0.5], [-2.0], [1.5]])
        self.dW = np.zeros_like(self.W)

    def zero_grad(self):
        self.dW[...] = 0

    def forward(self, X):
        self.X = X
        return X @ self.W

    def backward(self, g):
        self.dW += self.X.T @ g
        return g @ self.W.T


class KeepsEveryForward:
    """A single cotangent belongs to the oldest forward."""

    def __init__(self):
        self.inputs = []

    def flush_gradients(self):
        self.inputs = []

    def forward(self, X):
        self.inputs.append(X)
        return X**2

    def backward(self, g):
        return 2 * self.inputs[0] * g


class ForgetsTooLittle(KeepsEveryForward):
    def flush_gradients(self):
        pass


class BreaksWhenFlushed(KeepsEveryForward):
    def flush_gradients(self):
        self.inputs = None


def verdict(layer):
    return check_layer(layer, inputs=(X,), checks=["state", "purity", "determinism"])


def test_gradients_that_add_up_until_zero_grad_are_right():
    assert verdict(AddsUp()).verdict == "pass"


def test_forwards_that_are_kept_until_flushed_are_right():
    assert verdict(KeepsEveryForward()).verdict == "pass"


def test_a_reset_that_forgets_too_little_fails():
    report = verdict(ForgetsTooLittle())
    assert report.verdict == "fail"
    assert "flush_gradients()" in str(report)


def test_a_reset_that_breaks_the_layer_is_named():
    report = check_layer(BreaksWhenFlushed(), inputs=(X,), checks=["state"])
    assert report.verdict in ("fail", "error")


def test_the_reset_is_found_by_its_name_and_its_lack_of_arguments():
    assert reset_of(AddsUp()) == "zero_grad"
    assert reset_of(object()) is None


class HoldsItsOwnMethod:
    """The method must belong to the copy, not to the layer that it was copied from."""

    def __init__(self):
        self.W = np.array([[0.3, -1.0], [2.0, 0.5], [1.0, 1.0]])
        self.activation = self._shifted_tanh

    def _shifted_tanh(self, Z):
        return np.tanh(Z + self.W.sum())

    def forward(self, X):
        self.X = X
        self.Y = self.activation(X @ self.W)
        return self.Y

    def backward(self, g):
        dZ = g * (1 - self.Y**2)
        self.dW = self.X.T @ dZ + dZ.sum()
        return dZ @ self.W.T


def test_a_method_that_a_layer_holds_is_copied_with_the_layer():
    assert check_layer(HoldsItsOwnMethod(), inputs=(0.3 * X,), checks=["gradient"]).verdict == "pass"
