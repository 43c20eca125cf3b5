"""Gradients at zeros beside which forward bends nearer than any step of a difference."""

from __future__ import annotations

import numpy as np
import pytest
from subject.small_layers import Elementwise

from ethan_check import Subject, check_layer
from ethan_check.verdict.near_zeros import wrong_near_zeros
from ethan_check.verdict.probe import directional_test

ROWS = np.random.default_rng(0).normal(size=(3, 4))
ROWS[1] = 0


class UnitRows:
    """Rows of length 1, or nearly so, with `share` of their gradient in rows of zeros."""

    def __init__(self, epsilon, share=1.0):
        self.epsilon, self.share = epsilon, share

    def forward(self, x):
        self.x, self.n = x, np.sqrt((x * x).sum(axis=1, keepdims=True) + x.dtype.type(self.epsilon))
        return x / self.n

    def backward(self, g):
        dx = g / self.n - self.x * ((g * self.x).sum(axis=1, keepdims=True) / self.n**3)
        return np.where((self.x == 0).all(axis=1, keepdims=True), dx * self.share, dx).astype(dx.dtype)


def judged(layer, x=ROWS):
    return check_layer(layer, (x,), checks=["gradient"], shrink=False)


@pytest.mark.parametrize("epsilon", [1e-8, 1e-9, 1e-10, 1e-12, 1e-16, 1e-24])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_row_of_zeros_is_judged_whatever_epsilon_it_is_kept_from_failing_by(epsilon, dtype):
    right, forgotten, scaled = (
        judged(UnitRows(epsilon, share), ROWS.astype(dtype)) for share in (1.0, 0.0, 0.5)
    )
    assert right.verdict == "pass", str(right)
    assert forgotten.verdict == "fail", str(forgotten)
    assert scaled.verdict == "fail", str(scaled)


def test_what_is_said_has_both_numbers_and_the_distance():
    lines = str(judged(UnitRows(1e-12, 0.0))).splitlines()
    assert lines[0] == "UnitRows: dL_dX is not the derivative where X is 0 [ETH001]"
    assert lines[1].startswith("  along a line on which forward's slope is ")
    assert lines[1].endswith(", backward states 0")
    assert lines[2] == "  forward is smooth over distances of 6e-07 from 0, nearer than other steps come"


def test_the_weight_is_accused_whose_zeros_they_are():
    class Gate:
        def __init__(self):
            self.w = np.zeros(4)

        def forward(self, x):
            self.x = x
            self.a = np.tanh(self.w * 1e9)
            return x + self.a

        def backward(self, g):
            self.dw = (g * 1e9 * (1 - self.a**2)).sum(axis=0) * 0.5
            return g

    report = judged(Gate(), np.random.default_rng(0).normal(size=(3, 4)))
    assert [found.target for found in report.failures] == ["dL_dw"], str(report)


def _sign_of_length(x):
    return np.where(x == 0, 1, np.abs(x))


RIGHT = {
    "steep": (lambda x: np.tanh(1e9 * x), lambda x: 1e9 / np.cosh(np.clip(1e9 * x, -300, 300)) ** 2),
    "a jump": (np.sign, np.zeros_like),
    "where safe": (lambda x: x / _sign_of_length(x), lambda x: np.where(x == 0, 1.0, 0.0)),
    "rounded to a plateau": (
        lambda x: np.where(x == 0, 0, (1 - np.cos(x)) / np.where(x == 0, 1, x)),
        lambda x: np.where(
            np.abs(x) < 1e-3,
            0.5 - x * x / 8,
            np.sin(x) / (x + (x == 0)) - (1 - np.cos(x)) / (x * x + (x == 0)),
        ),
    ),
    "curved": (lambda x: x / (np.abs(x) + 1e-12), lambda x: 1e-12 / (np.abs(x) + 1e-12) ** 2),
    "a root that is kept from 0": (
        lambda x: np.sqrt(x * x + 1e-20),
        lambda x: x / np.sqrt(x * x + 1e-20),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_nobody_is_accused_of_zeros_for_what_rounding_or_a_jump_does(name):
    report = judged(Elementwise(*RIGHT[name]))
    assert report.verdict != "fail", str(report)


class SteepMiddle:
    """A steep function of the middle one of three, which may be any of them where they are equal."""

    def forward(self, x):
        self.at = np.argsort(x, axis=1)[:, 1]
        self.y = np.tanh(1e9 * x[np.arange(len(x)), self.at])
        return self.y

    def backward(self, g):
        dx = np.zeros((len(g), 3))
        dx[np.arange(len(g)), self.at] = g * 1e9 * (1 - self.y**2)
        return dx


@pytest.mark.parametrize("seed", range(4))
def test_where_slopes_do_not_add_up_any_of_several_gradients_is_right(seed):
    report = check_layer(SteepMiddle(), (np.zeros((2, 3)),), checks=["gradient"], seed=seed, shrink=False)
    assert report.verdict != "fail", str(report)


def test_no_output_that_other_steps_tell_is_asked_again():
    layer = Elementwise(np.tanh, lambda x: 1 - np.tanh(x) ** 2)
    subject, rng = Subject(layer, (np.zeros(3),), convention="plain"), np.random.default_rng(0)
    first = directional_test(subject, subject.values, rng)
    subject.along = None  # It must not be needed.
    assert wrong_near_zeros(subject, first, rng) is None
