"""MSE, CrossEntropy and SoftmaxCrossEntropy."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from core_catalogue import probabilities
from core_differences import assert_loss_gradient

from ethan_core.errors import DTypeError, ShapeError
from ethan_core.fn import MSE, CrossEntropy, SoftmaxCrossEntropy
from ethan_core.fn.cross_entropy import smallest_probability

LOSSES = [MSE(), CrossEntropy(), SoftmaxCrossEntropy()]
each_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)


def test_the_value_is_the_mean_over_samples_of_the_sum_over_entries():
    rng = np.random.default_rng(0)
    P, T = probabilities(rng, (3, 2, 4)), probabilities(rng, (3, 2, 4))
    expected = {"mse": 0.0, "cross": 0.0, "fused": 0.0}
    for n, i, c in np.ndindex(P.shape):
        expected["mse"] += (P[n, i, c] - T[n, i, c]) ** 2 / 3
        expected["cross"] -= T[n, i, c] * math.log(P[n, i, c]) / 3
        total = sum(math.exp(p) for p in P[n, i])
        expected["fused"] -= T[n, i, c] * math.log(math.exp(P[n, i, c]) / total) / 3
    values = [loss.value(P, T) for loss in LOSSES]
    np.testing.assert_allclose(values, list(expected.values()), rtol=1e-14)
    assert all(np.ndim(value) == 0 for value in values)


def test_cross_entropy_continues_as_a_tangent_below_eps():
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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
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


@each_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_predictions_give_finite_results(loss, dtype):
    P = np.array([[1e4, -1e4, 0.0], [1e4, 1e4, 1e4], [-1e4, -1e4, 9e3]], dtype)
    T = np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5], [1.0, 0.0, 0.0]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(loss.value(P, T))
        assert np.isfinite(loss.gradient(P, T)).all()


def test_the_fused_loss_keeps_small_gradients():
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


def test_the_fused_loss_agrees_with_softmax_then_cross_entropy():
    rng = np.random.default_rng(0)
    X, T = rng.standard_normal((4, 3)), probabilities(rng, (4, 3))
    E = np.exp(X)
    Y = E / E.sum(axis=1, keepdims=True)
    assert SoftmaxCrossEntropy().value(X, T) == pytest.approx(CrossEntropy().value(Y, T), rel=1e-14)
    np.testing.assert_allclose(SoftmaxCrossEntropy().gradient(X, T), Y - T, rtol=1e-12, atol=1e-15)


def test_the_fused_loss_takes_targets_that_do_not_sum_to_one():
    rng = np.random.default_rng(1)
    assert_loss_gradient(SoftmaxCrossEntropy(), rng.standard_normal((3, 4)), rng.uniform(0, 2, (3, 4)))


def test_the_fused_loss_keeps_a_small_target_beside_a_large_negative_one():
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


@each_loss
def test_shapes_that_differ_are_refused(loss):
    name = type(loss).__name__
    axes = "N *axes classes" if name == "SoftmaxCrossEntropy" else "N *axes"
    with pytest.raises(ShapeError) as caught:
        loss.gradient(np.ones((3, 2)), np.ones((4, 2)))
    assert str(caught.value) == (
        f"{name}.gradient: target has shape (4, 2), expected ({axes}): axis 0 is 4, but N is 3"
    )
    with pytest.raises(ShapeError, match="target has shape"):
        loss.value(np.ones((3, 1)), np.ones(3))
    with pytest.raises(ShapeError, match=r"prediction has shape \(\), expected"):
        loss.value(np.ones(()), np.ones(()))


@each_loss
def test_empty_arrays_and_integers_are_refused(loss):
    with pytest.raises(ShapeError, match=r"prediction has shape \(0, 2\), expected at least one entry"):
        loss.value(np.ones((0, 2)), np.ones((0, 2)))
    with pytest.raises(DTypeError, match=r"value: target has dtype int64, expected floating point"):
        loss.value(np.ones((1, 2)), np.ones((1, 2), np.int64))
