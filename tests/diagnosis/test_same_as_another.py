"""One gradient that is stated for two arrays."""

import numpy as np

from ethan_check import check_layer


class Confused:
    """x * gamma + beta, with the gradient of beta for gamma."""

    def __init__(self):
        self.gamma, self.beta = np.array([0.5, -1.25, 2.0]), np.array([0.25, 0.5, -0.75])

    def forward(self, x):
        return x * self.gamma + self.beta

    def backward(self, g):
        self.dgamma = g.sum(axis=0)
        self.dbeta = g.sum(axis=0)
        return g * self.gamma


def test_the_array_that_it_belongs_to_is_named():
    x = np.random.default_rng(1).normal(size=(4, 3))
    (finding,) = check_layer(Confused(), (x,), checks=["gradient"]).failures
    assert "dL_dgamma is the same as dL_dbeta: one is stated for both" in finding.evidence["looks_like"]
