"""The way of Darknet: forward returns the layer, which holds output and delta."""

import numpy as np
import pytest

from ethan_check import check_layer

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4))


class Connected:
    def __init__(self):
        self.weights, self.bias = np.random.default_rng(1).normal(size=(4, 3)), np.zeros(3)
        self.weights_update, self.bias_update = np.zeros((4, 3)), np.zeros(3)
        self.output = self.delta = None

    def forward(self, inpt):
        self.inpt = inpt
        self.output = inpt @ self.weights + self.bias
        self.delta = np.zeros_like(self.output)
        return self

    def backward(self, delta=None):
        self.bias_update = self.delta.sum(axis=0)
        self.weights_update = self.inpt.T @ self.delta
        if delta is not None:
            delta[:] += self.delta @ self.weights.T
        return self


class GivenTheInput(Connected):
    def backward(self, inpt, delta):
        self.inpt = inpt
        return super().backward(delta)


class Squared:
    def forward(self, x):
        self.x, self.output = x, x * x
        self.delta = np.zeros_like(x)
        return self

    def backward(self, delta):
        delta += 2 * self.x * self.delta
        return self


class MeanBias(Connected):
    def backward(self, delta=None):
        super().backward(delta)
        self.bias_update = self.bias_update / len(self.delta)
        return self


class LostDelta(Connected):
    def backward(self, delta=None):
        return super().backward(None)


@pytest.mark.parametrize(
    "layer", [Connected(), GivenTheInput(), Squared()], ids=lambda one: type(one).__name__
)
def test_it_is_read_and_judged(layer):
    report = check_layer(layer, (X,), checks=["gradient"])
    assert report, str(report)
    assert report.read_as.startswith("forward that leaves output, and backward that adds to delta")


@pytest.mark.parametrize(("layer", "target"), [(MeanBias(), "dL_dbias"), (LostDelta(), "dL_dX")])
def test_a_mistake_is_found(layer, target):
    report = check_layer(layer, (X,), checks=["gradient"])
    assert [finding.target for finding in report.failures] == [target]


def test_parameters_are_in_the_account():
    report = check_layer(Connected(), (X,), checks=["gradient"])
    assert {name: entry.became for name, entry in report.account.items()} == dict.fromkeys(
        ("X", "weights", "bias"), "judged"
    )
