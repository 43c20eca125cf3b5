"""Extrapolated differences, central and from one side, and the estimate of what is still missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from ethan_check.numerics.nearer_steps import noise_over
from ethan_check.numerics.richardson import extrapolate, one_sided_derivative
from ethan_check.numerics.tolerances.steps import (
    LARGE_NOISE,
    LARGE_STEPS,
    MIDDLE_STEPS,
    NEAR_STEPS,
    NEAREST_STEPS,
    ONE_SIDED_NOISE,
    ONE_SIDED_STEPS,
    SMALLEST_STEP,
    TINY_NOISE,
)
from numerics.known_derivatives import SMOOTH, points, quiet, ray

STEPS = [2.0**-3, 2.0**-4, 2.0**-5, 2.0**-6]


@pytest.mark.parametrize("name", ["exp", "tanh", "sine", "rational"])
def test_the_estimate_covers_the_error(name):
    function, derivative, low, high = SMOOTH[name]

    @quiet
    @given(points(low, high))
    def check(x):
        value, error = extrapolate([(function(x + h) - function(x - h)) / (2 * h) for h in STEPS])
        rounding = 100 * np.finfo(float).eps * (np.abs(function(x)) + np.abs(derivative(x))) / STEPS[-1]
        # An estimate, not a bound: where two neighbours of the tableau cross, it is too small.
        assert (np.abs(value - derivative(x)) <= 30 * error + rounding).all()
        assert (error < 1e-4 * (1 + np.abs(value))).all()

    check()


def test_polynomials_are_exact():
    """Four steps remove h^2, h^4 and h^6: nothing is left of a polynomial of degree 8."""
    function = np.polynomial.Polynomial([1, -2, 3, 0.5, 1, -1, 2, 0.25, 1])
    differences = [np.array([function(1 + h) - function(1 - h)]) / (2 * h) for h in STEPS]
    value, error = extrapolate(differences)
    assert abs(value[0] - function.deriv()(1)) < 1e-10
    assert error[0] < 1e-3


def test_one_sided_differences_are_a_series_in_all_powers():
    value, error = extrapolate([np.array([(np.exp(h) - 1) / h]) for h in STEPS], ratio=2.0)
    assert abs(value[0] - 1) <= error[0] < 1e-3


def test_a_step_that_is_not_finite_shows():
    value, error = extrapolate([np.array([np.inf]), np.array([1.0]), np.array([1.0])])
    assert not (np.isfinite(value[0]) and np.isfinite(error[0]))


@pytest.mark.parametrize("name", ["exp", "tanh", "sine", "square", "rational"])
def test_the_bars_of_one_sided_derivatives_hold(name):
    function, derivative, low, high = SMOOTH[name]
    x = np.linspace(low, high, 50)
    value, error = one_sided_derivative(ray(function, x))
    believed = np.isfinite(error)
    assert believed.mean() > 0.8
    assert (np.abs(value - derivative(x)) <= 30 * error + 1e-12)[believed].all()


def test_only_one_side_is_sampled():
    sampled = []
    one_sided_derivative(lambda t: (sampled.append(t), np.array([t]))[1])
    assert min(sampled) == 0.0
    assert max(sampled) == 0.125
    assert len(sampled) == 8


def entropy(t):
    return t * np.log(t) if t else 0.0


@pytest.mark.parametrize(
    "function",
    [np.sqrt, np.log, entropy, lambda t: t + 1e-7 * np.sqrt(t), lambda t: t + 1e-6 * entropy(t)],
    ids=["root", "logarithm", "entropy", "a little root", "a little entropy"],
)
def test_a_slope_without_a_limit_is_not_believed(function):
    with np.errstate(all="ignore"):
        _, error = one_sided_derivative(lambda t: np.array([function(t)]))
    assert np.isinf(error[0])


def weights(steps, ratio):
    """Of the difference at each step in the value that they extrapolate to."""
    units = np.eye(len(steps))
    return np.array([extrapolate([np.array([one]) for one in unit], ratio)[0][0] for unit in units])


@pytest.mark.parametrize(
    ("steps", "ratio", "noise_of_a_slope", "stated"),
    [
        (LARGE_STEPS, 4.0, 0.5**0.5, LARGE_NOISE),
        (MIDDLE_STEPS, 4.0, 0.5**0.5, noise_over(MIDDLE_STEPS)),
        (NEAR_STEPS, 4.0, 0.5**0.5, noise_over(NEAR_STEPS)),
        (NEAREST_STEPS, 4.0, 0.5**0.5, noise_over(NEAREST_STEPS)),
        ((SMALLEST_STEP,), 4.0, 0.5**0.5, TINY_NOISE),
        (ONE_SIDED_STEPS, 2.0, 1.0, ONE_SIDED_NOISE),
    ],
    ids=["large", "middle", "near", "nearest", "smallest", "one-sided"],
)
def test_noise_shows_in_a_limit_by_the_weights_of_the_steps(steps, ratio, noise_of_a_slope, stated):
    """A central difference has two noisy samples over 2h, one from a side has one, over h."""
    amplified = noise_of_a_slope * np.linalg.norm(weights(steps, ratio) / np.array(steps))
    assert stated == pytest.approx(amplified, rel=0.05)


def test_the_bar_from_one_side_is_what_rounding_of_the_output_does():
    _, known = one_sided_derivative(lambda t: np.array([1e3 + t * t]))
    _, unknown = one_sided_derivative(lambda t: np.array([1e4 + t * t]))
    assert 1.5e-10 < known[0] < 1.5e-9
    assert np.isinf(unknown[0])
