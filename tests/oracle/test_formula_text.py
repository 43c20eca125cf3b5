"""Where the text of formulas stands."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.oracle.formula_text import documented, documented_text
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
