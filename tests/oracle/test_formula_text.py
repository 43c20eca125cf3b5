"""Where the text of formulas stands."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.oracle.formula_text import documented, documented_text, is_foreign
from ethan_core import Contract
from ethan_core.errors import FormulaError
from oracle.layers import Square, subject_of


class Documented(Square):
    """Documented.

    Formula:
        Y[*i] = X[*i]**2
    """


class Stated(Documented):
    contract = Contract(shapes="*axes -> *axes", formula="Y[*i] = X[*i]*X[*i]")


class Empty(Square):
    """Empty.

    Formula:

    Nothing.
    """


def test_a_docstring_speaks_unless_a_contract_does():
    assert documented(Documented()) == "Y[*i] = X[*i]**2"
    assert documented(Stated()) == "Y[*i] = X[*i]*X[*i]"
    assert documented(Square()) == ""


def test_a_registered_contract_speaks_before_the_docstring():
    assert documented_text(subject_of(Documented(), "Y[*i] = 3")) == "Y[*i] = 3"
    assert documented_text(subject_of(Documented(), None)) == "Y[*i] = X[*i]**2"


def test_an_empty_section_is_refused():
    with pytest.raises(FormulaError, match="is empty"):
        documented_text(Subject(Empty(), (np.ones(2),)))


def tanh_with(line):
    class Tanh:
        __doc__ = f"""Tanh.

        Formula:
            {line}
        """

        def forward(self, x):
            self.y = np.tanh(x)
            return self.y

        def backward(self, g):
            return g * (1 - self.y**2)

    return Tanh()


X = np.array([[0.5, -1.0, 2.0]])


@pytest.mark.parametrize(
    "line", ["`f(x) = tanh(x)`", "f(x) = tanh(x)", "y = tanh(x)", "f'(x) = 1 - f(x)^2", "tanh: R -> (-1, 1)"]
)
def test_a_notation_of_somebody_elses_is_noted_and_nothing_is_blamed(line):
    assert is_foreign(Subject(tanh_with(line), (X,)))
    report = check_layer(tanh_with(line), (X,))
    assert report.verdict == "pass", str(report)
    assert report.not_applicable["formula"].startswith(
        "the Formula: section of its docstring is in another notation: "
    )


@pytest.mark.parametrize("line", ["y[n,i] = tanh(x[n,i]", "y[n] = tanh(x[n])", "y[n,i] = 2*tanh(x[n,i])"])
def test_a_mistake_in_our_notation_is_one(line):
    assert not is_foreign(Subject(tanh_with(line), (X,)))
    assert check_layer(tanh_with(line), (X,), checks=["formula"], shrink=False).verdict == "fail"
