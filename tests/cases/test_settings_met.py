"""What a rule draws now and then is met, whatever the seed."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.cases.from_function import DrawerSource
from ethan_check.cases.settings_met import replacements, settings_of
from ethan_check.numerics.tolerances.sizes import DEFAULT_CASES, FURTHER_DRAWS, MOST_SETTINGS


class Layer:
    """A layer with one setting; its gradient is wrong for one value of it."""

    def __init__(self, setting, wrong):
        self.setting, self.wrong = setting, wrong

    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, g):
        return g * (1 - np.tanh(self.x) ** 2) * (1.01 if self.setting == self.wrong else 1.0)


RARE = {
    "a number": (0, 1),
    "a flag": (False, True),
    "a name": ("mean", "sum"),
    "none": ("same", None),
    "sizes": ((1, 1), (2, 1)),
}


def rule(usual, rare, share=1 / 8, wrong=None):
    def draw(rng):
        setting = rare if rng.random() < share else usual
        return Case(Layer(setting, wrong), (rng.normal(size=(int(rng.integers(1, 5)), 3)),))

    return draw


@pytest.mark.parametrize("kind", RARE)
@pytest.mark.parametrize("seed", range(8))
def test_a_mistake_of_one_setting_is_found_whatever_the_seed(kind, seed):
    usual, rare = RARE[kind]
    drawn = rule(usual, rare, wrong=rare)
    assert check_layer(cases=drawn, seed=seed, checks=["gradient"], shrink=False).verdict == "fail"


def test_a_mistake_in_inputs_of_few_axes_is_found_whatever_the_seed():
    class Last(Layer):
        def backward(self, g):
            return super().backward(g) * (1.01 if g.ndim == 1 else 1.0)

    def draw(rng):
        return Case(Last(0, 1), (rng.normal(size=(3,) if rng.random() < 1 / 8 else (2, 3)),))

    verdicts = {check_layer(cases=draw, seed=s, checks=["gradient"], shrink=False).verdict for s in range(16)}
    assert verdicts == {"fail"}


@pytest.mark.parametrize("seed", range(20))
def test_each_setting_is_met_with_inputs_as_they_are_drawn(seed):
    source = DrawerSource([rule("usual", "rare")], seed)
    drawn = [source.draw(position) for position in range(DEFAULT_CASES)]
    assert "rare" in {one.case.layer.setting for one in drawn if one.made in ("", "parameters moved")}


def test_the_layer_of_a_case_is_made_anew_as_it_was_drawn():
    source = DrawerSource([rule("usual", "rare")], 0)
    for position in range(DEFAULT_CASES):
        drawn = source.draw(position)
        assert drawn.make().setting == drawn.case.layer.setting


def test_what_is_met_already_changes_nothing():
    source = DrawerSource([rule(0, 1, share=0.5)], 0)
    assert source._in_place_of == {}


def test_a_number_that_is_always_another_is_no_setting():
    judged = {number: {"seed": str(number)} for number in range(9)}
    further = {100 + number: {"seed": str(100 + number)} for number in range(FURTHER_DRAWS)}
    assert len(judged) > MOST_SETTINGS
    assert replacements(judged, further, range(8)) == {}


def test_no_layer_gives_way_with_which_a_setting_would_go():
    judged = {0: {"mode": "a"}, 1: {"mode": "b"}, 2: {"mode": "c"}}
    further = {9: {"mode": "d"}, 10: {"mode": "d"}}
    assert replacements(judged, further, [0, 1, 2]) == {}
    assert replacements(judged | {4: {"mode": "c"}}, further, [0, 1, 4]) == {4: 9}


def test_objects_are_no_settings_but_whether_a_number_is_zero_or_an_array_one_number():
    class Held:
        def __init__(self):
            self.w, self.rate, self.part, self.stride = np.ones(2), 0.1, Layer(0, 1), 2

    assert settings_of(Case(Held(), (np.ones(2), 1.0))) == {
        "stride": "2",
        "rate is 0": "False",
        "w is one number": "False",
        "axes of input 0": "1",
        "axes of input 1": "0",
    }


def test_a_rule_that_raises_beyond_what_is_judged_is_heard_of_by_nobody():
    drawn = rule(0, 1)
    first = {
        rng.bit_generator.state["state"]["state"]
        for rng in (np.random.default_rng([0, p]) for p in range(24))
    }

    def draw(rng):
        if rng.bit_generator.state["state"]["state"] not in first:
            raise ValueError("no more")
        return drawn(rng)

    assert DrawerSource([draw], 0)._in_place_of == {}


def test_large_layers_are_drawn_no_more_often_than_they_are_judged():
    drawn = []

    def draw(rng):
        drawn.append(1)
        return Case(Layer(0, 1), (np.zeros((1000, 1000)),))

    assert DrawerSource([draw], 0)._in_place_of == {}
    assert len(drawn) == 1


@pytest.mark.parametrize("seed", range(60))
def test_two_settings_that_tell_together_alone_are_met_whatever_the_seed(seed):
    class Dropout:
        """Wrong outside of training, where its rate is not 0."""

        def __init__(self, rate, training):
            self.rate, self.training = rate, training

        def forward(self, x):
            self.kept = np.arange(x.size).reshape(x.shape) % 3 > 0 if self.training and self.rate else 1.0
            return x * self.kept

        def backward(self, g):
            return g * self.kept if self.training else g * (1 - self.rate)

    def draw(rng):
        layer = Dropout(float(rng.choice([0.0, 0.2, 0.5])), bool(rng.random() < 0.8))
        return Case(layer, (rng.normal(size=tuple(rng.integers(1, 5, rng.integers(1, 4)))),))

    assert check_layer(cases=draw, seed=seed, checks=["gradient"], shrink=False).verdict == "fail"


def test_no_commoner_pair_goes_with_a_layer_that_gives_way():
    seldom, common = {"a": "1", "b": "0"}, {"a": "0", "b": "1"}
    judged = {0: {"a": "0", "b": "0"}, 1: common, 2: {"a": "0", "b": "0"}, 3: {"a": "1", "b": "1"}}
    further = {24: common, 25: common, 26: seldom}
    assert replacements(judged, further, [1, 2]) == {2: 26}
