"""What comes back through the product of an input with a parameter."""

import numpy as np
import pytest

from ethan_check import check_layer


class Gated:
    """tanh(x W) * (x V), and what a test makes of what comes back through W."""

    def __init__(self, branch, width=3):
        rng = np.random.default_rng(0)
        self.w, self.v = rng.normal(size=(2, 3, width))
        self.branch = branch

    def forward(self, x):
        self.x, self.z, self.gate = x, np.tanh(x @ self.w), x @ self.v
        return self.z * self.gate

    def backward(self, g):
        dz, dgate = g * self.gate * (1 - self.z**2), g * self.z
        rows = self.x.reshape(-1, 3)
        self.dw, self.dv = rows.T @ dz.reshape(len(rows), -1), rows.T @ dgate.reshape(len(rows), -1)
        return self.branch(dz, self.w) + dgate @ self.v.T


X = np.random.default_rng(1).normal(size=(4, 3))
MISTAKES = {
    "leaves out what comes back through w": lambda dz, w: 0.0,
    "has what comes back through w with the wrong sign": lambda dz, w: -dz @ w.T,
    "counts what comes back through w twice": lambda dz, w: 2 * dz @ w.T,
    "multiplies by w where it should multiply by its transpose": lambda dz, w: dz @ w,
}


def looks_like(layer, x=X):
    report = check_layer(layer, (x,), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


@pytest.mark.parametrize("words", MISTAKES)
def test_what_happens_to_a_branch_is_named(words):
    assert f"dL_dX {words}" in looks_like(Gated(MISTAKES[words]))


def test_steps_of_time_are_rows_as_well():
    steps = np.random.default_rng(2).normal(size=(2, 3, 3))
    assert "dL_dX leaves out what comes back through w" in looks_like(Gated(lambda dz, w: 0.0, 2), steps)


@pytest.mark.parametrize(
    "branch",
    [lambda dz, w: dz @ np.abs(w.T), lambda dz, w: np.abs(dz) @ w.T, lambda dz, w: dz[::-1] @ w.T],
    ids=["another matrix", "another gradient", "other rows"],
)
def test_other_mistakes_in_a_branch_are_not(branch):
    assert not any("comes back" in text or "transpose" in text for text in looks_like(Gated(branch)))


class Channels:
    """W times the channels of (n, c, t), beside what passes by."""

    def __init__(self):
        self.w = np.random.default_rng(3).normal(size=(2, 3))

    def forward(self, x):
        self.x = x
        return np.einsum("dc,nct->ndt", self.w, x) + x[:, :2] ** 2

    def backward(self, g):
        self.dw = np.einsum("ndt,nct->dc", g, self.x)
        dx = np.zeros_like(self.x)
        dx[:, :2] = 2 * g * self.x[:, :2]
        return dx


def test_channels_need_not_be_the_last_axis():
    x = np.random.default_rng(4).normal(size=(2, 3, 4))
    assert "dL_dX leaves out what comes back through w" in looks_like(Channels(), x)
