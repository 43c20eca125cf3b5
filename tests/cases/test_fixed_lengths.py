"""A length that backward knows as a number was never meant to be another."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.fixed_lengths import length_is_a_constant
from ethan_check.subject.subject import Subject

rng = np.random.default_rng(0)


class Mean:
    """The mean of each row; backward divides by the number of features that it was made for."""

    def __init__(self, features=None, wrong=0.0):
        self.features, self.wrong = features, wrong

    def forward(self, x):
        self.shape = x.shape
        return x.mean(axis=1)

    def backward(self, g):
        dx = np.broadcast_to(g[:, None] / (self.features or self.shape[1]), self.shape).copy()
        if self.shape[1] > 16:
            dx[:, -1] *= 1 + self.wrong
        return dx


def asked(layer, new=(3, 17), given=(3, 4)):
    one, other = (Subject(layer, (rng.normal(size=shape),), convention="plain") for shape in (new, given))
    return length_is_a_constant(one, other)


def test_a_number_in_backward_is_told_from_a_mistake():
    assert asked(Mean(features=4))
    assert asked(Mean(features=4), (3, 33))
    assert not asked(Mean())
    assert not asked(Mean(wrong=0.5))
    assert not asked(Mean(features=5))


def test_where_nothing_is_longer_there_is_nothing_to_ask():
    assert not asked(Mean(features=5), (3, 4), (3, 4))


@pytest.mark.parametrize(
    ("layer", "verdict"),
    [(Mean(features=4), "pass"), (Mean(), "pass"), (Mean(wrong=0.5), "fail"), (Mean(features=3), "fail")],
)
def test_a_layer_made_for_one_length_is_judged_at_that(layer, verdict):
    assert check_layer(layer, inputs=(rng.normal(size=(3, 4)),)).verdict == verdict


@pytest.mark.parametrize(("share", "is_told"), [(5e-6, True), (5e-5, False)])
def test_the_number_is_the_length_to_five_digits(share, is_told):
    assert asked(Mean(features=4 * (1 + share))) is is_told
