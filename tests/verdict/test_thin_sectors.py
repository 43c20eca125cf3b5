"""What backward rightly states in a thin sector between kinks is legal."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.verdict.judge import judge


class Opposed:
    """x + relu(x W) V, whose two units are almost never off together, apart from x = 0."""

    def __init__(self, gap):
        w = np.array([0.8, -0.6])
        self.W = np.stack([w, -w + gap * np.array([0.6, 0.8])], axis=1)
        self.V = np.array([[1.5, -0.7], [0.4, 1.1]])

    def forward(self, x):
        self.x, self.h = x, np.maximum(x @ self.W, 0)
        return x + self.h @ self.V

    def backward(self, dout):
        dz = np.where(self.h > 0, dout @ self.V.T, 0)
        self.dW, self.dV = self.x.T @ dz, self.h.T @ dout
        return dout + dz @ self.W.T


class OpposedTwice(Opposed):
    """At 0 the shortcut counts twice, which no sector around it does."""

    def backward(self, dout):
        dx = super().backward(dout)
        return np.where((self.x == 0).all(axis=1, keepdims=True), dx + dout, dx)


@pytest.mark.parametrize("gap", [0.5, 0.05, 0.01])
def test_what_backward_rightly_states_where_units_are_off_together_is_legal(gap):
    x = np.array([[0.0, 0.0], [1.3, -0.4]])
    verdicts = {
        layer: [judge(Subject(layer(gap), (x,)), np.random.default_rng(seed)).verdict for seed in range(20)]
        for layer in (Opposed, OpposedTwice)
    }
    assert set(verdicts[Opposed]) == {"pass"}
    # A hull that is widened by its own width excuses some of what lies outside it.
    assert verdicts[OpposedTwice].count("fail") >= 3
