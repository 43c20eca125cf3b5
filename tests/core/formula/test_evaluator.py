"""Documented formulas, evaluated, against plain numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formula.samples import FLOATS, PROFILE, SAMPLES, FiftyDigits, does_not_fit, evaluate, floats
from ethan_core.formula import FloatNumbers, parse_formula, parse_formulas


def cotangent(sample):
    shape = np.shape(sample.forward(**sample.arrays))
    return np.random.default_rng(3).normal(size=shape) if shape else np.array(1.0)


@pytest.mark.parametrize("numbers", [FLOATS, FiftyDigits()], ids=["floats", "fifty digits"])
@pytest.mark.parametrize("name", SAMPLES)
def test_forward_is_what_numpy_computes(name, numbers):
    sample = SAMPLES[name]
    values = parse_formulas(sample.text).forward_value(numbers, sample.arrays, sample.constants)
    (value,) = values.values()
    expected = sample.forward(**sample.arrays)
    assert value.shape == np.shape(expected)
    np.testing.assert_allclose(floats(value), expected, rtol=1e-13)


def statements():
    for name, sample in SAMPLES.items():
        formulas = parse_formulas(sample.text)
        for by in (array for array in sample.arrays if array not in sample.kept):
            for line in formulas.statements(by):
                yield pytest.param(name, by, line, id=f"{name} {line.left}")


@pytest.mark.parametrize(("name", "by", "line"), list(statements()))
def test_every_stated_derivative_is_that_of_the_numpy_forward(name, by, line):
    sample = SAMPLES[name]
    formulas = parse_formulas(sample.text)
    above = cotangent(sample)
    stated = formulas.vjp(by, FLOATS, sample.arrays, above, sample.constants, statement=line)
    expected = np.zeros_like(sample.arrays[by])
    for index in np.ndindex(*expected.shape):
        ends = []
        for step in (1e-5, -1e-5):
            moved = sample.arrays[by].copy()
            moved[index] += step
            ends.append((above * sample.forward(**{**sample.arrays, by: moved})).sum())
        expected[index] = (ends[0] - ends[1]) / 2e-5
    factor = sample.constants["N"] if by in sample.mean else 1
    np.testing.assert_allclose(factor * floats(stated), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ["gelu", "gelu with erf", "sigmoid", "softmax", "cross entropy"])
def test_derivatives_hold_to_forty_digits(name):
    sample, numbers = SAMPLES[name], FiftyDigits()
    formulas = parse_formulas(sample.text)
    by, *_ = sample.arrays
    step = numbers.number("1e-20")
    exact = np.vectorize(numbers.lift, otypes=[object])(sample.arrays[by])
    direction = np.vectorize(numbers.lift, otypes=[object])(
        np.cos(np.arange(exact.size)).reshape(exact.shape)
    )
    ends = [
        formulas.forward_value(
            numbers, {**sample.arrays, by: exact + sign * step * direction}, sample.constants
        )
        for sign in (1, -1)
    ]
    (output,) = ends[0]
    slope = np.ravel((ends[0][output] - ends[1][output]) / (2 * step))
    for line in formulas.derivatives:
        arrays = {**sample.arrays, by: exact}
        stated = evaluate(line, numbers, arrays, sample.constants, formulas=formulas)
        for one, other in zip(stated.reshape(slope.size, -1) @ direction.ravel(), slope, strict=True):
            assert abs(one - other) < numbers.number("1e-28")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("prod(X[i] for i)", 24.0),
        ("min(X[i] for i)", 1.0),
        ("min(3, 2, 5)", 2.0),
        ("max(3, X[0])", 3.0),
        ("sum(X[i] for i if i != 1)", 8.0),
        ("sum(X[i] for i if X[i] > 1 and not i == 3)", 5.0),
        ("sum(1 for i < 3, j < i)", 3.0),
        ("sum(X[i]*X[j] if i < j else 0 for i, j)", 35.0),
        ("sum(X[i] if i >= 2 else 0 for i)", 7.0),
        ("sum(X[i] if 2 > i else 0 for i)", 3.0),
        ("sum(X[i] if i <= 1 or i == 3 else 0 for i)", 7.0),
        ("sum(X[i] if i % 2 == 1 else 0 for i)", 6.0),
        ("sum(X[2*i-1] for i < 9)", 6.0),
        ("sum(X[5-2*i] for i < 9)", 6.0),
        ("X[first_argmax(-X[i] for i)]", 1.0),
        ("first_argmin(abs(X[i]-3) for i)", 2.0),
        ("X[7]", 0.0),
        ("X[-1]", 0.0),
        ("7//2 + 7%4", 6.0),
        ("-2**2", -4.0),
        ("2**-1", 0.5),
        ("2**3**2", 512.0),
        ("4**0.5", 2.0),
        ("2**half", 2**0.5),
        ("sign(-3) + sign(0) + sign(2)*4", 3.0),
        ("floor(-0.5)", -1.0),
        ("exp(log(5))", 5.0),
        ("sin(0) + cos(0)", 1.0),
        ("sqrt(2)*sqrt(2)/2 - pi/pi", 0.0),
        ("1 if flag else 2", 1.0),
        ("1 if not flag else 2", 2.0),
        ("1 if (0, 1) != (0, 2) else 2", 1.0),
        ("-7.5 // 2", -4.0),
        ("-7.5 % 2", 0.5),
        ("max(0, k-9) + X[max(0, k-9)]", 1.0),
        ("5 if half == 0.5 else 6", 5.0),
    ],
)
def test_expressions(text, value):
    X = np.array([1.0, 2.0, 3.0, 4.0])
    found = evaluate(parse_formula(f"y = {text}"), FLOATS, {"X": X}, {"flag": True, "half": 0.5, "k": 2})
    assert found[()] == pytest.approx(value, abs=1e-15)


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
    found = evaluate(parse_formula(f"y = {text}"), FloatNumbers(), {}, names)[()]
    assert found == pytest.approx(eval(text, {"max": max}, names), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = 1 if b[i//0] > 0 else b[i]", "zero"),
        ("Y[i] = 1 if N else b[i]", "'N' is a number, not a condition; compare it: 'N != 0'"),
    ],
)
def test_a_condition_that_is_none_is_refused(text, message):
    does_not_fit(text, message)
