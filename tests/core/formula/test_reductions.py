"""Sums, products, extremes, and where these first occur."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formula.samples import FLOATS, PROFILE, SAMPLES, does_not_fit, evaluate, floats
from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas

RELATIONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
small = st.integers(-3, 3)
X = np.arange(1.0, 8.0)


@PROFILE
@given(
    st.tuples(small, small, small), st.tuples(small, small, small), st.sampled_from(sorted(RELATIONS)), small
)
def test_a_guarded_sum_is_the_sum_over_everything(place, side, relation, other):
    p, q, r = place
    s, t, u = side
    text = f"y = sum(X[{p}*i+{q}*j+{r}] if {s}*i+{t}*j+{u} {relation} {other}*j else 0 for i < 5, j < 4)"
    expected = sum(
        X[p * i + q * j + r]
        for i in range(5)
        for j in range(4)
        if RELATIONS[relation](s * i + t * j + u, other * j) and 0 <= p * i + q * j + r < X.size
    )
    assert evaluate(parse_formula(text), FloatNumbers(), {"X": X})[()] == expected
    filtered = text.replace(" if", " *1 for i < 5, j < 4 if").replace(" else 0 for i < 5, j < 4)", ")")
    assert evaluate(parse_formula(filtered), FloatNumbers(), {"X": X})[()] == expected


def test_of_equal_entries_the_first_takes_the_gradient():
    sample = SAMPLES["max_pool2d"]
    constants = {"kh": 2, "kw": 2, "sh": 2, "sw": 2, "H": 2, "V": 4}
    X = np.array([[[[5.0, 7.0, 3.0, 3.0], [7.0, 7.0, 3.0, 3.0]]]])
    gradient = parse_formulas(sample.text).vjp("X", FLOATS, {"X": X}, np.array([[[[2.0, 4.0]]]]), constants)
    np.testing.assert_array_equal(floats(gradient), [[[[0, 2, 4, 0], [0, 0, 0, 0]]]])


def test_overlapping_windows_add_up():
    constants = {"kh": 2, "kw": 2, "sh": 1, "sw": 1, "H": 2, "V": 3}
    X = np.array([[[[1.0, 9.0, 2.0], [0.0, 3.0, 4.0]]]])
    gradient = parse_formulas(SAMPLES["max_pool2d"].text).vjp(
        "X", FLOATS, {"X": X}, np.array([[[[2.0, 4.0]]]]), constants
    )
    np.testing.assert_array_equal(floats(gradient), [[[[0, 6, 0], [0, 0, 0]]]])


def test_a_padded_maximum_leaves_the_padding_out_by_a_condition():
    pool = parse_formula("Y[i] = max(X[i+p-1] for p < 3 if i+p-1 >= 0 and i+p-1 < N) for i < N")
    X = np.array([-3.0, -2.0, -5.0])
    assert list(evaluate(pool, FLOATS, {"X": X}, {"N": 3})) == [-2.0, -2.0, -2.0]


def test_a_sum_may_run_far_beyond_its_array():
    far = parse_formula("y = sum(X[i-999990] for i < 1000000)")
    assert evaluate(far, FLOATS, {"X": np.array([1.0, 2.0])})[()] == 3.0


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("y = 1 + sum(i*j for i < 1000, j < 1001)", 9),
        ("y = first_argmax(i + j*k for i < 999999, j < 999999, k < 999999) == (0, 0, 0)", None),
        ("Y[i,j] = 1 for i < 1000000, j < 2", 1),
        ("y = sum(1 for i < 1000000, j < i)", 5),
        ("Y[i] = sum(X[i]*X[j]*X[k] for j, k)", 8),
    ],
)
def test_more_combinations_of_indices_than_memory_holds_are_refused(text, column):
    if column is None:
        text, column = f"y = 1 if {text[4:]} else 0", 10
    message = f"line 1, column {column}: the indices here have [0-9]* combinations; the most is 1000000"
    with pytest.raises(FormulaError, match=message):
        evaluate(parse_formula(text), FLOATS, {"X": np.ones(101)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y = max(b[i] for i < 0)", "has no value at all: max over no entries"),
        (
            "y = " + "sum(" * 50 + "1" + " for i < 1)" * 50,
            "column 409: more than 31 indices are in force here",
        ),
    ],
)
def test_what_has_no_value_or_too_many_indices_is_refused(text, message):
    does_not_fit(text, message)
