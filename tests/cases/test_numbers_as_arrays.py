"""Parameters held as floats are judged."""

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.cases.numbers_as_arrays import NumbersAsArrays
from ethan_check.cases.source import DrawnCase
from ethan_check.subject.subject import Subject

X = np.random.default_rng(0).normal(size=(4, 3))


class LeakyRelu:
    """A learned slope, held as a float; epsilon is a float that nobody trains."""

    factor = 1.0

    def __init__(self, slope=0.25):
        self.slope, self.epsilon = slope, 1e-5

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, g):
        self.dslope = self.factor * float((g * self.x * (self.x <= 0)).sum())
        return g * np.where(self.x > 0, 1.0, self.slope)


class SlopeTwice(LeakyRelu):
    factor = 2.0


class SlopeOfOneRow(LeakyRelu):
    def backward(self, g):
        dx = super().backward(g)
        self.dslope = float((g * self.x * (self.x <= 0))[0].sum())
        return dx


def drawn(cls):
    return lambda rng: Case(cls(float(rng.uniform(0.1, 0.5))), rng.normal(size=(3, 2)))


@pytest.mark.parametrize(
    ("cls", "verdict"), [(LeakyRelu, "pass"), (SlopeTwice, "fail"), (SlopeOfOneRow, "fail")]
)
def test_a_number_with_a_gradient_is_judged_from_every_source(cls, verdict):
    for report in (
        check_layer(cls(), inputs=(X,)),
        check_layer(cls, inputs=(X,), cases=[{}]),
        check_layer(cases=drawn(cls)),
    ):
        assert report.verdict == verdict, str(report)
        assert report.account["slope"].became == ("judged" if verdict == "pass" else "wrong")
        assert "epsilon" not in report.account


def test_one_that_is_declared_is_left_alone():
    report = check_layer(SlopeTwice(), inputs=(X,), frozen=["slope"])
    assert report.verdict == "pass"
    assert report.account["slope"].became == "declared"


def test_the_layer_that_was_given_keeps_its_number():
    layer = LeakyRelu()
    check_layer(layer, inputs=(X,), checks=["gradient"])
    assert type(layer.slope) is float


def test_a_class_is_asked_once_and_a_layer_converted_once():
    numbers = NumbersAsArrays(0)
    one = DrawnCase(Case(LeakyRelu(), (X,)))
    assert numbers.held_as_arrays(one) is one
    assert numbers.found_in(Subject(one.case.layer, (X,)))
    assert not numbers.found_in(Subject(LeakyRelu(), (X,)))
    made = numbers.held_as_arrays(one).case.layer
    assert made.slope.shape == ()
    assert numbers.held_as_arrays(one).case.layer is made
