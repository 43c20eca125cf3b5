"""The other convention for complex gradients is told from a mistake."""

import numpy as np
import pytest
from subject.complex_layers import Linear, LinearHalf, LinearTransposed, Z

from ethan_check.diagnosis.conjugated import diagnose
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient


class LinearConjugate(Linear):
    def backward(self, g):
        self.dW = self.z.T @ g
        self.db = g.sum(axis=0)
        return g @ self.W.T


def said(layer, x=Z):
    subject = Subject(layer, (x,))
    return list(diagnose(WrongGradient("W", "dL_dW", (), np.ones(1), None, None), subject))


def test_it_is_named_with_what_declares_it():
    assert said(LinearConjugate()) == [
        "dL_dW is the conjugate of steepest ascent, as JAX has it; if that is meant, declare so: "
        'complex="conjugate"'
    ]


@pytest.mark.parametrize("layer", [LinearHalf(), LinearTransposed(), Linear()])
def test_what_agrees_by_neither_is_something_else(layer):
    assert said(layer) == []


def test_of_real_numbers_nothing_is_said():
    class Double:
        def forward(self, x):
            return 2 * x

        def backward(self, g):
            return g

    assert said(Double(), Z.real) == []
