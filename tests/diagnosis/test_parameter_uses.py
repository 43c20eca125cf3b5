"""A parameter of whose uses one alone counts."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.diagnosis.parameter_uses import CODE

STEPS = np.random.default_rng(1).normal(size=(3, 4, 2))
ROWS = np.random.default_rng(2).normal(size=(4, 3))


class Recurrent:
    """h[t] = tanh(x[t] W + h[t - 1] U), with the sum over steps that a test breaks."""

    def __init__(self, add):
        rng = np.random.default_rng(0)
        self.w, self.u, self.add = rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), add

    def forward(self, x):
        self.x, h = x, np.zeros((len(x), 3))
        self.h = [h]
        for t in range(x.shape[1]):
            h = np.tanh(x[:, t] @ self.w + h @ self.u)
            self.h.append(h)
        return np.stack(self.h[1:], axis=1)

    def backward(self, g):
        dx, dh = np.zeros_like(self.x), 0.0
        self.dw, self.du = np.zeros_like(self.w), np.zeros_like(self.u)
        for t in reversed(range(g.shape[1])):
            dz = (g[:, t] + dh) * (1 - self.h[t + 1] ** 2)
            self.dw = self.add(self.dw, self.x[:, t].T @ dz)
            self.du += self.h[t].T @ dz
            dx[:, t], dh = dz @ self.w.T, dz @ self.u.T
        return dx


class Tied:
    """tanh(x W) W', with the sum over both uses that a test breaks."""

    def __init__(self, add):
        self.w, self.add = np.random.default_rng(0).normal(size=(3, 2)), add

    def forward(self, x):
        self.x, self.h = x, np.tanh(x @ self.w)
        return self.h @ self.w.T

    def backward(self, g):
        dz = (g @ self.w) * (1 - self.h**2)
        self.dw = self.add(self.x.T @ dz, g.T @ self.h)
        return dz @ self.w.T


def texts(layer, x):
    report = check_layer(layer, (x,), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


def test_a_step_that_overwrites_the_others_is_told():
    text = "dL_dw counts the first step of X along axis 1 alone: it is assigned, not added up"
    assert text in texts(Recurrent(lambda total, one: one), STEPS)


def test_a_step_that_nothing_is_added_to_is_told():
    def keep(total, one):
        return total if np.any(total) else one

    text = "dL_dw counts the last step of X along axis 1 alone: it is assigned, not added up"
    assert text in texts(Recurrent(keep), STEPS)


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (lambda inner, outer: inner, "counts its product with X alone: it is used elsewhere, too"),
        (lambda inner, outer: outer, "leaves out its product with X: it is used elsewhere, too"),
    ],
    ids=["the first", "the second"],
)
def test_one_of_two_products_is_told(add, words):
    assert f"dL_dw {words}" in texts(Tied(add), ROWS)


@pytest.mark.parametrize(
    "add",
    [
        lambda inner, outer: inner + outer[::-1],
        lambda inner, outer: inner - outer,
        lambda inner, outer: inner + np.abs(outer),
    ],
    ids=["rows reversed", "a sign", "a size"],
)
def test_other_mistakes_in_a_sum_of_uses_are_not(add):
    report = check_layer(Tied(add), (ROWS,), checks=["gradient"])
    assert all(CODE not in finding.evidence["codes"].values() for finding in report.failures)
