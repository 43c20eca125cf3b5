"""Plain, cached and stateless: told apart by what backward takes."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.conventions.methods import CONVENTIONS, object_readings
from ethan_check.subject.conventions.reading import MethodCall

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
CACHED, STATELESS, PLAIN = CONVENTIONS


class Plain:
    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, g):
        return 2 * g * self.x


class Cached:
    def forward(self, x):
        return x**2, x

    def backward(self, dout, cache):
        return 2 * dout * cache


class OnContext:
    def forward(self, ctx, x):
        ctx.save_for_backward(x)
        return x**2

    def backward(self, ctx, g):
        return 2 * g * ctx.saved_tensors[0]


class Stateless:
    def forward(self, x):
        return x**2

    def backward(self, g, x):
        return 2 * g * x


@pytest.mark.parametrize(
    ("layer", "convention", "name"),
    [
        (Plain(), PLAIN, "plain"),
        (Cached(), CACHED, "cached"),
        (OnContext(), CACHED, "context"),
        (Stateless(), STATELESS, "stateless"),
    ],
)
def test_each_is_read_by_its_own(layer, convention, name):
    assert [one.name for one in convention.readings(trial_of(layer, X), None)] == [name]
    others = [one for one in CONVENTIONS if one not in (convention, PLAIN)]
    assert not any(one.readings(trial_of(layer, X), None) for one in others)
    assert PLAIN.looks_like(layer)


class Turned:
    def forward(self, a, b):
        return a * b**2

    def backward(self, g, b, a):
        return 2 * g * a * b, g * b**2


def test_gradients_in_the_order_of_backward_are_another_reading():
    layer = Turned()
    first, turned = STATELESS.readings(trial_of(layer, X, X + 1), None)
    assert turned.description == f"{first.description}, gradients in that order"
    gradients = turned.backward(layer, (X, X + 1), np.ones_like(X), None, {})
    np.testing.assert_allclose(gradients.inputs[0], (X + 1) ** 2)


class Targets(Plain):
    def forward(self, logits, labels):
        return super().forward(logits) + 0 * labels


def test_a_target_is_no_input_to_differentiate():
    (found,) = PLAIN.readings(trial_of(Targets(), X, X), None)
    assert found.input_names == ("prediction", "target")


def test_an_array_without_a_gradient_is_named():
    layer = Plain()
    layer.W = np.ones(3)
    trial, call = trial_of(layer, X), MethodCall("forward", "backward", (("g", "cotangent"),))
    (found,) = object_readings(trial, call, trial.outcome(call), words="plain object")
    assert found.description == "plain object, no gradient found for W"


def _silu(x):
    return x / (1 + np.exp(-x))


def _slope(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 + x * (1 - s))


class CacheIsInput:
    def forward(self, x):
        return _silu(x), x

    def backward(self, dout, x):
        return dout * _slope(x)


class CacheIsCalledInput(CacheIsInput):
    def backward(self, grad, input):
        return grad * _slope(input)


class CacheIsOutput:
    def forward(self, x):
        y = np.tanh(x)
        return y, y

    def backward(self, dout, y):
        return dout * (1 - y * y)


class SecondOutput:
    """What looks like a cache is an output: its cotangent arrives."""

    def forward(self, x):
        self.x = x
        return np.sin(x), np.cos(x)

    def backward(self, dy, dx):
        return dy * np.cos(self.x) - dx * np.sin(self.x)


@pytest.mark.parametrize("layer", [CacheIsInput, CacheIsCalledInput, CacheIsOutput, SecondOutput])
def test_a_cache_that_is_called_like_an_array_is_told_from_a_second_output(layer):
    report = check_layer(layer(), (np.random.default_rng(0).normal(size=(4, 3)),), checks=["gradient"])
    assert report.verdict == "pass", str(report)
