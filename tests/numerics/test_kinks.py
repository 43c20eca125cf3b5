"""Kinks are told from curves, whatever their size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.kinks import isolated_origin, kinks_at_origin, kinks_within, one_sided
from ethan_check.numerics.line_samples import Samples
from ethan_check.numerics.noise import noise_of
from numerics.known_derivatives import KINKED, SMOOTH, quiet, ray


def flagged(function, x):
    with np.errstate(all="ignore"):
        samples = Samples(ray(function, np.atleast_1d(np.asarray(x, dtype=float))))
        return kinks_at_origin(samples, noise_of(samples), np.abs(samples.central(2.0**-21)) + 1)


@pytest.mark.parametrize("name", KINKED)
def test_a_kink_is_one(name):
    assert flagged(KINKED[name][0], 0.0).all()


@quiet
@given(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_a_kink_is_one_beside_a_slope(jump, slope):
    samples = Samples(lambda t: np.array([slope * t + jump * abs(t)]))
    if jump > 1e-3 * abs(slope):
        assert kinks_at_origin(samples, np.array([1e-18]), np.array([abs(slope) + jump])).all()


@pytest.mark.parametrize("name", [name for name in SMOOTH if name != "cancellation"])
def test_a_smooth_function_has_none(name):
    function, _, low, high = SMOOTH[name]
    assert not flagged(function, np.linspace(0.99 * low + 0.01 * high, high, 101)).any()


@quiet
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-100, 100))
def test_the_slopes_on_either_side(before, after, curve):
    samples = Samples(lambda t: np.array([(after if t > 0 else before) * t + curve * t * t]))
    behind, ahead = one_sided(samples)
    assert abs(behind[0] - before) < 1e-8 * (1 + abs(before)) + 1e-8
    assert abs(ahead[0] - after) < 1e-8 * (1 + abs(after)) + 1e-8


def bent(jump, *, curve=0.0, noise=0.0, scale=1.0):
    samples = Samples(lambda t: np.array([jump / 2 * abs(t) + curve * t * t]))
    return bool(kinks_at_origin(samples, np.array([noise]), np.array([scale]))[0])


STEP, WIDE_STEP = 2.0**-21, 2.0**-10


@pytest.mark.parametrize(
    ("some", "many", "beside"),
    [
        (6e-12 / STEP, 6e-11 / STEP, {"noise": 1e-12, "scale": 1e-3}),
        (3e-6, 3e-5, {}),
        (10 * 1e-4, 100 * 1e-4, {"curve": 1e-4 / STEP}),
        (6e-12 / WIDE_STEP * 1e4, 6e-11 / WIDE_STEP * 1e4, {"noise": 1e-8}),
    ],
    ids=["noise", "no size", "curvature", "noise that hides it from the smallest steps"],
)
def test_a_bend_that_something_else_explains_is_no_kink_and_ten_times_as_much_is_one(some, many, beside):
    assert not bent(some, **beside)
    assert bent(many, **beside)


@pytest.mark.parametrize("distance", [0.0, 1e-6, 1e-3, -1e-3, 5e-3])
def test_a_kink_nearer_than_the_steps_leaves_a_bend(distance):
    def line(t):
        return np.array([abs(t - distance), np.exp(t), np.sin(3 * t), t**3])

    found = kinks_within(Samples(line), 1 / 64, 1 / 32, np.full(4, 1e-10))
    assert found.tolist() == [True, False, False, False]


def test_what_noise_explains_is_no_kink_within():
    rng = np.random.default_rng(0)
    samples = Samples(lambda t: np.exp(t) + 1e-6 * rng.normal(size=1000))
    assert not kinks_within(samples, 1 / 64, 1 / 32, np.full(1000, 1e-6)).any()
    assert kinks_within(samples, 1 / 64, 1 / 32, np.full(1000, 1e-8)).any()


# Origins that stand apart


def beside_a_pole(distance):
    return Samples(lambda t: np.array([t / (t + distance)]))


@pytest.mark.parametrize("distance", [1e-10, 1e-8, -1e-7, 3e-7, 1e-5, 4e-5])
def test_beside_a_pole_the_origin_is_not_where_its_neighbours_meet(distance):
    assert isolated_origin(beside_a_pole(distance)).all()


@pytest.mark.parametrize("distance", [2e-4, 1e-2, 1.0])
def test_a_pole_that_the_steps_see_sets_nothing_apart(distance):
    assert not isolated_origin(beside_a_pole(distance)).any()


@pytest.mark.parametrize(
    "function",
    [np.exp, abs, lambda t: 3 * t + 1, lambda t: abs(t - 1e-4), lambda t: 0.7, lambda t: np.sin(300 * t)],
    ids=["smooth", "a kink", "a line", "a kink beside", "constant", "fast"],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_what_has_no_pole_is_where_it_belongs(function, dtype):
    samples = Samples(lambda t: np.array([dtype(1.1 + function(t))], dtype=np.float64))
    assert not isolated_origin(samples).any()


def test_beside_large_outputs_such_a_slope_is_not_guessed():
    """t (A + tB)^-1 v beside a column of 1e7, whose rounding hides the pole from the smallest steps."""

    def line(t):
        inverse = np.linalg.inv([[0.683 + t, 0.142], [0.7015, 0.142 * 0.7015 / 0.683 + 1e-8 + t / 2]])
        return np.concatenate([inverse @ [0.39, -0.33], t * inverse @ [0.2, 0.5]])

    found = directional_derivative(line, use_complex=False)
    assert not found.usable.any()
