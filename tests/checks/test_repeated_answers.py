"""A layer that wavers is seen to, however its turns fall on the calls."""

import itertools

import numpy as np
import pytest

from ethan_check.checks.repeated_answers import what_wavers
from ethan_check.subject.subject import Subject

X = np.array([0.5, -1.25, 2.0])


def wavering(place, instead, period):
    turns = itertools.count(1)

    class Layer:
        def forward(self, x):
            self.x = x
            return instead(x * x) if place == "forward" and next(turns) % period == 0 else x * x

        def backward(self, g):
            gradient = 2 * self.x * g
            return instead(gradient) if place == "backward" and next(turns) % period == 0 else gradient

    return Layer()


def raises(value):
    raise ValueError("now and then")


INSTEAD = {
    "other": lambda value: value * 1.5,
    "nan": lambda value: value * np.nan,
    "shorter": lambda value: value[:1],
    "none": lambda value: None,
    "raises": raises,
}


@pytest.mark.parametrize("how", INSTEAD)
@pytest.mark.parametrize("period", [2, 3, 4])
@pytest.mark.parametrize(("place", "target"), [("forward", "Y"), ("backward", "dL_dX")])
def test_what_differs_now_and_then_is_told(place, target, period, how):
    subject = Subject(wavering("nowhere", None, 1), (X,))
    subject = subject.with_layer(wavering(place, INSTEAD[how], period))
    found = what_wavers(subject, np.array([1.0, 2.0, 3.0]), again=5)
    assert found is not None
    assert found[0] in (target, "Y", "dL_dX")
    assert found[1].startswith("two ")


@pytest.mark.parametrize("how", [None, "raises"])
def test_what_is_the_same_each_time_is_no_wavering(how):
    subject = Subject(wavering("nowhere", None, 1), (X,))
    if how:
        subject = subject.with_layer(wavering("backward", INSTEAD[how], 1))
    assert what_wavers(subject, np.ones(3), again=5) is None
