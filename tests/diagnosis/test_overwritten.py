"""Contributions that overwrite each other."""

import numpy as np

from ethan_check import check_layer


class Windows:
    """Sums of windows of three, whose gradients overwrite each other."""

    def __init__(self, steps):
        self.steps = steps

    def forward(self, x):
        self.length = x.shape[1]
        return np.stack([x[:, i : i + 3].sum(axis=1) for i in range(self.length - 2)], axis=1)

    def backward(self, g):
        dx = np.zeros((len(g), self.length))
        for i in self.steps(range(self.length - 2)):
            dx[:, i : i + 3] = g[:, i, None]
        return dx


X = np.random.default_rng(1).normal(size=(3, 8))


def said(layer):
    report = check_layer(layer, (X,), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


TEXT = (
    "where entries of X are used more than once, dL_dX keeps the {} contribution alone: it is assigned "
    "where it should be added"
)


def test_the_last_and_the_first_contribution_are_told_apart():
    assert TEXT.format("last") in said(Windows(iter))
    assert TEXT.format("first") in said(Windows(reversed))
