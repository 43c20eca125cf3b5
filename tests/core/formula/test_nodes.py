"""Formulas as text: printed, compared."""

from __future__ import annotations

import pytest

from core.formula.samples import SAMPLES, right_side
from ethan_core.formula import parse_formula, parse_formulas


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
    assert str(right_side(text)) == text


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_survives_being_printed(name):
    formulas = parse_formulas(SAMPLES[name].text)
    assert parse_formulas(str(formulas)) == formulas


def test_where_a_node_stands_does_not_count():
    assert parse_formula("Y[n]=X[n]") == parse_formula("  Y[ n ]  =  X[ n ]")
    assert hash(parse_formula("Y[n]=X[n]")) == hash(parse_formula(" Y[n] = X[n]"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Y[n,i]=X[n,i]*2-1", "Y[n, i] = X[n, i]*2-1"),
        ("Y[ n ] = - X[n] +  b [ n ]", "Y[n] = -X[n] + b[n]"),
        ("dL / dX[n] = dL / dY[n] if n==2 else - 1", "dL/dX[n] = dL/dY[n] if n == 2 else -1"),
        ("Y = sum( X[i] for i<3 if not i>1 )", "Y = sum(X[i] for i < 3 if not i > 1)"),
    ],
)
def test_a_line_is_shown_evenly_spaced(text, shown):
    assert str(parse_formula(text)) == shown


def test_the_names_of_a_line_are_those_it_reads():
    line = parse_formula("dY[n,p]/dX[*i] = K*X[*i]*dL/dZ[n] for p < kh")
    assert line.names == {"n", "p", "K", "X", "kh"}
    assert line.names_of("cotangent") == {"Z"}
