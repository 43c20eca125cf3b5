"""Few of many layers that are unlike each other."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.cases.unlike_layers import unlike


def test_of_other_layers_those_with_the_commonest_of_what_is_not_met_come_first():
    rare, common = {"mode": "'sum'", "bias": "True"}, {"mode": "'mean'", "bias": "False"}
    others = {1: rare, 4: common, 5: common, 7: {"mode": "'mean'", "bias": "True"}}
    assert unlike([{"mode": "'mean'", "bias": "True"}], others, 2) == [4, 1]
    assert unlike([{"mode": "'mean'", "bias": "True"}], others, 9) == [4, 1, 5, 7]
    assert unlike([], {}, 2) == []


def test_what_is_another_number_for_every_layer_says_nothing_of_how_unlike_it_is():
    others = {number: {"seed": str(number), "bias": str(number == 15)} for number in range(20)}
    assert unlike([{"bias": "False"}], others, 1) == [15]


@pytest.mark.parametrize("seed", range(30))
def test_a_mistake_of_state_in_layers_with_a_slope_for_each_channel_is_found_whatever_the_seed(seed):
    class Slopes:
        """PReLU: one slope, or one a channel; those of several channels are added up from call to call."""

        def __init__(self, number):
            self.alpha, self.dalpha = np.full(number, 0.25), np.zeros(number)

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.alpha * x)

        def backward(self, g):
            below = np.where(self.x > 0, 0, g * self.x)
            now = below.sum(axis=0) if self.alpha.size > 1 else below.sum(keepdims=True)[0]
            self.dalpha = self.dalpha + now if self.alpha.size > 1 else now
            return np.where(self.x > 0, g, self.alpha * g)

    def draw(rng):
        rows, channels = (int(size) for size in rng.integers(1, 5, 2))
        return Case(Slopes(channels if rng.random() < 0.5 else 1), (rng.normal(size=(rows, channels)),))

    assert check_layer(cases=draw, seed=seed, checks=["state"], shrink=False).verdict == "fail"
