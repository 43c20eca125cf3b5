"""A `backward` that returns the derivative where it is asked for a vector-Jacobian product: a question."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_core.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(4, 3))


class AtInput:
    def forward(self, x):
        return x**3

    def backward(self, x):
        return 3 * x**2


class AtOutput:
    def forward(self, x):
        return np.tanh(x)

    def backward(self, data):
        return 1 - data**2


class Remembers:
    def forward(self, x):
        self.x = x
        return np.sin(x)

    def backward(self, *_):
        return np.cos(self.x)


class Constant:
    def forward(self, x):
        return 2 * x

    def backward(self, data):
        return 2


DERIVATIVES = [AtInput, AtOutput, Remembers, Constant]


@pytest.mark.parametrize("layer", DERIVATIVES)
def test_what_is_meant_is_asked(layer):
    with pytest.raises(ArgumentError) as caught:
        Subject(layer(), (X,))
    text = str(caught.value)
    assert f"{layer.__name__} could be read as plain" in text
    assert text.endswith("say convention='plain' or convention='elementwise'")


@pytest.mark.parametrize("layer", DERIVATIVES)
def test_the_answer_decides(layer):
    assert check_layer(layer(), (X,), convention="elementwise").verdict == "pass"
    assert check_layer(layer(), (X,), convention="plain", checks=("linearity",)).verdict == "fail"


def test_where_inputs_are_guessed_it_is_asked_too():
    report = check_layer(AtInput(), checks=("gradient",))
    assert report.verdict == "error"
    assert "say convention='plain' or convention='elementwise'" in str(report)


class Cubed:
    """A vector-Jacobian product: right, or with a mistake; never a derivative."""

    def __init__(self, factor=3):
        self.factor = factor

    def forward(self, x):
        self.x = x
        return x**3

    def backward(self, g):
        return self.factor * self.x**2 * g


class Identity:
    def forward(self, x):
        return 1.0 * x

    def backward(self, g):
        return 1.0 * g


class AtTheCotangent:
    """Neither: the derivative is another function."""

    def forward(self, x):
        return x**3

    def backward(self, g):
        return 2 * g**2


@pytest.mark.parametrize(
    ("layer", "verdict"),
    [(Cubed(), "pass"), (Cubed(2), "fail"), (Identity(), "pass"), (AtTheCotangent(), "fail")],
)
def test_what_takes_a_cotangent_is_judged_without_a_question(layer, verdict):
    assert check_layer(layer, (X,), checks=("gradient",)).verdict == verdict


def test_a_wrong_derivative_under_the_stated_convention_fails():
    assert (
        check_layer(AtTheCotangent(), (X,), convention="elementwise", checks=("gradient",)).verdict == "fail"
    )
