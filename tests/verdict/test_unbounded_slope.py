"""Slopes that have no bound, and those that merely look so for a while."""

from __future__ import annotations

import numpy as np
import pytest
from subject.small_layers import Elementwise

from ethan_check import Subject, check_layer
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.unbounded_slope import infinite_slope
from ethan_core import Contract, Interval


def unbounded(function, derivative, x, **options):
    subject = Subject(Elementwise(function, derivative), (np.asarray(x),), convention="plain", **options)
    with np.errstate(all="ignore"):
        found = directional_test(subject, subject.values, np.random.default_rng(0))
        return infinite_slope(subject, found.values, found.gradients)


def cbrt(x):
    return np.cbrt(np.real(x))


def slope(x):
    with np.errstate(all="ignore"):
        return 1 / (3 * np.cbrt(x) ** 2)


def test_a_gradient_that_is_not_finite_stands_beside_a_slope_without_bound():
    assert unbounded(cbrt, slope, [0.0, 1.0])
    assert unbounded(cbrt, lambda x: np.where(x == 0, np.nan, slope(x)), [0.0, 1.0])


def test_a_gradient_that_is_finite_needs_no_excuse():
    assert not unbounded(cbrt, lambda x: np.where(x == 0, 5.0, slope(x)), [0.0, 1.0])


@pytest.mark.parametrize("function", [np.tanh, np.abs, lambda x: 1e6 * x], ids=["smooth", "kink", "steep"])
def test_where_every_slope_is_bounded_there_is_none(function):
    assert not unbounded(function, lambda x: x * np.nan, [0.0, 1.0])


def test_an_output_that_is_not_finite_is_an_excuse():
    assert unbounded(lambda x: np.where(x == 0, -np.inf, x), lambda x: x * np.nan, [0.0, 1.0])


def test_a_slope_without_bound_at_the_edge_of_a_domain_is_an_excuse_too():
    """The square root on [0, 1], at 0."""

    def root(x):
        if (np.real(x) < 0).any():
            raise ValueError("outside")
        return np.sqrt(x)

    contract = Contract(inputs=("X",), domain={"X": Interval(0.0, 1.0)})
    with np.errstate(all="ignore"):
        assert unbounded(root, lambda x: 0.5 / np.sqrt(x), [0.0, 0.5], contract=contract)


@pytest.mark.parametrize("power", [0.25, 0.5, 0.9])
@pytest.mark.parametrize("offset", [0.0, 1.0, -3.0])
def test_any_root_has_no_bound_on_top_of_anything(power, offset):
    def root(x):
        return offset + np.sign(np.real(x)) * np.abs(np.real(x)) ** power

    assert unbounded(root, lambda x: np.where(x == 0, np.nan, 1.0), [0.0, 1.0])


@pytest.mark.parametrize("offset", [0.0, 0.6, -3.0])
def test_an_entropy_has_no_bound_either(offset):
    """The slope of x log x grows by as much with every decade."""

    def entropy(x):
        size = np.abs(np.real(x))
        return offset - size * np.log(np.where(size == 0, 1, size))

    assert unbounded(entropy, lambda x: np.where(x == 0, np.nan, 1.0), [0.0, 1.0])


@pytest.mark.parametrize("offset", [0.0, 1.0, -3.0])
def test_the_rounding_of_what_a_slope_stands_on_is_no_growth(offset):
    for function in (np.sin, lambda x: np.tanh(20 * x), lambda x: x * np.sqrt(x * x + 1e-6), np.expm1):
        assert not unbounded(lambda x, f=function: offset + f(np.real(x)), lambda x: x * np.nan, [0.0, 1.0])


@pytest.mark.parametrize("epsilon", [1e-4, 1e-8, 1e-12, 1e-30])
def test_a_slope_that_an_epsilon_bounds_has_a_bound(epsilon):
    assert not unbounded(
        lambda x: np.real(x) / np.maximum(np.abs(x), epsilon), lambda x: x * np.nan, [0.0, 1.0]
    )
    assert not unbounded(lambda x: np.tanh(np.real(x) / epsilon), lambda x: x * np.nan, [0.0, 1.0])


ROWS = np.random.default_rng(0).normal(size=(3, 4))
ROWS[1] = 0


class Normalised:
    """Rows of length 1; a row of zeros stays as it is."""

    def __init__(self, epsilon, careful=True):
        self.epsilon, self.careful = epsilon, careful

    def forward(self, x):
        self.n = np.sqrt((x * x).sum(axis=1, keepdims=True))
        self.m = np.maximum(self.n, self.epsilon)
        self.y = x / self.m
        return self.y

    def backward(self, g):
        along = (g * self.y).sum(axis=1, keepdims=True)
        if not self.careful:
            along = along / self.n * self.n
        return (g - self.y * np.where(self.n > self.epsilon, along, 0 * along)) / self.m


@pytest.mark.parametrize("epsilon", [1e-4, 1e-8, 1e-12])
def test_a_row_of_zeros_that_is_normalised_has_a_derivative(epsilon):
    right = check_layer(Normalised(epsilon), (ROWS,), checks=["gradient"])
    assert right.verdict == "pass", str(right)
    wrong = check_layer(Normalised(epsilon, careful=False), (ROWS,), checks=["gradient"], shrink=False)
    assert wrong.verdict == "fail", str(wrong)


@pytest.mark.parametrize(("without_bound", "is_excused"), [(7, False), (20, True)])
def test_of_many_entries_the_first_eight_are_asked(without_bound, is_excused):
    """Each asks for forwards of its own. Behind those at 0, the last entry is NaN without an excuse."""
    x = np.append(np.zeros(without_bound), 1.0)
    assert unbounded(cbrt, lambda x: x * np.nan, x) is is_excused
