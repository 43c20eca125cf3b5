"""What the notation takes, and how it refuses the rest."""

from __future__ import annotations

import pytest

from core.formula.samples import refuses, right_side
from ethan_core.formula import FormulaError, parse_formula


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
    assert right_side(text) == right_side(bracketed)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Y[n] = X[n] +", (1, 14), "expected a number, a name or '(', found the end of the line"),
        ("Y[n] = X[n] X[m]", (1, 13), "expected an operator, 'for' or the end of the line, found 'X'"),
        ("Y[n] = (X[n]", (1, 13), "expected ')', found the end of the line"),
        ("Y[n] = X[n\nZ = 3", (2, 1), "expected ']' or ',' and another index, found 'Z'"),
        ("Y[n] == 3", (1, 6), "expected '=', found '=='"),
        ("Y = eval(X)", (1, 5), "there is no function eval; there are exp, log"),
        ("Y = lambda", (1, 11), None),
        ("Y = 1 if a == b", (1, 16), "expected 'else' and the value where the condition does not hold"),
        ("Y = X[*i, *j]", (1, 6), "one pair of brackets holds at most one *index"),
        ("Y = sum(X[i])", (1, 13), "expected 'for' and the indices of 'sum', found ')'"),
        ("Y = max(X)", (1, 10), "expected ',' and another number, or 'for'"),
        ("Y = exp(X, 2)", (1, 10), "expected ')', found ','"),
        ("Y = sum(X[i] for 3)", (1, 18), "expected the name of an index, found '3'"),
        ("sum = 3", (1, 1), "'sum' is a word of the notation and names nothing else"),
        ("Y[pi] = 3", (1, 3), None),
        ("3 = Y", (1, 1), "expected a left side such as 'Y[n,o]'"),
        ("Y/dX = 3", (1, 1), "expected a derivative such as 'dY/dX', found 'Y/dX'"),
        ("dY/d[X = 3", (1, 4), "expected a derivative such as 'dY/dX', found 'dY/d'"),
        ("dY/X = 3", (1, 4), "expected a derivative such as 'dY/dX', found 'dY/X'"),
        ("Y = dL*3", (1, 5), "'dL' stands only in a gradient such as 'dL/dY[n,o]'"),
        ("Y = " + "(" * 99, (1, 65), "more than 60 levels"),
        ("Y = " + "-" * 99 + "1", (1, 65), "more than 60 levels"),
        ("Y = " + "a+" * 99 + "a", (1, 5), "more than 60 levels"),
    ],
)
def test_refusals_say_where_and_what_was_expected(text, place, message):
    refuses(text, place, message)


def test_one_formula_is_expected():
    with pytest.raises(FormulaError, match="line 1, column 1: expected one formula, found none"):
        parse_formula("  ")
    with pytest.raises(FormulaError, match="line 2, column 1: expected one formula, found 2"):
        parse_formula("Y = 1\nZ = 2")


@pytest.mark.parametrize(
    "expression",
    [
        "X.shape",
        "lambda: 0",
        "(X := 2)",
        "[X]",
        "{X}",
        "[i for i in X]",
        "'text'",
        "f'{X}'",
        "X & 1",
        "X | 1",
        "X ^ 1",
        "~X",
        "+X",
        "X @ X",
        "X << 2",
        "X is X",
        "X in X",
        "X not in X",
        "exp(x=2)",
        "exp(*X)",
        "exp(2)(2)",
        "X[1:2]",
        "X[1][2]",
        "X[(1, 2)]",
        "(1,)",
        "()",
        "X[]",
        "await X",
        "yield X",
        "not X",
        "0x1F",
        "1_000",
        "2j",
        "...",
        "X # a comment",
        "_(X)",
        "d_X(1)",
    ],
)
def test_nothing_else_of_python_gets_in(expression):
    with pytest.raises(FormulaError):
        parse_formula(f"Y = {expression}")
