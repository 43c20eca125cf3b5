"""A gradient is that of another forward, or of none."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.diagnosis.along_directions import explains
from ethan_check.verdict.wrong_entries import WrongGradient

X = np.random.default_rng(0).normal(size=(3, 2))
U = np.linspace(0.5, 1.5, X.size)


class Power:
    def __init__(self, exponent):
        self.exponent = exponent

    def forward(self, x):
        self.x = x
        return x**self.exponent

    def backward(self, g):
        return g * self.exponent * self.x ** (self.exponent - 1)


class Refuses(Power):
    calls = 0

    def forward(self, x):
        Refuses.calls += 1
        if Refuses.calls > 4:
            raise ValueError("no more")
        return super().forward(x)


@pytest.mark.parametrize(("exponent", "is_its"), [(2, False), (3, True), (4, False)])
def test_what_backward_stated_is_the_derivative_of_one_power(exponent, is_its):
    stated = WrongGradient("X", "dL_dX", (), 3 * X**2 * U.reshape(X.shape), None, None)
    subject = Subject(Power(exponent), (X,))
    assert explains(stated, subject, subject.values, U) is is_its


def test_a_forward_that_raises_explains_nothing():
    subject = Subject(Refuses(3), (X,))
    Refuses.calls = 4
    stated = WrongGradient("X", "dL_dX", (), 3 * X**2 * U.reshape(X.shape), None, None)
    assert not explains(stated, subject, subject.values, U)


def test_outputs_of_another_size_explain_nothing():
    subject = Subject(Power(3), (X,))
    stated = WrongGradient("X", "dL_dX", (), 3 * X**2 * U.reshape(X.shape), None, None)
    assert not explains(stated, subject, subject.values, U[:-1])
