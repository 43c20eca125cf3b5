"""Documented formulas, evaluated, against plain numpy."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from core.test_formula_texts import SAMPLES
from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas


class FiftyDigits:
    """mpmath's numbers, the way a caller would hand them in."""

    def __init__(self):
        self._context = mpmath.MPContext()
        self._context.dps = 50
        self.number = self.lift = self._context.mpf
        self.pi = +self._context.pi

    def __getattr__(self, name):
        return getattr(self._context, name)


FLOATS = FloatNumbers()


def cotangent(sample):
    shape = np.shape(sample.forward(**sample.arrays))
    return np.random.default_rng(3).normal(size=shape) if shape else np.array(1.0)


def floats(array):
    return np.array(array, dtype=float)


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
        stated = formulas.jacobian(line, numbers, {**sample.arrays, by: exact}, sample.constants)
        for one, other in zip(stated.reshape(slope.size, -1) @ direction.ravel(), slope, strict=True):
            assert abs(one - other) < numbers.number("1e-28")


def test_a_decimal_literal_keeps_all_its_digits():
    numbers = FiftyDigits()
    value = parse_formula("K = 0.044715").evaluate(numbers, {})[()]
    assert value == numbers.number(44715) / 1000000
    assert value != numbers.lift(0.044715)


def test_a_quotient_of_indices_keeps_all_its_digits():
    numbers = FiftyDigits()
    thirds = parse_formula("Y[i] = i/N for i < 3").evaluate(numbers, {}, {"N": 3})
    assert thirds[1] == numbers.number(1) / 3


def test_the_softmax_jacobian_is_full_within_a_sample_and_zero_between_samples():
    sample = SAMPLES["softmax"]
    formulas = parse_formulas(sample.text)
    jacobian = floats(formulas.jacobian(formulas.derivatives[0], FLOATS, sample.arrays))
    y = sample.forward(**sample.arrays)
    assert jacobian.shape == (3, 4, 3, 4)
    for n in range(3):
        np.testing.assert_allclose(jacobian[n, :, n], np.diag(y[n]) - np.outer(y[n], y[n]), rtol=1e-14)
    assert not jacobian[0, :, 1].any()


def test_the_same_star_on_both_sides_states_the_diagonal_alone():
    sample = SAMPLES["relu"]
    formulas = parse_formulas(sample.text)
    jacobian = floats(formulas.jacobian(formulas.derivatives[0], FLOATS, sample.arrays)).reshape(6, 6)
    np.testing.assert_array_equal(jacobian, np.diag((sample.arrays["X"] > 0).ravel()))


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
    assert list(pool.evaluate(FLOATS, {"X": X}, {"N": 3})) == [-2.0, -2.0, -2.0]


def test_several_outputs_add_their_gradients():
    formulas = parse_formulas("A[i] = 2*X[i]\nB[i] = X[i]**2\ndA[i]/dX[i] = 2\ndB[i]/dX[i] = 2*X[i]")
    X = {"X": np.array([3.0, 5.0])}
    above = {"A": np.array([1.0, 0.0]), "B": np.array([1.0, 10.0])}
    assert formulas.outputs == ("A", "B")
    assert list(formulas.vjp("X", FLOATS, X, above)) == [8.0, 100.0]
    with pytest.raises(FormulaError, match="give a cotangent for each output by name: A, B"):
        formulas.vjp("X", FLOATS, X, np.ones(2))


def test_a_line_that_others_read_and_nobody_differentiates_is_a_definition():
    formulas = parse_formulas(SAMPLES["gelu"].text)
    assert [str(line.left) for line in formulas.definitions] == ["K", "u[*i]"]
    assert [str(line.left) for line in formulas.forward] == ["Y[*i]"]
    softmax = parse_formulas(SAMPLES["softmax"].text)
    assert [str(line.left) for line in softmax.forward] == ["y[n, i]"]
    assert not softmax.definitions
    mlp = parse_formulas(SAMPLES["mlp"].text)
    assert [str(line.left.by) for line in mlp.gradients] == ["X[n, i]", "W[o, i]", "b[o]"]
    assert len(mlp.derivatives) == 1


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
    found = parse_formula(f"y = {text}").evaluate(FLOATS, {"X": X}, {"flag": True, "half": 0.5, "k": 2})
    assert found[()] == pytest.approx(value, abs=1e-15)


