"""Names, and lines that read each other."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula.samples import FLOATS, FiftyDigits, does_not_fit, evaluate
from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas


def test_lines_that_define_each_other_in_a_circle_are_refused():
    circle = parse_formulas("u[i] = v[i]\nv[i] = u[i]\nY[i] = u[i] + X[i]")
    with pytest.raises(FormulaError, match="'u' is defined by itself: Y <- u <- v <- u"):
        circle.forward_value(FLOATS, {"X": np.ones(2)})


def test_definitions_may_build_on_each_other_but_not_without_end():
    def chain(length):
        lines = [f"u{k}[i] = u{k + 1}[i] + 1" for k in range(length)]
        return parse_formulas("\n".join([*lines, f"u{length}[i] = X[i]"]))

    assert chain(10).forward_value(FloatNumbers(), {"X": np.ones(3)})["u0"][0] == 11.0
    with pytest.raises(FormulaError, match="the definitions that this line reads are nested too deeply"):
        chain(400).forward_value(FloatNumbers(), {"X": np.ones(3)})


def test_deep_definitions_of_deep_definitions_do_not_exhaust_the_stack():
    lines = [f"u{k} = " + "-(" * 14 + f"u{k + 1}" + ")" * 14 for k in range(11)]
    formulas = parse_formulas("\n".join([*lines, "u11 = 3"]))
    assert formulas.forward_value(FloatNumbers(), {})["u0"][()] == 3.0


def test_a_decimal_literal_keeps_all_its_digits():
    numbers = FiftyDigits()
    value = evaluate(parse_formula("K = 0.044715"), numbers, {})[()]
    assert value == numbers.number(44715) / 1000000
    assert value != numbers.lift(0.044715)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Y[i] = b[i]*rate",
            r"unknown name 'rate'; .* it is no index in force \(i\), no constant \(h, N, s\)",
        ),
        ("Y[i] = b[i] + b[j]", "unknown name 'j'"),
        ("Y[i] = Q[i]", "no array Q was given; there are X, b"),
        ("Y[i] = b[i]*dL/dY[i]", "no array dL/dY was given; there are none"),
        ("Y[i] = b[i] + X", r"X has 2 axes; write its indices: 'X\[...\]'"),
        ("Y[i] = s*b[i]", "s holds 'same', which is no number"),
    ],
)
def test_a_name_that_means_nothing_is_refused(text, message):
    does_not_fit(text, message)


def test_more_entries_than_memory_holds_are_refused():
    diagonal = parse_formula("dY[*i]/dX[*i] = 2")
    X = np.ones(100_000)
    with pytest.raises(FormulaError, match="has 10000000000 entries; the most is 1000000"):
        evaluate(diagonal, FLOATS, {"X": X}, shapes={"Y": X.shape})
