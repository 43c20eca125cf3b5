"""Layers that are called as somebody says."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.loading.tables.declared_calls import (
    Argument,
    CallArguments,
    Computed,
    DeclaredCalls,
    DeclaredLayer,
)

X, Y = np.random.default_rng(0).normal(size=(2, 4, 3))
X0, X1, Y0, U = Argument("input", 0), Argument("input", 1), Argument("output", 0), Argument("cotangent", 0)


class Strange:
    """Nothing about it is usual; `weight` is a parameter."""

    def __init__(self, factor=1.0):
        self.weight, self.factor, self.flushed = np.array([0.5, -1.5, 2.0]), factor, 0

    def compute(self, exponent, x, y):
        self.x = x
        return x**exponent * self.weight + y, "a note", x + y

    def pull(self, how, g, x):
        self.grads = {"weight": (g * self.x**2).sum(axis=0)}
        return g, self.factor * 2 * g * x * self.weight

    def flush_gradients(self):
        self.flushed += 1


CALLS = DeclaredCalls(
    "compute", "pull", CallArguments((2, X0, X1)), CallArguments(("up", U, X0)), returns=(1, 0), outputs=(0,)
)


def test_calls_say_what_cannot_be_found_out():
    report = check_layer(DeclaredLayer(Strange(), CALLS), (X, Y))
    assert report.verdict == "pass", str(report)
    assert set(report.certificate) == {"dL_dX0", "dL_dX1", "dL_dweight"}


def test_a_mistake_shows_through_calls():
    report = check_layer(DeclaredLayer(Strange(1.001), CALLS), (X, Y), checks=("gradient",))
    assert {finding.target for finding in report.failures} == {"dL_dX0"}


def test_resets_and_sizes_of_the_layer_show_through_and_nothing_else():
    layer = DeclaredLayer(Strange(factor=2), CALLS)
    assert layer.factor == 2
    layer.flush_gradients()
    assert layer.layer.flushed == 1
    assert not hasattr(layer, "pull")


def test_a_backward_without_cotangent_states_the_gradient_itself():
    class Loss:
        def cost(self, guess, truth):
            return ((guess - truth) ** 2).sum()

        def slope(self, guess, truth):
            return 2 * (guess - truth)

    said = CallArguments((X0, X1))
    calls = DeclaredCalls("cost", "slope", said, said, returns=(0,))
    layer = DeclaredLayer(Loss(), calls)
    layer.forward(X, Y)
    np.testing.assert_allclose(layer.backward(3.0)[0], 6 * (X - Y))
    assert layer.backward(3.0)[1] is None


def test_an_argument_may_be_computed_of_an_input():
    given = CallArguments((Computed(np.tanh, CallArguments((X0,))),), {"out": None})
    assert given.call(lambda a, out: a.sum(), input=(X,)) == pytest.approx(np.tanh(X).sum())
    assert given.asks_for("input")
    assert not given.asks_for("cotangent")


def test_named_inputs_are_not_handed_over_twice():
    given = CallArguments(None, {"scale": X1})
    assert given.call(lambda x, *, scale: (x, scale), input=(1.0, 2.0)) == (1.0, 2.0)
