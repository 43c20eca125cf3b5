"""Differences of formulas that have no error to speak of."""

from __future__ import annotations

import mpmath
import numpy as np

from ethan_check import Subject
from ethan_check.oracle.documentation import Documentation
from ethan_check.oracle.exact_derivatives import DocumentedDifferences, along
from ethan_check.oracle.number_systems import Digits
from ethan_core import Contract
from oracle.layers import Absolute, Square, X, subject_of


def found(formula, x, layer=None):
    subject = subject_of(layer or Square(), formula, x)
    return DocumentedDifferences(Documentation(subject, subject.values), subject.values).slopes(
        {"X": np.ones_like(x)}
    )


def test_a_slope_is_exact_to_sixty_digits():
    central = found("Y[*i] = exp(X[*i])", X).central
    with mpmath.workdps(100):
        for slope, x in zip(central, X, strict=True):
            assert abs(slope / mpmath.exp(mpmath.mpf(x)) - 1) < 1e-60


def test_a_kink_shows_its_sides():
    x = np.array([-1.0, 0.0, 2.0])
    slope = found("Y[*i] = abs(X[*i])", x, Absolute())
    assert slope.kink.tolist() == [False, True, False]
    assert (float(slope.behind[1]), float(slope.ahead[1])) == (-1.0, 1.0)


def test_ties_that_go_to_the_first_are_moved_apart():
    class First:
        def forward(self, x):
            self.x = x
            return x.max(axis=1)

        def backward(self, g):
            out = np.zeros_like(self.x)
            out[np.arange(len(g)), self.x.argmax(axis=1)] = g
            return out

    x = np.array([[1.0, 1.0, 0.0]])
    formula = "Y[n] = max(X[n,i] for i)"
    kinks = {}
    for ties in ("first", "any"):
        contract = Contract(shapes="N D -> N", formula=formula, **({"ties": ties} if ties == "first" else {}))
        subject = Subject(First(), (x,), contract=contract)
        direction = {"X": np.array([[1.0, 0.0, 0.0]])}
        slope = DocumentedDifferences(Documentation(subject, subject.values), subject.values).slopes(
            direction
        )
        kinks[ties] = bool(slope.kink[0]), float(slope.central[0])
    assert kinks == {"first": (False, 1.0), "any": (True, 0.5)}


def test_a_derivative_along_a_direction_is_the_sum_of_products():
    fifty = Digits(50)
    third = fifty.lift(1) / 3
    gradient = fifty.array(np.array([[1.0, 2.0]]))
    gradient[0, 1] = third
    assert along(gradient, np.array([[2.0, 3.0]]), fifty) == 3
    assert along(fifty.array([]), np.empty(0), fifty) == 0
