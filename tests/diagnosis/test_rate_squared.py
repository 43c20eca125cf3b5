"""A learning rate that is applied twice."""

import numpy as np
import pytest

from ethan_check import check_layer

X = np.random.default_rng(0).normal(size=(4, 3))


class Dense:
    def __init__(self):
        self.W, self.b = np.random.default_rng(1).normal(size=(3, 2)), np.zeros(2)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g, lr):
        dx = g @ self.W.T
        self.W -= lr * self.of_weight(g, lr)
        self.b -= lr * g.sum(axis=0)
        return dx

    def of_weight(self, g, lr):
        return self.x.T @ g


class RateTwice(Dense):
    def of_weight(self, g, lr):
        return lr * self.x.T @ g


class Counts(Dense):
    """Keeps a number that moves with the rate squared, and that forward does not ask for."""

    def __init__(self):
        super().__init__()
        self.seen = np.zeros(1)

    def backward(self, g, lr):
        self.seen += lr * lr
        return super().backward(g, lr)


def test_a_rate_that_is_applied_twice_is_named():
    report = check_layer(RateTwice(), (X,))
    assert report.verdict == "fail"
    assert "the learning rate is applied to dL_dW twice" in report.message


@pytest.mark.parametrize("layer", [Dense, Counts])
def test_right_updates_pass(layer):
    assert check_layer(layer(), (X,)).verdict == "pass"
