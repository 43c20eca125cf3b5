"""CrossEntropy, and where it continues as a tangent."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.catalogue import probabilities
from core.fn.losses import (
    assert_finite_at_far_predictions,
    assert_refuses_empty_arrays_and_integers,
    assert_refuses_shapes_that_differ,
    each_dtype,
)
from ethan_core.fn import CrossEntropy
from ethan_core.fn.cross_entropy import smallest_probability


def test_the_value_is_the_mean_over_samples_of_the_sum_over_entries():
    rng = np.random.default_rng(0)
    P, T = probabilities(rng, (3, 2, 4)), probabilities(rng, (3, 2, 4))
    expected = 0.0
    for n, i, c in np.ndindex(P.shape):
        expected -= T[n, i, c] * math.log(P[n, i, c]) / 3
    value = CrossEntropy().value(P, T)
    assert np.ndim(value) == 0
    assert value == pytest.approx(expected, rel=1e-14)


def test_it_continues_as_a_tangent_below_eps():
    loss, eps = CrossEntropy(), float(smallest_probability(np.zeros(1)))
    one = np.ones((1, 1))
    assert eps == math.sqrt(np.finfo(float).tiny)
    for share in (0.0, 0.25, 1.0):
        p = np.array([[share * eps]])
        assert loss.value(p, one) == pytest.approx(-math.log(eps) + 1 - share, rel=1e-15)
        assert loss.gradient(p, one)[0, 0] == -1 / eps
    above = np.array([[2 * eps]])
    assert loss.value(above, one) == pytest.approx(-math.log(2 * eps), rel=1e-15)
    assert loss.gradient(above, one)[0, 0] == -1 / (2 * eps)


@each_dtype
def test_a_probability_of_zero_gives_finite_results(dtype):
    P, T = np.array([[0.0, 1.0]], dtype), np.array([[0.5, 0.5]], dtype)
    eps = smallest_probability(P)
    assert eps.dtype == dtype
    assert CrossEntropy().value(P, T) == pytest.approx(0.5 * (1 - math.log(eps)), rel=1e-6)
    np.testing.assert_array_equal(CrossEntropy().gradient(P, T), np.array([[-0.5 / eps, -0.5]], dtype))


def test_extended_precision_continues_where_float64_does():
    P, T = np.array([[0.0, 1e-200, 1e-100]]), np.ones((1, 3))
    wide = CrossEntropy().gradient(P.astype(np.longdouble), T.astype(np.longdouble))
    np.testing.assert_allclose(wide.astype(float), CrossEntropy().gradient(P, T), rtol=1e-15)


def test_a_target_of_zero_contributes_exactly_nothing():
    P, T = np.array([[0.0, 1.0, 0.3]]), np.array([[0.0, 1.0, 0.0]])
    assert CrossEntropy().value(P, T) == 0
    np.testing.assert_array_equal(CrossEntropy().gradient(P, T), [[0, -1, 0]])
    assert not np.signbit(CrossEntropy().gradient(P, T)[0, 0])


@each_dtype
def test_far_predictions_give_finite_results(dtype):
    assert_finite_at_far_predictions(CrossEntropy(), dtype)


def test_shapes_that_differ_are_refused():
    assert_refuses_shapes_that_differ(CrossEntropy(), "N *axes")


def test_empty_arrays_and_integers_are_refused():
    assert_refuses_empty_arrays_and_integers(CrossEntropy())
