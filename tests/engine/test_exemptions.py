"""A check is not asked about gradients that differ on purpose in a way that it exempts."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check import DoesNotApply
from ethan_check.engine.exemptions import without_exempted
from ethan_check.subject.subject import Subject


class Asks:
    def __init__(self, *exempts):
        self.name, self.exempts = "mine", exempts

    def run(self, subject, rng): ...


class OfAPlugin:
    """A check that was written before there were exemptions."""

    name = "theirs"

    def run(self, subject, rng): ...


class Steps:
    def __init__(self):
        self.scale = np.array([0.5, 2.0, 1.5])

    def forward(self, x):
        self.y = np.round(x)
        return self.y * self.scale

    def backward(self, g):
        self.dscale = (g * self.y).sum(axis=0)
        return g * self.scale


@pytest.mark.parametrize(
    ("check", "targets"),
    [
        (Asks(), {"X", "scale"}),
        (OfAPlugin(), {"X", "scale"}),
        (Asks("clipped"), {"X", "scale"}),
        (Asks("straight-through"), {"scale"}),
    ],
)
def test_a_check_is_asked_about_all_that_it_does_not_exempt(check, targets):
    subject = Subject(Steps(), (X,), differs={"X": "straight-through"})
    assert set(without_exempted(check, subject).targets) == targets
    assert set(subject.targets) == {"X", "scale"}


def test_a_check_that_is_left_with_nothing_does_not_apply():
    subject = Subject(Tanh(), (X,), differs={"x": "clipped"})
    with pytest.raises(DoesNotApply, match=r"^declared to differ from the derivative: dL_dx clipped$"):
        without_exempted(Asks("clipped"), subject)
