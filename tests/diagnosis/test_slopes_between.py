"""A function in the middle of a layer, whose slope is wrong."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.diagnosis.slopes_between import CODE

X = np.random.default_rng(1).normal(size=(4, 3))


class Network:
    """f(x W) V, with a slope of f that a test breaks."""

    def __init__(self, f, slope):
        rng = np.random.default_rng(0)
        self.w, self.v = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
        self.f, self.slope = f, slope

    def forward(self, x):
        self.x, self.z = x, x @ self.w
        self.h = self.f(self.z)
        return self.h @ self.v

    def backward(self, g):
        dz = (g @ self.v.T) * self.slope(self.z)
        self.dw, self.dv = self.x.T @ dz, self.h.T @ g
        return dz @ self.w.T


def codes(layer, x=X):
    report = check_layer(layer, (x,), checks=["gradient"])
    return {code for finding in report.failures for code in finding.evidence["codes"].values()}


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (np.tanh, lambda z: 1 - np.tanh(z)),
        (np.sin, lambda z: np.sin(z)),
        (lambda z: z**3, lambda z: 2 * z**2 + 0.5),
    ],
    ids=["tanh without a square", "sine for cosine", "a wrong power"],
)
def test_a_wrong_slope_between_two_products_is_named(f, slope):
    assert CODE in codes(Network(f, slope))


def test_a_wrong_product_is_not():
    class Reversed(Network):
        def backward(self, g):
            dx = super().backward(g)
            self.dw = self.dw[:, ::-1].copy()
            return dx

    assert CODE not in codes(Reversed(np.tanh, lambda z: 1 - np.tanh(z) ** 2))


def test_entries_that_meet_in_no_unit_are_not():
    class Bag:
        """Rows of a table, of which one that is repeated counts once."""

        def __init__(self):
            self.table = np.random.default_rng(0).normal(size=(3, 2))

        def forward(self, ids, w):
            self.ids, self.w = ids, w
            return (w[:, :, None] * self.table[ids]).sum(axis=1)

        def backward(self, g):
            self.dtable = np.zeros_like(self.table)
            self.dtable[self.ids] += self.w[:, :, None] * g[:, None]
            return None, (self.table[self.ids] * g[:, None]).sum(axis=2)

    ids, w = np.array([[0, 0, 1], [2, 1, 1]]), np.random.default_rng(1).normal(size=(2, 3))
    report = check_layer(Bag(), (ids, w), checks=["gradient"])
    said = {code for finding in report.failures for code in finding.evidence["codes"].values()}
    assert said == {"ETH210"}
