"""Layers that add up gradients, or keep caches, until they are told to forget them."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import reset_of, zero_grad

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


class Named:
    """With methods of the names that are given."""

    def __init__(self, **methods):
        vars(self).update(methods)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (AddsUp(), "zero_grad"),
        (KeepsEveryForward(), "flush_gradients"),
        (Named(clear_grads=lambda: None), "clear_grads"),
        (Named(zero_grad=lambda set_to_none=True: None), "zero_grad"),
        (Named(cleargrads=lambda: None, zero_grads=lambda: None), "zero_grads"),
        (Named(zero_grad=lambda W: None), None),
        (Named(zero_grad=lambda *names: None), None),
        (Named(zero_grad=True), None),
        (Named(reset=lambda: None), None),
        (object(), None),
    ],
)
def test_a_reset_is_found_by_its_name_and_its_lack_of_arguments(layer, name):
    assert reset_of(layer) == name


def test_a_layer_is_told_to_forget():
    layer = AddsUp()
    subject = Subject(layer, (X,))
    fresh, _ = subject.fresh(subject.values)
    fresh.dW[...] = 3.0
    zero_grad(subject, fresh)
    assert not fresh.dW.any()


def test_a_layer_that_has_nothing_to_forget_is_left_alone():
    class Plain(KeepsEveryForward):
        flush_gradients = None

    layer = Plain()
    zero_grad(Subject(layer, (X,)), layer)
    assert vars(layer) == {"inputs": []}


def test_a_reset_that_raises_is_a_fault_of_the_layer():
    class Raises(KeepsEveryForward):
        def flush_gradients(self):
            raise KeyError("W")

    subject = Subject(Raises(), (X,))
    with pytest.raises(LayerFault, match=r"^flush_gradients raised KeyError: 'W' \("):
        zero_grad(subject, subject.layer)
