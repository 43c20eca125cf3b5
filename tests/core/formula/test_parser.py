"""What the notation takes, and how it refuses the rest."""

from __future__ import annotations

import copy
import pickle

import pytest

from ethan_core.formula import FormulaError, parse_expression, parse_formula, parse_formulas, parse_section


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a+b*c", "a+(b*c)"),
        ("a-b-c", "(a-b)-c"),
        ("a/b/c", "(a/b)/c"),
        ("a*b/c%d//e", "(((a*b)/c)%d)//e"),
        ("-a*b", "(-a)*b"),
        ("-a**b", "-(a**b)"),
        ("a**-b", "a**(-b)"),
        ("a**b**c", "a**(b**c)"),
        ("a if b == c else d if e > f else g", "a if (b == c) else (d if (e > f) else g)"),
        (
            "1 if a == b or c == d and not e == f else 0",
            "1 if (a == b) or ((c == d) and (not (e == f))) else 0",
        ),
        ("dL/dY[n]/dL/dZ[n]", "(dL/dY[n])/(dL/dZ[n])"),
        ("sum(a if i == j else b for i, j)", "sum((a if (i == j) else b) for i, j)"),
    ],
)
def test_operators_bind_as_in_python(text, bracketed):
    assert parse_expression(text) == parse_expression(bracketed)


@pytest.mark.parametrize(
    "text",
    [
        "a-(b-c)",
        "(a+b)*c",
        "(-a)**b",
        "-(a*b)",
        "(a**b)**c",
        "(1 if f else 2)+3",
        "1 if (f or g) and h else 2",
        "max(a if f else b, c)",
        "sum(X[n, *i] for n, *i if n < 3)",
        "Y[flat(n, *i), first_argmax(X[t] for t)]",
    ],
)
def test_brackets_are_kept_where_they_matter(text):
    assert str(parse_expression(text)) == text


def test_lines_continue_when_indented_deeper_or_inside_brackets():
    text = """
        Y[n] = X[n]
            + 1

        Z[n] = sum(
        X[i]
      for i)
    """
    assert [str(line) for line in parse_formulas(text).lines] == ["Y[n] = X[n] + 1", "Z[n] = sum(X[i] for i)"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Y[n] = X[n] $ 2", (1, 13), "'$' has no meaning here"),
        ("Y[n] = X[n] +", (1, 14), "expected a number, a name or '(', found the end of the line"),
        ("Y[n] = X[n] X[m]", (1, 13), "expected an operator, 'for' or the end of the line, found 'X'"),
        ("Y[n] = (X[n]", (1, 13), "expected ')', found the end of the line"),
        ("Y[n] = X[n\nZ = 3", (2, 1), "expected ']' or ',' and another index, found 'Z'"),
        ("Y[n] == 3", (1, 6), "expected '=', found '=='"),
        ("Y[n] = 2x", (1, 8), "expected an operator between '2' and 'x'"),
        ("Y = __import__('os')", (1, 16), "has no meaning here"),
        ("Y = eval(X)", (1, 5), "there is no function eval; there are exp, log"),
        ("Y = X.T", (1, 6), "'.' has no meaning here"),
        ("Y = lambda", (1, 11), None),
        ("Y = a < b < c", (1, 11), "comparisons do not chain; write 'a < b and b < c'"),
        ("Y = a < b", (1, 5), "expected a number, found a condition; write '1 if ... else 0'"),
        ("Y = 1 if a + 1 else 2", (1, 10), "expected a condition such as 'i == j'"),
        ("Y = 1 if a == b", (1, 16), "expected 'else' and the value where the condition does not hold"),
        ("Y = (i, j) + 1", (1, 5), "expected a number, found a position"),
        ("Y = 1 if (i, j) == 3 else 0", (1, 17), "one side is a position of 2 indices, the other a number"),
        ("Y = 1 if (i, j) < (1, 2) else 0", (1, 17), "positions are compared with == and !="),
        ("Y = X[n/2]", (1, 7), "this is no index"),
        ("Y = X[0.5]", (1, 7), "this is no index"),
        ("Y = X[*i, *j]", (1, 6), "one pair of brackets holds at most one *index"),
        ("Y = sum(X[i])", (1, 13), "expected 'for' and the indices of 'sum', found ')'"),
        ("Y = max(X)", (1, 10), "expected ',' and another number, or 'for'"),
        ("Y = exp(X, 2)", (1, 10), "expected ')', found ','"),
        ("Y = sum(X[i] for i, i)", (1, 18), "'i' is bound twice by one 'for'"),
        ("Y = first_argmax(X[*i] for *i)", (1, 28), "needs indices with names of their own"),
        ("Y = sum(X[i] for 3)", (1, 18), "expected the name of an index, found '3'"),
        ("sum = 3", (1, 1), "'sum' is a word of the notation and names nothing else"),
        ("Y[pi] = 3", (1, 3), None),
        ("3 = Y", (1, 1), "expected a left side such as 'Y[n,o]'"),
        ("Y/dX = 3", (1, 1), "expected a derivative such as 'dY/dX', found 'Y/'"),
        ("dY/X = 3", (1, 4), "expected a derivative such as 'dY/dX', found 'dY/X'"),
        ("Y = dL*3", (1, 5), "'dL' stands only in a gradient such as 'dL/dY[n,o]'"),
        ("  Y = 3\n Z = 4", (2, 2), "this line is indented less than the first"),
        ("Y = 3\nY = 4", (2, 1), "'Y' is defined twice, first in line 1"),
        ("Y[n] = X[n]\ndZ[n]/dX[n] = 1", (2, 1), "no line defines 'Z'; the lines define Y"),
        ("Y[n] = X[n]\ndL[n]/dX[n] = 1", (2, 1), "the loss L is one number and has no indices"),
        ("Y = " + "(" * 99, (1, 35), "nested deeper than 30 levels"),
        ("Y = " + "-" * 99 + "1", (1, 44), "more than 60 levels"),
        ("Y = " + "a+" * 99 + "a", (1, 5), "more than 60 levels"),
        ("Y = " + "9" * 201, (1, 5), "a number of 201 characters; the longest has 200"),
        ("Y[*i] = X[*i] for *i", (1, 19), "a *index takes its ranges from an array"),
    ],
)
def test_refusals_say_where_and_what_was_expected(text, place, message):
    if message is None:
        parse_formulas(text)
        return
    with pytest.raises(FormulaError) as caught:
        parse_formulas(text)
    assert (caught.value.line, caught.value.column) == place
    assert message in caught.value.message
    where, shown, caret = str(caught.value).split("\n")
    assert where.startswith(f"line {place[0]}, column {place[1]}: ")
    assert shown[len(caret) - 1 :][:1] == text.split("\n")[place[0] - 1][place[1] - 1 :][:1]


def test_one_formula_is_expected():
    with pytest.raises(FormulaError, match="line 1, column 1: expected one formula, found none"):
        parse_formula("  ")
    with pytest.raises(FormulaError, match="line 2, column 1: expected one formula, found 2"):
        parse_formula("Y = 1\nZ = 2")
    with pytest.raises(FormulaError, match="expected an operator or the end, found '='"):
        parse_expression("Y = 1")


def test_the_error_travels():
    with pytest.raises(FormulaError) as caught:
        parse_formula("Y = ?")
    for twin in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert str(twin) == str(caught.value)


def test_where_a_node_stands_does_not_count():
    assert parse_formula("Y[n]=X[n]") == parse_formula("  Y[ n ]  =  X[ n ]")
    assert hash(parse_formula("Y[n]=X[n]")) == hash(parse_formula(" Y[n] = X[n]"))


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
