"""Loops skip what is zero, and only that: against brute force in plain Python."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas

PROFILE = settings(derandomize=True, database=None, deadline=None, max_examples=60)
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
    assert parse_formula(text).evaluate(FloatNumbers(), {"X": X})[()] == expected
    filtered = text.replace(" if", " *1 for i < 5, j < 4 if").replace(" else 0 for i < 5, j < 4)", ")")
    assert parse_formula(filtered).evaluate(FloatNumbers(), {"X": X})[()] == expected


@PROFILE
@given(small, small, st.integers(1, 3), st.integers(1, 4))
def test_a_jacobian_skips_only_zeros(a, b, stride, kernel):
    text = f"dY[i]/dX[j] = W[j-{stride}*i+{a}]*(j+{b}) for i < 4"
    W = np.arange(1.0, kernel + 1)
    arrays = {"X": X, "W": W}
    found = parse_formula(text).evaluate(FloatNumbers(), arrays, shapes={"Y": (4,)})
    for i in range(4):
        for j in range(X.size):
            k = j - stride * i + a
            assert found[i, j] == (W[k] * (j + b) if 0 <= k < kernel else 0)


numbers = st.sampled_from(["a", "b", "2", "0.5", "7"])
scalars = st.recursive(
    numbers,
    lambda part: (
        st.builds("({} {} {})".format, part, st.sampled_from(["+", "-", "*"]), part)
        | st.builds("{} - {}".format, part, part)
        | st.builds("-{}".format, part)
        | st.builds("({})**2".format, part)
        | st.builds("({}) // 4 + ({}) % 3".format, part, part)
        | st.builds("max({}, {})".format, part, part)
        | st.builds("({} if {} < {} else {})".format, part, part, part, part)
    ),
    max_leaves=8,
)


@PROFILE
@given(scalars)
def test_arithmetic_means_what_it_means_in_python(text):
    names = {"a": -1.25, "b": 3.0}
    found = parse_formula(f"y = {text}").evaluate(FloatNumbers(), {}, names)[()]
    assert found == pytest.approx(eval(text, {"max": max}, names), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = X[7//0] + X[i]", "has no value at i = 0: integer division or modulo by zero"),
        ("Y[i//0] = 1 for i < 2", "indices without a value: integer division or modulo by zero"),
        ("Y[i] = 1 for i < 5//0", "indices without a value|does not follow"),
        ("Y[i] = X[i] + 10**400", "no value at i = 0|without a value"),
    ],
)
def test_what_has_no_value_is_a_formula_error(text, message):
    with pytest.raises(FormulaError, match=message):
        parse_formula(text).evaluate(
            FloatNumbers(), {"X": X}, shapes={"Y": (2,)} if "//" in text[:6] else None
        )


def test_a_negative_bound_leaves_nothing():
    assert parse_formula("Y[i] = 1 for i < 3-5").evaluate(FloatNumbers(), {}).shape == (0,)


def test_definitions_may_build_on_each_other_but_not_without_end():
    def chain(length):
        lines = [f"u{k}[i] = u{k + 1}[i] + 1" for k in range(length)]
        return parse_formulas("\n".join([*lines, f"u{length}[i] = X[i]"]))

    assert chain(10).forward_value(FloatNumbers(), {"X": X})["u0"][0] == 11.0
    with pytest.raises(FormulaError, match="more than 12 lines define each other in a row"):
        chain(40).forward_value(FloatNumbers(), {"X": X})


def test_deep_definitions_of_deep_definitions_do_not_exhaust_the_stack():
    lines = [f"u{k} = " + "-(" * 14 + f"u{k + 1}" + ")" * 14 for k in range(11)]
    formulas = parse_formulas("\n".join([*lines, "u11 = 3"]))
    assert formulas.forward_value(FloatNumbers(), {})["u0"][()] == 3.0
