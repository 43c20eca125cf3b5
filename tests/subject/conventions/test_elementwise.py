"""A `backward` that returns the derivative where it is asked for a vector-Jacobian product: a question."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions import methods
from ethan_check.subject.conventions.elementwise import CONVENTIONS
from ethan_core.errors import ArgumentError

from .trials import trial_of

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


(CONVENTION,) = CONVENTIONS


class Names:
    def fn(self, z):
        return np.tanh(z)

    def prime(self, a):
        return 1 - a**2


def test_an_argument_called_like_an_output_is_one_if_forward_agrees():
    (found,) = CONVENTION.readings(trial_of(Names(), X), None)
    assert (found.call.taken, found.description) == (
        "output",
        "function of each entry, fn and prime of its output",
    )


def test_another_shape_is_no_derivative_of_each_entry():
    class Norm:
        def value(self, x):
            return float((x**2).sum())

        def gradient(self, x):
            return 2 * x

    trial = trial_of(Norm(), X)
    assert CONVENTION.readings(trial, None) == []
    assert trial.rejected == [
        ("value and gradient", "the value or its derivative has another shape than the input")
    ]


def test_a_backward_that_is_a_derivative_is_a_rival_only_where_it_is_right():
    assert CONVENTION.rival(trial_of(AtInput(), X), plain(AtInput())).call.taken == "input"
    assert CONVENTION.rival(trial_of(Cubed(), X), plain(Cubed())) is None


class SumOfTheOthers:
    """The running sum of the entries before one: where a row has one entry, there are none."""

    def forward(self, x):
        return np.cumsum(x, axis=1) - x

    def backward(self, g):
        return np.cumsum(g, axis=1)


class Positive:
    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, x):
        return (x > 0).astype(float)


class Doubled(SumOfTheOthers):
    """Of two outputs, neither of which moves."""

    def forward(self, x):
        return np.zeros_like(x), np.zeros_like(x)

    def backward(self, g, h):
        return g


@pytest.mark.parametrize("layer", [SumOfTheOthers(), Doubled()])
def test_an_output_that_never_moves_proves_no_reading(layer):
    Subject(layer, (X[:, :1],))  # Nothing is asked.


def test_one_that_moves_for_the_other_sign_proves_one():
    with pytest.raises(ArgumentError, match="could be read as plain"):
        Subject(Positive(), (-np.abs(X),))


def plain(layer):
    return methods.CONVENTIONS[-1].readings(trial_of(layer, X), None)[0]


class Holding:
    """A dense layer that holds its activation and the derivative of it."""

    def __init__(self):
        self.W, self.activation, self.gradient = np.linspace(-1, 1, 9).reshape(3, 3), np.tanh, dtanh

    def forward(self, x):
        self.x, self.z = x, x @ self.W
        return self.activation(self.z)

    def backward(self, g):
        self.dW = self.x.T @ (g * self.gradient(self.z))
        return (g * self.gradient(self.z)) @ self.W.T


class ReturnsItself(Holding):
    def forward(self, x):
        self.output = super().forward(x)
        return self


class Raises(Holding):
    def backward(self, g):
        raise RuntimeError("not like this")


def dtanh(z):
    return 1 - np.tanh(z) ** 2


HELD = np.random.default_rng(0).normal(size=(4, 3))


def test_what_a_layer_holds_is_not_judged_in_its_place():
    report = check_layer(Holding(), (HELD,))
    assert report.verdict == "pass", str(report)
    assert report.account["W"].became == "judged"


@pytest.mark.parametrize("cls", [ReturnsItself, Raises])
def test_a_layer_that_cannot_be_run_is_no_pass_for_what_it_holds(cls):
    assert check_layer(cls(), (HELD,)).verdict in ("error", "fail")
