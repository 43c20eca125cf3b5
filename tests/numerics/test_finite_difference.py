"""Directional derivatives: the error bars hold, kinks are flagged, and the price does not depend on size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.tolerances.steps import EPSILON, REACH
from numerics.known_derivatives import KINKED, SMOOTH, points, quiet, ray

BARS = 30
MOST_CALLS = 38
"""The complex step, F(0), and pairs at 18 steps: 16 that are extrapolated, and two for the noise."""

by_complex = pytest.mark.parametrize("use_complex", [True, False], ids=["complex", "real"])
smooth = pytest.mark.parametrize("name", SMOOTH)
kinked = pytest.mark.parametrize("name", KINKED)


@smooth
@by_complex
def test_the_bars_hold(name, use_complex):
    function, derivative, low, high = SMOOTH[name]

    @quiet
    @given(points(low, high), st.floats(0.5, 1.5))
    def check(x, size):
        v = size * np.where(np.arange(3) == 1, -1, 1) * np.clip(np.abs(x), 1e-3, 1)
        with np.errstate(all="ignore"):
            found = directional_derivative(ray(function, x, v), use_complex=use_complex)
            truth = derivative(x) * v
        allowed = 2 * BARS * found.error + 256 * np.finfo(float).eps * np.abs(truth) + 1e-15
        # What comes out of x + t v, instead of x, is the rounding of the argument.
        allowed += 64 * np.finfo(float).eps * np.abs(x) * np.abs(truth) / np.abs(v)
        assert (np.abs(found.value - truth)[found.usable] <= allowed[found.usable]).all()
        assert found.calls <= MOST_CALLS

    check()


@smooth
@by_complex
def test_the_bars_hold_all_over_the_range(name, use_complex):
    function, derivative, low, high = SMOOTH[name]
    x = np.random.default_rng(1).uniform(0.9 * low + 0.1 * high, high, 2000)
    v = np.clip(np.abs(x), 1e-3, 1)
    with np.errstate(all="ignore"):
        found = directional_derivative(ray(function, x, v), use_complex=use_complex)
    truth = derivative(x) * v
    rounding = 256 * EPSILON * np.abs(truth) + 64 * EPSILON * np.abs(derivative(x) * x)
    off = np.abs(found.value - truth) - 2 * BARS * found.error - rounding
    assert off[found.usable].max() <= 1e-15


@smooth
def test_smooth_functions_are_usable_and_show_no_kink(name):
    function, _, low, high = SMOOTH[name]
    x = np.random.default_rng(0).uniform(0.9 * low + 0.1 * high, high, 400)
    found = directional_derivative(ray(function, x, 0.5 * np.minimum(np.abs(x), 1)), use_complex=False)
    assert not found.kink.any()
    # A fast oscillation leaves the smallest steps alone, which rounding may spoil here and there.
    assert found.usable.mean() > (0.5 if name in ("fast sine", "cancellation") else 0.99)


@kinked
@by_complex
def test_a_kink_at_the_point_is_flagged_with_its_slopes(name, use_complex):
    function, before, after = KINKED[name]
    found = directional_derivative(ray(function, np.zeros(2), np.array([1.0, -0.5])), use_complex=use_complex)
    assert found.kink.all()
    assert not found.usable.any()
    assert (found.value == 0).all()
    np.testing.assert_allclose(found.behind, [before, -0.5 * after], atol=1e-6)
    np.testing.assert_allclose(found.ahead, [after, -0.5 * before], atol=1e-6)


@kinked
@by_complex
def test_a_kink_within_the_large_steps_does_no_harm(name, use_complex):
    function, before, after = KINKED[name]
    x = np.array([-0.02, -0.004, 0.004, 0.02])
    found = directional_derivative(ray(function, x), use_complex=use_complex)
    assert found.usable.all()
    slope = np.where(x > 0, after, before)
    near = 0.1 if name == "curved" else 1e-9
    assert (np.abs(found.value - slope) <= BARS * found.error + near).all()


def test_a_float32_function_is_differentiated_with_a_bar_that_says_so():
    x = np.linspace(0.5, 2, 50)
    rounded = lambda z: np.sin(np.real(z)).astype(np.float32).astype(np.float64)  # noqa: E731
    found = directional_derivative(ray(rounded, x))
    assert not found.exact
    assert not found.kink.any()
    assert found.usable.any()
    assert (np.abs(found.value - np.cos(x))[found.usable] <= BARS * found.error[found.usable]).all()
    assert 1e-8 < np.median(found.error[found.usable]) < 1e-4


@pytest.mark.parametrize("x", [16.0, 17.5, 18.1, 19.0])
def test_a_staircase_is_no_derivative(x):
    """1 + tanh(x) moves in steps of one rounding there; tiny steps agree on a wrong slope."""
    found = directional_derivative(ray(lambda z: 1 + np.tanh(z), np.full(3, x)), use_complex=False)
    truth = 1 / np.cosh(x) ** 2
    assert (np.abs(found.value - truth)[found.usable] <= BARS * found.error[found.usable]).all()


def test_sorting_is_differentiated_off_its_ties_and_refused_on_them():
    v = np.array([1.0, -1.0, 0.5])
    apart = directional_derivative(ray(np.sort, np.array([3.0, 1.0, 2.0]), v))
    assert apart.usable.all()
    np.testing.assert_allclose(apart.value, [-1.0, 0.5, 1.0], rtol=1e-12)
    tied = directional_derivative(ray(np.sort, np.array([1.0, 1.0, 2.0]), v))
    assert tied.kink.tolist() == [True, True, False]
    assert tied.usable.tolist() == [False, False, True]


def test_outputs_that_are_not_finite_are_not_usable():
    with np.errstate(all="ignore"):
        found = directional_derivative(lambda t: np.array([np.inf, np.nan, np.real(t), np.log(np.real(t))]))
    assert found.usable.tolist() == [False, False, True, False]
    assert np.isfinite(found.value).all()
    assert np.isfinite(found.error).all()


@pytest.mark.parametrize("size", [1, 10, 1000, 100_000])
@pytest.mark.parametrize(
    ("function", "most"), [(np.tanh, 4), (np.abs, MOST_CALLS), (lambda x: np.tanh(np.real(x)), 24)]
)
def test_the_price_does_not_depend_on_the_size(size, function, most):
    calls = []

    def line(t):
        calls.append(t)
        return function(x + t * v)

    x, v = np.random.default_rng(0).normal(size=(2, size))
    found = directional_derivative(line)
    assert found.calls == len(calls) <= most


def test_the_steps_stay_within_the_reach():
    distances = []
    directional_derivative(lambda t: (distances.append(t), np.abs(np.real(t)) * np.ones(2))[1])
    assert max(abs(np.real(t)) for t in distances) == REACH


def test_the_error_state_is_left_alone():
    before = np.geterr()
    with np.errstate(all="raise"):
        inside = np.geterr()
        directional_derivative(lambda t: np.log(np.array([0.0, 1.0]) + t))
        assert np.geterr() == inside
    assert np.geterr() == before


# On both sides of the bars


def one(real, imaginary=None, **options):
    """The derivative of one output; `imaginary` is its slope as the complex step sees it."""
    function = lambda t: np.array([1j * np.imag(t) * imaginary if np.iscomplexobj(t) else real(t)])  # noqa: E731
    return directional_derivative(function, use_complex=imaginary is not None, **options)


@pytest.mark.parametrize(
    ("real", "near", "far"),
    [
        (np.exp, 1 + 2e-7, 1 + 5e-6),
        (lambda t: 1 + 1e-4 * t, 1e-4 + 1e-9, 1e-4 + 2e-8),
    ],
    ids=["of the slope", "beside a large output"],
)
def test_how_far_the_complex_step_may_be_from_the_real_difference_that_confirms_it(real, near, far):
    assert one(real, near).exact
    assert not one(real, far).exact


@pytest.mark.parametrize(("bend", "is_believed"), [(6e-5, True), (6e-4, False)])
def test_a_complex_step_beside_a_bend_is_not_believed_at_once(bend, is_believed):
    assert one(lambda t: 1 + t + bend / 2 * abs(t), 1.0).exact is is_believed


def test_the_bar_of_a_complex_step_is_a_few_last_places():
    assert 2 * EPSILON < one(np.exp, 1.0).error[0] < 20 * EPSILON


@pytest.mark.parametrize(("frequency", "calls"), [(4, 13), (5, 21)])
def test_where_large_steps_are_good_no_smaller_ones_are_taken(frequency, calls):
    assert one(lambda t: np.sin(1 + frequency * t)).calls == calls


@pytest.mark.parametrize("frequency", [15, 150, 1500, 15_000])
def test_what_bends_within_some_steps_is_resolved_by_nearer_ones(frequency):
    """As well as the noise of their values lets it: that of the nearest is some 1e-10."""
    found = one(lambda t: np.sin(1 + frequency * t))
    slope = frequency * np.cos(1)
    assert abs(found.value[0] - slope) <= 30 * found.error[0]
    assert found.error[0] < 1e-9 * slope


@pytest.mark.parametrize(("size", "is_usable"), [(1.5e-10, True), (3e-9, False)])
def test_an_output_a_million_times_as_noisy_as_the_others_is_left_out(size, is_usable):
    def line(t):
        return np.exp(t) + size * np.array([0, 0, 0, (t * 1e9) % 1 - 0.5])

    assert directional_derivative(line, use_complex=False).usable.tolist() == [True, True, True, is_usable]


@pytest.mark.parametrize(("share", "calls"), [(1 / 5, 21), (1 / 50, 21)])
def test_an_error_that_noise_nearly_explains_is_as_good_as_it_can_be(share, calls):
    """Beside a truncation error of 2e-7, noise that shows as a share of it."""
    truncation = one(lambda t: np.sin(1 + 8 * t)).error[0]
    noise = share * truncation / 66 / np.sin(1)
    assert one(lambda t: np.sin(1 + 8 * t), accuracy=noise).calls == calls


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("level", [0, 1, 1000])
def test_the_bars_of_rounded_outputs_hold_whatever_kinks_are_near(dtype, level):
    """Kinks at any distance, beside outputs of any size: the smallest steps see nothing but rounding."""
    wrong = seen = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        at = rng.choice([-1, 1], 300) * 10 ** rng.uniform(-8, 0, 300)
        jump, slope, curve, origin = rng.normal(size=(4, 300))

        def line(t, at=at, jump=jump, slope=slope, curve=curve, origin=origin):
            exact = level * origin + slope * t + curve * np.sin(t) + jump * np.maximum(t - at, 0)
            return exact.astype(dtype).astype(float)

        found = directional_derivative(line, use_complex=False)
        error = np.abs(found.value - (slope + curve + jump * (at < 0)))
        wrong += np.sum(found.usable & (error > 30 * found.error))
        seen += np.sum(found.usable)
    assert seen > 300
    assert wrong <= 2e-3 * seen


@pytest.mark.parametrize("distance", [0.03, 0.003, 0.0003])
def test_near_a_singularity_nearer_steps_lead_to_the_slope(distance):
    found = one(lambda t: np.log(distance + t))
    assert abs(found.value[0] * distance - 1) < 30 * found.error[0] * distance < 1e-7


@pytest.mark.parametrize(("bars", "is_believed"), [(4, True), (40, False)])
def test_the_complex_step_may_be_a_few_bars_of_the_real_difference_off(bars, is_believed):
    """Bars that are larger than its gate: those of an output that is rounded to float32."""

    def rounded(t):
        return float(np.float32(np.sin(1 + t)))

    found = one(rounded, (1 + bars * one(rounded).error[0] / np.cos(1)) * np.cos(1))
    assert ("complex step" in found.by_method()) is is_believed