def test_loops_skip_what_lies_outside():
    """A sum over a million positions of which two meet the array is a matter of two."""
    far = parse_formula("y = sum(X[i-999990] for i < 1000000)")
    assert far.evaluate(FLOATS, {"X": np.array([1.0, 2.0])})[()] == 3.0
    matched = parse_formula("y = sum(1 if i == j and j == 5 else 0 for i < 1000, j < 1000000)")
    assert matched.evaluate(FLOATS, {})[()] == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = X[i] + Z[i]", r"'i' runs over 2 in X, shape \(2, 3\)|X has 2 axes"),
        ("Y[i,j] = X[i,j]*b[i]", r"line 1, column 17: 'i' runs over 2 in X, shape \(2, 3\), but over 5 in b"),
        ("Y[*i] = X[*i]*b[*i]", r"'\*i' runs over \(2, 3\) in X, .*, but over \(5,\) in b"),
        (
            "Y[i] = b[i] + sum(b[i+p] for p)",
            "the range of 'p' follows from no array; bound it: 'for p < ...'",
        ),
        ("Y[*i] = 3", r"the range of '\*i' follows from no array"),
        (
            "Y[i] = b[i]*rate",
            r"unknown name 'rate'; .* it is no index in force \(i\), no constant \(h, N, s\)",
        ),
        ("Y[i] = b[i] + b[j]", "unknown name 'j'"),
        ("Y[i] = Q[i]", "no array Q was given; there are X, b"),
        ("Y[i] = b[i]*dL/dY[i]", "no array dL/dY was given; there are none"),
        ("Y[i] = b[i] + X", r"X has 2 axes; write its indices: 'X\[...\]'"),
        ("Y[i] = b[i,i]", r"b has 1 axes, shape \(5,\), but 2 indices stand here"),
        ("Y[i] = b[i] + b[i*h]", r"'i\*h' is not always a whole number"),
        ("Y[i] = X[*i]", r"'i' stands here, but '\*i' is bound|follows from no array"),
        ("Y[i] = 1/(b[i]-b[i])", "line 1, column 1: .* has no value at i = 0: .*division"),
        ("Y[i] = b[i] + log(0)", "has no value at i = 0"),
        ("Y[i] = 1 if b[i//0] > 0 else b[i]", "zero"),
        ("y = max(b[i] for i < 0)", "has no value at all: max over no entries"),
        ("Y[i] = 1 for i < 2000000", "runs over 2000000 values; the most is 1000000"),
        ("Y[2*i] = b[i] for i", r"the shape of Y does not follow from 'Y\[2\*i\]'"),
        ("Y[i] = 1 if N else b[i]", "'N' is a number, not a condition; compare it: 'N != 0'"),
        ("Y[i] = s*b[i]", "s holds 'same', which is no number"),
        ("Y[i,j] = b[flat(i,j)] for i < 2, j < i+1", "the range of 'j' varies, so it cannot be flattened"),
    ],
)
def test_what_does_not_fit_is_said(text, message):
    arrays = {"X": np.ones((2, 3)), "b": np.ones(5)}
    with pytest.raises(FormulaError, match=message):
        parse_formula(text).evaluate(FLOATS, arrays, {"h": 0.5, "N": 2, "s": "same"})


def test_lines_that_define_each_other_in_a_circle_are_refused():
    circle = parse_formulas("u[i] = v[i]\nv[i] = u[i]\nY[i] = u[i] + X[i]")
    with pytest.raises(FormulaError, match="'u' is defined by itself: Y <- u <- v <- u"):
        circle.forward_value(FLOATS, {"X": np.ones(2)})


def test_an_entry_stated_twice_is_refused():
    twice = parse_formula("dY[i]/dX[i//2] = 1 for i < 2")
    assert twice.evaluate(FLOATS, {"X": np.ones(2)}, shapes={"Y": (2,)}).tolist() == [[1, 0], [1, 0]]
    clash = parse_formula("Y[i//2] = X[i] for i")
    with pytest.raises(FormulaError, match=r"'Y\[i//2\]' is stated twice at i = 1"):
        clash.evaluate(FLOATS, {"X": np.ones(4)}, shapes={"Y": (2,)})


def test_a_known_shape_is_compared_with_the_formula():
    sample = SAMPLES["conv2d"]
    formulas = parse_formulas(sample.text)
    with pytest.raises(FormulaError, match=r"axis 2 of Y is 4 long, but .* gives it 3"):
        formulas.forward_value(FLOATS, sample.arrays, sample.constants, {"Y": (2, 3, 4, 5)})


def test_what_nobody_states_is_said():
    with pytest.raises(FormulaError, match="no line states dL/dW or a derivative by W"):
        parse_formulas("Y[*i] = X[*i]").vjp("W", FLOATS, {}, np.ones(1))
