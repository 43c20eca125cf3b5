"""Gradients that forget the cotangent are found where they are those for a cotangent of ones."""

import numpy as np
import pytest

from ethan_check import check_layer

X = np.random.default_rng(0).normal(size=(4, 3))

TEXT = """
class Dense:
    def __init__(self):
        self.kernel = np.linspace(0.5, 1.5, 6).reshape(3, 2)

    def forward(self, x):
        self.x = x
        return x @ self.kernel

    def backward(self, g):
        self.dK = {expression}
        return g @ self.kernel.T
"""

FORGETS = [
    "self.x.T @ np.ones_like(g)",
    "self.x.T @ np.sign(g)",
    "self.x.T @ (g * g)",
    "np.outer(self.x.sum(axis=0), [1.0, 1.0])",
]


@pytest.mark.parametrize("expression", FORGETS)
def test_a_gradient_that_forgets_the_cotangent_is_found_where_it_is_that_for_ones(expression):
    """It is linear in no cotangent, so nothing but a cotangent of ones shows what it is meant for."""
    namespace = {"np": np}
    exec(TEXT.format(expression=expression), namespace)
    report = check_layer(namespace["Dense"](), (X,), checks=["gradient"], shrink=False)
    assert [finding.target for finding in report.failures] == ["dL_dkernel"]


class Scale:
    """Keeps the derivative of its output by its parameter, one for each entry, and no gradient."""

    def __init__(self):
        self.kernel = np.array([0.5, -2.0, 1.5])

    def forward(self, x):
        self.dk = x.copy()
        return x * self.kernel

    def backward(self, g):
        return g * self.kernel


def test_what_forward_leaves_is_a_cache_even_where_it_is_the_gradient_for_ones():
    report = check_layer(Scale(), (X[0],), checks=["gradient"], shrink=False)
    assert report.verdict == "inconclusive"
    assert "no gradient of it was found" in report.message
