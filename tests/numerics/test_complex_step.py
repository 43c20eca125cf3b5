"""The complex step: exact where it applies, refused where it lies."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given

from ethan_check.numerics.complex_step import complex_step
from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.tolerances.steps import COMPLEX_STEP
from numerics.known_derivatives import SMOOTH, points, quiet, ray

ANALYTIC = ["exp", "sine", "fast sine", "square", "rational", "logarithm", "root", "large"]
SLOW = [name for name in ANALYTIC if name != "fast sine"]
"""Those of which one real difference at a small step is good enough to confirm the complex one."""


@pytest.mark.parametrize("name", ANALYTIC)
def test_it_is_exact_for_analytic_functions(name):
    function, derivative, low, high = SMOOTH[name]

    @quiet
    @given(points(low, high))
    def check(x):
        found, truth = complex_step(ray(function, x)), derivative(x)
        scale = np.abs(truth) + np.max(np.abs(truth))
        argument = 1000 * np.abs(x) if name == "fast sine" else 1.0
        # A derivative near its zero is the difference of numbers as large as the function's own.
        rounding = 16 * np.finfo(float).eps * np.abs(function(x)) + np.finfo(float).tiny / COMPLEX_STEP
        assert (np.abs(found - truth) <= 1e-14 * scale * np.maximum(argument, 1) + rounding).all()

    check()


@pytest.mark.parametrize("name", SLOW)
def test_it_is_believed_for_analytic_functions(name):
    function, derivative, low, high = SMOOTH[name]
    x = np.random.default_rng(1).uniform(0.8 * low + 0.2 * high, high, 20)
    found = directional_derivative(ray(function, x))
    assert found.exact
    assert found.calls == 4
    np.testing.assert_allclose(found.value, derivative(x), rtol=1e-11)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda x: np.asarray([float(x[0])]), "casts to float"),
        (lambda x: x.astype(np.float64), "casts with a warning"),
        (lambda x: np.real(x) ** 2, "returns real numbers"),
        (lambda x: x.astype(np.complex64), "narrows"),
        (lambda x: np.logaddexp(x, 0), "a ufunc without complex loops"),
        (lambda x: np.array(["text"]), "returns something else"),
        (lambda x: 1 / 0, "raises"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_not_to_be_had(function, why):
    assert complex_step(ray(function, np.array([0.5]))) is None


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (np.abs, np.sign),
        (lambda x: x * np.conj(x), lambda x: 2 * x),
        (lambda x: np.real(x) ** 2 + 0 * x, lambda x: 2 * x),
        (lambda x: x * np.abs(x), lambda x: 2 * np.abs(x)),
        (lambda x: x + 1e-3 * np.real(x), lambda x: 1.001 + 0 * x),
    ],
    ids=["abs", "conjugate", "real part", "half a lie", "a small lie"],
)
def test_what_is_not_analytic_is_not_believed(function, derivative):
    x = np.array([-1.5, 0.25, 2.0])
    found = directional_derivative(ray(function, x))
    assert not found.exact
    assert found.usable.all()
    np.testing.assert_allclose(found.value, derivative(x), rtol=1e-9)


def test_it_may_be_switched_off():
    x = np.array([0.5])
    imaginary = []

    def line(t):
        imaginary.append(isinstance(t, complex))
        return np.exp(x + t)

    directional_derivative(line, use_complex=False)
    assert not any(imaginary)
    directional_derivative(line)
    assert imaginary.count(True) == 1


def test_warnings_are_neither_shown_nor_switched_off():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        before = warnings.filters[:]
        complex_step(lambda t: np.array([1 + t]).astype(float))
        assert warnings.filters == before
    assert not caught
