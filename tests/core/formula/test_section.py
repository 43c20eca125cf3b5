"""The section of a docstring."""

from __future__ import annotations

import pytest

from ethan_core.formula import FormulaError, parse_formulas, parse_section


def test_the_section_ends_where_the_indentation_does():
    docstring = """A layer.

    Formula:
        Y[n] = sum(
            X[i] for i)

        dY[n]/dX[i] = 1

    At 0 the convention is 0.
    """
    assert parse_section(docstring) == "Y[n] = sum(\n    X[i] for i)\n\ndY[n]/dX[i] = 1"


@pytest.mark.parametrize("docstring", [None, "", "A layer.", "The Formula: Y = X is in the text."])
def test_a_docstring_without_a_section_has_no_formula(docstring):
    assert parse_section(docstring) == ""
    assert parse_formulas(parse_section(docstring)).lines == ()


@pytest.mark.parametrize(
    ("docstring", "message"),
    [
        ("A layer.\n\nFormula:\n\nAt 0 it is 0.", "line 3, column 1: the section 'Formula:' is empty"),
        ("Formula:\n  Y = 1\nFormula:\n  Y = 1", "has them in lines 1 and 3"),
    ],
)
def test_a_section_that_cannot_be_meant_is_refused(docstring, message):
    with pytest.raises(FormulaError, match=message):
        parse_section(docstring)
