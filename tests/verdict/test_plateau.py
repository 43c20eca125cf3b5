"""Outputs that stand still: hidden by rounding, or still in truth."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.judge import judge
from ethan_check.verdict.plateau import with_plateaus


class Layer:
    """A function of each entry, and what backward states for its derivative."""

    def __init__(self, function, derivative):
        self.function, self.derivative = function, derivative

    def forward(self, x):
        self.x = x
        return self.function(x)

    def backward(self, g):
        return g * self.derivative(self.x)


def about(mean):
    return lambda x: ((mean + x) ** 2 + (mean - x) ** 2) / 2 - mean**2


HIDDEN = {
    "a variance about a large mean": (
        lambda x: ((1e4 + x) ** 2 + (1e4 - x) ** 2) / 2 - 1e8,
        lambda x: 2 * x,
        1e-6,
    ),
    "a variance about a larger one": (
        lambda x: ((3e5 + x) ** 2 + (3e5 - x) ** 2) / 2 - 9e10,
        lambda x: 2 * x,
        1e-4,
    ),
    "a square added to a large number": (lambda x: (1e6 + x * x) - 1e6, lambda x: 2 * x, 1e-6),
    "cosh less one": (lambda x: np.cosh(x) * 1e3 - 1e3, lambda x: 1e3 * np.sinh(x), 1e-8),
}
STILL = {
    "relu with a leak": (lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1.0, 0.01), -1e-6),
    "relu with a leak, far from its corner": (lambda x: np.maximum(x, 0), lambda x: (x > 0) + 0.01, -5.0),
    "floor": (np.floor, np.ones_like, 0.5),
    "sign": (np.sign, lambda x: 1 - np.tanh(x) ** 2, 1e-3),
    "rounded to sixteenths": (lambda x: np.round(16 * x) / 16, np.ones_like, 1e-3),
    "clipped": (lambda x: np.clip(x, -1, 1), np.ones_like, 3.0),
    "a constant": (lambda x: 0 * x, lambda x: 1e-6 + 0 * x, 1e-6),
    "without an input to move it": (lambda x: 0 * x + 2, np.ones_like, 1.0),
}


def judged(function, derivative, x):
    return judge(Subject(Layer(function, derivative), (np.array([x]),)), np.random.default_rng(0)).verdict


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("factor", [1.0, 0.37, -0.11, -3e-2])
def test_what_rounding_hides_is_no_mistake(name, factor):
    function, derivative, x = HIDDEN[name]
    assert judged(function, derivative, factor * x) in ("pass", "inconclusive")


@pytest.mark.parametrize("name", STILL)
def test_what_stands_still_in_truth_has_the_derivative_zero(name):
    assert judged(*STILL[name]) == "fail"


def test_the_bar_is_what_the_grid_is_over_the_widest_step():
    function, derivative, x = HIDDEN["a variance about a large mean"]
    subject, v = Subject(Layer(function, derivative), (np.array([x]),)), {"X": np.array([x])}
    found = differentiate(subject, subject.values, v)
    assert found.error[0] < 1e-12
    assert with_plateaus(subject, subject.values, v, found).error.tolist() == [2.0**-26 * 8]


@pytest.mark.parametrize(("bits", "is_rounding"), [(8, True), (4, False)])
def test_a_grid_of_a_few_bits_is_the_layers_own(bits, is_rounding):
    """Eight are those of a bfloat16."""

    def rounded(x):
        mantissa, exponent = np.frexp(1 + x)
        return np.ldexp(np.round(mantissa * 2**bits) / 2**bits, exponent) - 1

    subject, v = Subject(Layer(rounded, np.ones_like), (np.array([1e-3]),)), {"X": np.array([1e-3])}
    found = differentiate(subject, subject.values, v)
    wider = with_plateaus(subject, subject.values, v, found).error > 100 * found.error
    assert wider.tolist() == [is_rounding]


class Refusing(Layer):
    """It takes what it was given, and nothing farther away than a little."""

    def forward(self, x):
        if np.abs(x).max() > 1e-5:
            raise ValueError("out of range")
        return super().forward(x)


def test_where_forward_refuses_to_go_nothing_is_learned():
    function, derivative, x = HIDDEN["a variance about a large mean"]
    subject, v = Subject(Refusing(function, derivative), (np.array([x]),)), {"X": np.array([x])}
    found = differentiate(subject, subject.values, v)
    assert with_plateaus(subject, subject.values, v, found) is found


def test_what_moves_is_not_looked_at_again():
    calls = []
    subject = Subject(Layer(lambda x: calls.append(1) or x * x, lambda x: 2 * x), (np.array([0.5]),))
    v = {"X": np.array([0.5])}
    found = differentiate(subject, subject.values, v)
    before = len(calls)
    assert with_plateaus(subject, subject.values, v, found) is found
    assert len(calls) == before
