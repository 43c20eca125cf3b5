"""A mean, a variance, a norm or a sum that backward treats as a constant."""

import numpy as np
import pytest

from diagnosis.broken_layers import assert_explained
from ethan_core import Contract


class Norm:
    """(x - mean) / deviation of each row, whose backward lacks some of its terms."""

    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def __init__(self, *lacks):
        self.lacks = lacks

    def forward(self, x):
        centred = x - x.mean(axis=1, keepdims=True)
        self.scale = 1 / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 0.01)
        self.xhat = centred * self.scale
        return self.xhat

    def backward(self, g):
        mean = 0 if "mean" in self.lacks else g.mean(axis=1, keepdims=True)
        variance = 0 if "variance" in self.lacks else self.xhat * (g * self.xhat).mean(axis=1, keepdims=True)
        return self.scale * (g - mean - variance)


class Unit(Norm):
    """x / |x| of each row."""

    def forward(self, x):
        self.norm = np.sqrt((x**2).sum(axis=1, keepdims=True) + 0.01)
        return x / self.norm

    def backward(self, g):
        return g / self.norm


class SoftmaxOfRows(Norm):
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, g):
        return self.y * g


TAIL = "to dL_dx is wrong: it is left out, as if it were a constant, or has another factor"


@pytest.mark.parametrize(
    ("layer", "what"),
    [
        (Norm("mean"), "the mean along axis 1 contributes"),
        (Norm("variance"), "the variance along axis 1 contributes"),
        (Norm("mean", "variance"), "the mean and the variance along axis 1 contribute"),
        (Unit(), "the norm along axis 1 contributes"),
        (SoftmaxOfRows(), "the sum in a softmax contributes"),
    ],
)
def test_what_is_left_out_is_named(layer, what):
    assert_explained(layer, f"what {what} {TAIL}")
