"""Whole numbers, and where they point."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula.samples import FLOATS, FiftyDigits, does_not_fit, evaluate
from ethan_core.formula import FloatNumbers, parse_formula


def test_a_negative_bound_leaves_nothing():
    assert evaluate(parse_formula("Y[i] = 1 for i < 3-5"), FloatNumbers(), {}).shape == (0,)


def test_a_quotient_of_indices_keeps_all_its_digits():
    numbers = FiftyDigits()
    thirds = evaluate(parse_formula("Y[i] = i/N for i < 3"), numbers, {}, {"N": 3})
    assert thirds[1] == numbers.number(1) / 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = b[i,i]", r"b has 1 axes, shape \(5,\), but 2 indices stand here"),
        ("Y[i] = b[i] + b[i*h]", r"'i\*h' is not always a whole number"),
        ("Y[i] = 1 for i < 2000000", "have 2000000 combinations; the most is 1000000"),
        ("y = sum(b[flat(i,j)] for i < 2, j < i+1)", "the range of 'j' varies, so it cannot be flattened"),
    ],
)
def test_what_is_no_index_is_refused(text, message):
    does_not_fit(text, message)


def test_whole_numbers_are_exact_however_large():
    line = parse_formula("Y[i] = X[(i + 99999999999)*99999999999 % 7 - 99999999999*0] for i < 2")
    expected = [float((i + 99999999999) * 99999999999 % 7) for i in range(2)]
    assert evaluate(line, FLOATS, {"X": np.arange(7.0)}).tolist() == expected
    far = evaluate(parse_formula("y = X[9999999999999999999999]"), FLOATS, {"X": np.ones(2)})
    assert far[()] == 0
