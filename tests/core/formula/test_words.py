"""Where lines and words end."""

from __future__ import annotations

import copy
import pickle

import pytest

from core.formula.samples import refuses
from ethan_core.formula import FormulaError, parse_formula, parse_formulas


def test_lines_continue_when_indented_deeper_or_inside_brackets():
    text = """
        Y[n] = X[n]
            + 1

        Z[n] = sum(
        X[i]
      for i)
    """
    assert [str(line) for line in parse_formulas(text).lines] == ["Y[n] = X[n] + 1", "Z[n] = sum(X[i] for i)"]


def test_the_error_travels():
    with pytest.raises(FormulaError) as caught:
        parse_formula("Y = ?")
    for twin in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert str(twin) == str(caught.value)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Y[n] = X[n] $ 2", (1, 13), "'$' has no meaning here"),
        ("Y[n] = 2x", (1, 8), "expected an operator between '2' and 'x'"),
        ("Y = __import__('os')", (1, 16), "has no meaning here"),
        ("Y = X.T", (1, 6), "'.' has no meaning here"),
        ("  Y = 3\n Z = 4", (2, 2), "this line is indented less than the first"),
        ("Y = " + "9" * 201, (1, 5), "a number of 201 characters; the longest has 200"),
    ],
)
def test_what_is_no_word_is_refused(text, place, message):
    refuses(text, place, message)
