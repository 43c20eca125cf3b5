"""Which entries a line states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formula.samples import FLOATS, PROFILE, SAMPLES, does_not_fit, evaluate, floats
from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas

small = st.integers(-3, 3)
X = np.arange(1.0, 8.0)


def test_the_same_star_on_both_sides_states_the_diagonal_alone():
    sample = SAMPLES["relu"]
    formulas = parse_formulas(sample.text)
    jacobian = floats(evaluate(formulas.derivatives[0], FLOATS, sample.arrays, formulas=formulas)).reshape(
        6, 6
    )
    np.testing.assert_array_equal(jacobian, np.diag((sample.arrays["X"] > 0).ravel()))


def test_the_softmax_jacobian_is_full_within_a_sample_and_zero_between_samples():
    sample = SAMPLES["softmax"]
    formulas = parse_formulas(sample.text)
    jacobian = floats(evaluate(formulas.derivatives[0], FLOATS, sample.arrays, formulas=formulas))
    y = sample.forward(**sample.arrays)
    assert jacobian.shape == (3, 4, 3, 4)
    for n in range(3):
        np.testing.assert_allclose(jacobian[n, :, n], np.diag(y[n]) - np.outer(y[n], y[n]), rtol=1e-14)
    assert not jacobian[0, :, 1].any()


@PROFILE
@given(small, small, st.integers(1, 3), st.integers(1, 4))
def test_a_jacobian_skips_only_zeros(a, b, stride, kernel):
    text = f"dY[i]/dX[j] = W[j-{stride}*i+{a}]*(j+{b}) for i < 4"
    W = np.arange(1.0, kernel + 1)
    arrays = {"X": X, "W": W}
    found = evaluate(parse_formula(text), FloatNumbers(), arrays, shapes={"Y": (4,)})
    for i in range(4):
        for j in range(X.size):
            k = j - stride * i + a
            assert found[i, j] == (W[k] * (j + b) if 0 <= k < kernel else 0)


def test_an_entry_stated_twice_is_refused():
    twice = parse_formula("dY[i]/dX[i//2] = 1 for i < 2")
    assert evaluate(twice, FLOATS, {"X": np.ones(2)}, shapes={"Y": (2,)}).tolist() == [[1, 0], [1, 0]]
    clash = parse_formula("Y[i//2] = X[i] for i")
    with pytest.raises(FormulaError, match=r"'Y\[i//2\]' is stated twice at i = 1"):
        evaluate(clash, FLOATS, {"X": np.ones(4)}, shapes={"Y": (2,)})


def test_a_known_shape_is_compared_with_the_formula():
    sample = SAMPLES["conv2d"]
    formulas = parse_formulas(sample.text)
    with pytest.raises(FormulaError, match=r"axis 2 of Y is 4 long, but .* gives it 3"):
        formulas.forward_value(FLOATS, sample.arrays, sample.constants, {"Y": (2, 3, 4, 5)})


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
        evaluate(
            parse_formula(text), FloatNumbers(), {"X": X}, shapes={"Y": (2,)} if "//" in text[:6] else None
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = 1/(b[i]-b[i])", "line 1, column 1: .* has no value at i = 0: .*division"),
        ("Y[i] = b[i] + log(0)", "has no value at i = 0"),
        ("Y[2*i] = b[i] for i", r"the shape of Y does not follow from 'Y\[2\*i\]'"),
    ],
)
def test_what_does_not_fit_its_place_is_refused(text, message):
    does_not_fit(text, message)


def test_the_first_entry_without_a_value_is_named():
    X = np.array([[1.0, 2.0, 3.0], [4.0, 0.0, 0.0]])
    with pytest.raises(FormulaError, match=r"'Y\[\*i\]' has no value at \*i = \(1, 1\): float division"):
        evaluate(parse_formula("Y[*i] = 1/X[*i]"), FLOATS, {"X": X})


def test_what_fits_nowhere_is_said_before_what_has_no_value():
    with pytest.raises(FormulaError, match="unknown name 'q'"):
        evaluate(parse_formula("Y[i] = log(0) + q for i < 2"), FLOATS, {})


def test_what_a_condition_shuts_out_is_not_evaluated():
    line = parse_formula("Y[i] = log(b[i]) if b[i] > 0 else 1/(1 - b[i])")
    assert evaluate(line, FLOATS, {"b": np.array([1.0, 0.0])}).tolist() == [0.0, 1.0]
