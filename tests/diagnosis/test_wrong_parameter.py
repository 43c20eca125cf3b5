"""The right formula for another parameter."""

import numpy as np

from ethan_check import check_layer


class Correlation:
    """A window of three weights, whose backward a test breaks."""

    def __init__(self, weights):
        self.W, self.weights = np.array([0.5, -1.25, 2.0]), weights

    def forward(self, x):
        self.length = x.shape[1]
        return sum(w * x[:, i : self.length - 2 + i] for i, w in enumerate(self.W))

    def backward(self, g):
        dx = np.zeros((len(g), self.length))
        for i, w in enumerate(self.weights(self.W)):
            dx[:, i : self.length - 2 + i] += w * g
        self.dW = np.zeros(3)
        return dx


class Square:
    """x @ W with a square W, whose backward forgets to transpose it."""

    def __init__(self):
        self.W = np.random.default_rng(0).normal(size=(3, 3))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W


X = np.random.default_rng(1).normal(size=(4, 7))


def said(layer, x):
    report = check_layer(layer, (x,), checks=["gradient"])
    (finding,) = [finding for finding in report.failures if finding.target == "dL_dX"]
    return finding.evidence["looks_like"]


def test_a_kernel_that_is_flipped_is_named():
    assert "dL_dX is computed with W flipped along axis 0" in said(Correlation(lambda W: W[::-1]), X)


def test_a_matrix_that_is_transposed_is_named():
    assert "dL_dX is computed with W transposed" in said(Square(), X[:, :3])


def test_another_mistake_is_not():
    assert not any("W" in text for text in said(Correlation(lambda W: W**2), X))
