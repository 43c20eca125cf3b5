"""Whole ways: what a gradient adds up to is held against what its function changes by."""

import math

import numpy as np
import pytest

from ethan_check.numerics.path_integral import NODES, PathRatio, integrated, integrated_with_error, path_ratio


@pytest.mark.parametrize("degree", range(12))
def test_polynomials_are_integrated_to_rounding(degree):
    assert integrated(lambda t: t**degree) == pytest.approx(1 / (degree + 1), rel=1e-13)


@pytest.mark.parametrize(
    ("f", "slope"), [(math.exp, math.exp), (math.sin, math.cos), (math.tanh, lambda t: 1 / math.cosh(t) ** 2)]
)
def test_a_slope_adds_up_to_the_change(f, slope):
    assert integrated(slope) == pytest.approx(f(1.0) - f(0.0), rel=1e-7)


BENT = (lambda t: abs(t - 0.3), lambda t: math.copysign(1, t - 0.3))


@pytest.mark.parametrize(("f", "slope"), [(math.exp, math.exp), (math.sin, math.cos), BENT])
def test_a_rule_of_fewer_points_says_how_far_the_integral_may_be_off(f, slope):
    value, error = integrated_with_error(slope)
    assert value == integrated(slope)
    assert abs(value - (f(1.0) - f(0.0))) <= error


def test_nodes_lie_on_the_way():
    assert all(0 < node < 1 for node in NODES)


@pytest.mark.parametrize("factor", [1.0, 1.03, -1.0, 0.0])
def test_the_ratio_is_that_of_the_gradient(factor):
    changes = np.random.default_rng(0).normal(size=24)
    found = path_ratio(changes, factor * changes + 1e-3 * np.random.default_rng(1).normal(size=24))
    assert abs(found.ratio - factor) < 5 * found.error
    assert found.is_wrong(5.0, 1e-3) == (factor != 1.0)


@pytest.mark.parametrize(
    ("changes", "integrals"),
    [([], []), ([1.0, 2.0], [1.0, 2.0]), ([0.0] * 5, [1.0] * 5), ([np.nan] * 5, [1.0] * 5)],
)
def test_where_nothing_changes_nothing_is_told(changes, integrals):
    assert path_ratio(changes, integrals) is None


def test_ways_that_lead_nowhere_are_left_out():
    found = path_ratio([1.0, np.inf, 2.0, 3.0, np.nan], [1.0, 1.0, 2.0, 3.0, 1.0])
    assert (found.ratio, found.error) == (1.0, 0.0)


def test_few_errors_are_no_proof():
    assert not PathRatio(1.03, 0.01).is_wrong(5.0, 1e-3)
    assert not PathRatio(1.0009, 0.0).is_wrong(5.0, 1e-3)
