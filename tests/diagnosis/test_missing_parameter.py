"""A parameter that forward multiplies by, and backward does not."""

import numpy as np
import pytest

from ethan_check import check_layer


class Gain:
    """tanh(x) * gamma, whose backward takes gamma to another power."""

    def __init__(self, power):
        self.gamma, self.power = np.array([0.5, -1.25, 2.0]), power

    def forward(self, x):
        self.y = np.tanh(x)
        return self.y * self.gamma

    def backward(self, g):
        self.dgamma = (g * self.y).sum(axis=0)
        return g * (1 - self.y**2) * self.gamma**self.power


X = np.random.default_rng(1).normal(size=(4, 3))


@pytest.mark.parametrize(
    ("power", "said"),
    [(0, "the factor gamma is left out of dL_dX"), (2, "gamma is twice in dL_dX")],
)
def test_a_factor_that_is_left_out_or_taken_twice_is_named(power, said):
    (finding,) = check_layer(Gain(power), (X,), checks=["gradient"]).failures
    assert said in finding.evidence["looks_like"]


def test_another_power_is_not():
    (finding,) = check_layer(Gain(3), (X,), checks=["gradient"]).failures
    said = finding.evidence["looks_like"]
    assert not any("left out" in text or "gamma is twice" in text for text in said)
    assert any("a factor too much, gamma squared" in text for text in said)
