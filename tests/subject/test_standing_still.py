"""Shares are clipped to 0 and 1 where forward stands still beyond both."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.standing_still import is_clipped_to_shares
from ethan_check.subject.subject import Subject
from subject.small_layers import Elementwise

SHARES = np.random.default_rng(0).uniform(0.1, 0.9, size=(4, 3))


def clipped(function, x=SHARES):
    subject = Subject(Elementwise(function, lambda x: 0 * x), (x,), convention="plain")
    (name,) = subject.targets
    with np.errstate(all="ignore"):
        return is_clipped_to_shares(subject, name)


@pytest.mark.parametrize("floor", [1e-15, 1e-12, 1e-7, 0.0])
def test_what_is_clipped_on_both_sides(floor):
    assert clipped(lambda x: np.log(np.clip(np.real(x), floor + 1e-300, 1 - floor)))


@pytest.mark.parametrize(
    "function", [np.exp, lambda x: np.maximum(x, 0), lambda x: np.minimum(np.real(x), 1)]
)
def test_what_moves_beyond_either_end_is_not(function):
    assert not clipped(function)


def test_nor_is_what_was_given_values_beyond():
    assert not clipped(lambda x: np.clip(np.real(x), 0, 1), 3 * SHARES)


def test_a_forward_that_refuses_what_lies_beyond_is_not():
    def shares(x):
        if (np.real(x) > 1).any():
            raise ValueError("no share")
        return x

    assert not clipped(shares)


class Focal:
    """The focal loss of probabilities, with its guard against the logarithm of 0."""

    factor = 1.0

    def forward(self, p, t):
        self.p, self.t = np.clip(p, 1e-9, 1 - 1e-9), t
        self.q = np.where(t == 1, self.p, 1 - self.p)
        return -((1 - self.q) ** 2 * np.log(self.q)).sum()

    def backward(self):
        slope = 2 * (1 - self.q) * np.log(self.q) - (1 - self.q) ** 2 / self.q
        return self.factor * np.where(self.t == 1, slope, -slope)


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, "pass"), (1.5, "fail")])
def test_a_loss_of_probabilities_is_not_judged_beyond_them(factor, verdict):
    layer = Focal()
    layer.factor = factor
    assert check_layer(layer, inputs=(SHARES, np.round(SHARES))).verdict == verdict
