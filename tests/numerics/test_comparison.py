"""Two derivatives are compared by their error bars alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ethan_check.numerics.comparison import Comparison, compare
from ethan_check.numerics.derivative import Derivative
from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.random_directions import signed
from ethan_check.numerics.tolerances.steps import EPSILON
from numerics.known_derivatives import ray

X = np.random.default_rng(0).normal(size=50)
V = signed((50,), np.random.default_rng(1))
U = np.random.default_rng(2).normal(size=50)


def compared(gradient, *, use_complex=True):
    derivative = directional_derivative(ray(np.tanh, X, V), use_complex=use_complex)
    return compare(derivative, U, [gradient * V])


RIGHT = U / np.cosh(X) ** 2


@pytest.mark.parametrize("use_complex", [True, False])
def test_the_right_gradient_agrees(use_complex):
    assert compared(RIGHT, use_complex=use_complex).agrees


@pytest.mark.parametrize(("error", "use_complex"), [(1e-11, True), (1e-7, False)])
def test_a_small_error_in_one_entry_does_not(error, use_complex):
    wrong = RIGHT.copy()
    wrong[7] += error * np.abs(RIGHT).max()
    found = compared(wrong, use_complex=use_complex)
    assert not found.agrees
    assert found.difference == pytest.approx(error * np.abs(RIGHT).max() * V[7], rel=0.05)


def test_rounding_in_the_last_places_is_allowed_for():
    assert compared(RIGHT * (1 + 8 * np.finfo(float).eps)).agrees
    assert not compared(RIGHT * (1 + 1e-12)).agrees


def test_unusable_outputs_do_not_count():
    derivative = directional_derivative(ray(np.abs, np.array([0.0, 1.0])))
    u = np.where(derivative.usable, 1.0, 0.0)
    assert compare(derivative, u, [np.array([0.0, 1.0])]).agrees


def test_not_a_number_does_not_agree():
    assert not Comparison(1.0, np.nan, 1e-9).agrees


def off_by(difference, *, error=0.0, origin=0.0):
    """A derivative of 1 with an error bar, and a gradient that is off."""
    one, none = np.ones(1), np.zeros(1, dtype=bool)
    derivative = Derivative(
        origin * one, one, error * one, ~none, none, one, one, False, 0, np.zeros(1, np.int8)
    )
    return compare(derivative, one, [one + difference])


@pytest.mark.parametrize(
    ("some", "many", "beside"),
    [
        (10 * 1e-6, 100 * 1e-6, {"error": 1e-6}),
        (40 * EPSILON, 400 * EPSILON, {}),
        (3e6 * EPSILON, 3e7 * EPSILON, {"origin": 1e6}),
    ],
    ids=["error bars", "backward's rounding", "the output's rounding"],
)
def test_some_of_each_unit_is_allowed_and_ten_times_as_much_is_not(some, many, beside):
    assert off_by(some, **beside).agrees
    assert not off_by(many, **beside).agrees


def test_a_bar_that_is_no_number_convicts_nobody():
    derivative = directional_derivative(lambda t: np.array([np.exp(t), 2 * t]))
    unknown = replace(derivative, error=np.array([np.nan, 0.0]))
    wrong = [np.array([1.5, 2.0])]
    assert not compare(derivative, np.ones(2), wrong).agrees
    assert compare(unknown, np.ones(2), wrong).agrees
