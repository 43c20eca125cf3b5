"""SoftmaxCrossEntropy, which loses nothing that two layers after each other would."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from core.catalogue import probabilities
from core.differences import assert_loss_gradient
from core.fn.losses import (
    assert_finite_at_far_predictions,
    assert_refuses_empty_arrays_and_integers,
    assert_refuses_shapes_that_differ,
    each_dtype,
)
from ethan_core.fn import CrossEntropy, SoftmaxCrossEntropy


def test_the_value_is_the_mean_over_samples_of_the_sum_over_entries():
    rng = np.random.default_rng(0)
    P, T = probabilities(rng, (3, 2, 4)), probabilities(rng, (3, 2, 4))
    expected = 0.0
    for n, i, c in np.ndindex(P.shape):
        total = sum(math.exp(p) for p in P[n, i])
        expected -= T[n, i, c] * math.log(math.exp(P[n, i, c]) / total) / 3
    value = SoftmaxCrossEntropy().value(P, T)
    assert np.ndim(value) == 0
    assert value == pytest.approx(expected, rel=1e-14)


def test_it_keeps_small_gradients():
    """A confident correct prediction: softmax - target would round to zero."""
    P, T = np.array([[60.0, 0.0, 1.0]]), np.array([[1.0, 0.0, 0.0]])
    with mpmath.workdps(60):
        E = [mpmath.exp(mpmath.mpf(p)) for p in P[0]]
        expected = [-(E[1] + E[2]) / sum(E), E[1] / sum(E), E[2] / sum(E)]
        value = mpmath.log(sum(E)) - 60
        np.testing.assert_allclose(
            SoftmaxCrossEntropy().gradient(P, T)[0], [float(e) for e in expected], rtol=1e-14
        )
        np.testing.assert_allclose(float(SoftmaxCrossEntropy().value(P, T)), float(value), rtol=1e-14)


def test_it_agrees_with_softmax_then_cross_entropy():
    rng = np.random.default_rng(0)
    X, T = rng.standard_normal((4, 3)), probabilities(rng, (4, 3))
    E = np.exp(X)
    Y = E / E.sum(axis=1, keepdims=True)
    assert SoftmaxCrossEntropy().value(X, T) == pytest.approx(CrossEntropy().value(Y, T), rel=1e-14)
    np.testing.assert_allclose(SoftmaxCrossEntropy().gradient(X, T), Y - T, rtol=1e-12, atol=1e-15)


def test_it_takes_targets_that_do_not_sum_to_one():
    rng = np.random.default_rng(1)
    assert_loss_gradient(SoftmaxCrossEntropy(), rng.standard_normal((3, 4)), rng.uniform(0, 2, (3, 4)))


def test_it_keeps_a_small_target_beside_a_large_negative_one():
    """The other of -0.356 is -0.008, which a sum less -0.356 would round off."""
    P, T = np.array([[30.0, 0.003]]), np.array([[-0.3560084631416596, -0.007969516333369156]])
    with mpmath.workdps(60):
        small = mpmath.exp(mpmath.mpf(0.003) - 30) / (1 + mpmath.exp(mpmath.mpf(0.003) - 30))
        expected = float((1 - small) * mpmath.mpf(T[0, 1]) - small * mpmath.mpf(T[0, 0]))
    gradient = SoftmaxCrossEntropy().gradient(P, T)
    np.testing.assert_allclose(gradient, [[expected, -expected]], rtol=4e-16)


def test_a_masked_class_may_have_a_score_of_minus_infinity():
    P, T = np.array([[0.0, -np.inf, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    assert SoftmaxCrossEntropy().value(P, T) == pytest.approx(math.log(2))
    np.testing.assert_allclose(SoftmaxCrossEntropy().gradient(P, T), [[-0.5, 0.0, 0.5]])


@each_dtype
def test_far_predictions_give_finite_results(dtype):
    assert_finite_at_far_predictions(SoftmaxCrossEntropy(), dtype)


def test_shapes_that_differ_are_refused():
    assert_refuses_shapes_that_differ(SoftmaxCrossEntropy(), "N *axes classes")


def test_empty_arrays_and_integers_are_refused():
    assert_refuses_empty_arrays_and_integers(SoftmaxCrossEntropy())
