"""Jumps closely located, and windows beside them in which a stated slope is wrong."""

import numpy as np
import pytest

from ethan_check.numerics.jump_search import bisect_jump, wrong_window
from ethan_check.numerics.tolerances.kinks import JUMP_WIDTH, WINDOWS


@pytest.mark.parametrize("at", [0.0, 1e-12, 0.3, -0.7071, 1.0])
def test_a_jump_is_located_more_closely_than_any_window_is_wide(at):
    low, high = bisect_jump(lambda t: 3.0 * t + (t > at), -2.0, 1.5)
    assert low <= at < high
    assert high - low <= JUMP_WIDTH < min(WINDOWS) / 4


@pytest.mark.parametrize("function", [np.sin, np.exp, lambda t: 1e3 * t, lambda t: t**3])
def test_what_does_not_jump_has_none(function):
    assert bisect_jump(function, -1.0, 1.5) is None


def looked_for(limit, kink=0.0, offset=0.0, slope=1.0):
    """Forward has a kink, and what is stated jumps at a limit."""

    def stated(t):
        return slope * float(t > limit)

    jump = bisect_jump(stated, limit - 0.02, limit + 0.03)
    return wrong_window(lambda t: offset + slope * max(t - kink, 0.0), stated, *jump)


@pytest.mark.parametrize("kink", [0.0, 0.3])
@pytest.mark.parametrize("by", [1e-2, 1e-3, 1e-5, 1e-8, -1e-3, -1e-6])
@pytest.mark.parametrize("slope", [1.0, -1e6, 1e-6])
def test_a_limit_that_is_off_is_found(by, kink, slope):
    found = looked_for(kink + by, kink, slope=slope)
    assert found is not None or abs(by) < 1e-7 < kink  # 1e-8 beside 0.3 is near the last places of the line.
    if found is None:
        return
    assert found.width <= abs(by)
    assert found.stated == (0.0 if by > 0 else slope)
    assert found.slope == pytest.approx(slope - found.stated, abs=1e-3 * abs(slope))


@pytest.mark.parametrize("kink", [0.0, 0.3, -1.7])
@pytest.mark.parametrize("offset", [0.0, 1.0, -1e6])
def test_a_limit_that_is_right_is_not_accused(kink, offset):
    assert looked_for(kink, kink, offset) is None


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_rounding_is_allowed_for(dtype):
    def stated(t):
        return float(t > 0.1)

    def value(t):
        return float(dtype(1.0) + dtype(max(t - 0.1, 0.0)))

    jump = bisect_jump(stated, 0.0, 0.25)
    assert wrong_window(value, stated, *jump, float(np.finfo(dtype).eps)) is None


def test_a_curve_beside_a_jump_is_not_accused():
    def stated(t):
        return 2 * t if t > 0.2 else 0.0

    jump = bisect_jump(stated, 0.1, 0.25)
    assert wrong_window(lambda t: max(t, 0.2) ** 2, stated, *jump) is None


@pytest.mark.parametrize("width", [3e-3, 1e-3, 2e-4, 3e-5])
@pytest.mark.parametrize("before", [0.5, 0.4, 0.0])
def test_a_bend_whose_both_halves_are_alike_is_not_accused(width, before):
    """Their slopes are the same, and what is stated at a quarter and three quarters; their means are not."""
    value, stated = lambda t: t / np.hypot(t, width), lambda t: width**2 / np.hypot(t, width) ** 3
    for window in WINDOWS:
        assert wrong_window(value, stated, -before * window - 1e-12, -before * window) is None


@pytest.mark.parametrize(("off", "is_wrong"), [(1e-3, False), (1e-2, True)])
def test_slopes_that_are_as_good_as_the_same_are_the_same(off, is_wrong):
    found = wrong_window(lambda t: (1 + off) * t, lambda t: 1.0, 0.3, float(np.nextafter(0.3, 1)))
    assert (found is not None) is is_wrong


def test_a_jump_of_a_hundredth_of_the_change_is_found():
    assert bisect_jump(lambda t: t + 0.015 * (t > 0.3), 0.0, 1.0) == pytest.approx((0.3, 0.3))


def test_all_that_is_asked_for_is_announced():
    announcements, asked = [], set()

    def stated(t):
        asked.add(t)
        return float(t > 0.31)

    jump = bisect_jump(stated, 0.0, 1.0, announcements.append)
    assert wrong_window(lambda t: max(t, 0.31), stated, *jump, ahead=announcements.append) is None
    assert asked <= {t for distances in map(list, announcements) for t in distances}
    assert len(announcements) <= 13


def test_a_window_narrower_than_a_billionth_is_seen():
    assert looked_for(5e-10).width < 5e-10


def test_a_window_is_seen_in_single_precision_where_it_is_wide():
    """Beside 100 its rounding hides a slope over a thousandth, and not over a hundredth."""

    def stated(t):
        return float(t > 0.02)

    def value(t):
        return float(np.float32(100.0 + max(t, 0.0)))

    jump = bisect_jump(stated, 0.0, 0.05)
    found = wrong_window(value, stated, *jump, float(np.finfo(np.float32).eps))
    assert found.width > 0.01


@pytest.mark.parametrize("steepness", [1e2, 1e3, 1e4])
def test_a_steep_place_is_no_jump_however_steep_it_is(steepness):
    asked = []

    def steep(t):
        asked.append(t)
        return float(np.tanh(steepness * (t - 0.01)))

    assert bisect_jump(steep, -0.03125, 0.03125) is None
    assert len(asked) <= 2 + 20


def test_a_small_jump_in_a_steep_place_is_found():
    low, high = bisect_jump(lambda t: float(np.tanh(1e3 * t)) + 0.01 * (t > 1e-4), -0.03125, 0.03125)
    assert low <= 1e-4 < high
