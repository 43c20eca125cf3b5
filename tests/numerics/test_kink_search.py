"""The thresholds on which a function branches are found along a line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethan_check.numerics.kink_search import bisect_kink, find_kinks, search_grid
from numerics.known_derivatives import quiet


@quiet
@given(st.floats(-0.9, 0.9), st.floats(0.2, 3))
def test_a_threshold_is_found_to_four_digits(at, slope):
    found = find_kinks(lambda t: np.array([slope * max(t, at)]), 1.0)
    assert [output for output, _ in found] == [0]
    assert abs(found[0][1] - at) < 1e-4


def test_each_output_shows_its_own():
    at = np.array([-0.5, 0.1, 0.6])
    found = dict(find_kinks(lambda t: np.maximum(t, at), 1.0))
    assert sorted(found) == [0, 1, 2]
    np.testing.assert_allclose([found[k] for k in range(3)], at, atol=1e-4)


def test_two_thresholds_of_one_output():
    found = find_kinks(lambda t: np.array([np.clip(t, -0.3, 0.55)]), 1.0)
    np.testing.assert_allclose(sorted(t for _, t in found), [-0.3, 0.55], atol=1e-4)


@pytest.mark.parametrize(
    "function", [np.tanh, np.exp, np.sin, np.square, lambda t: 0 * t, lambda t: np.tanh(4 * t)]
)
def test_a_smooth_function_has_none(function):
    assert find_kinks(lambda t: np.array([function(t)]), 2.0) == []


def test_no_more_are_looked_for_than_asked():
    at = np.linspace(-0.9, 0.9, 10)
    assert len(find_kinks(lambda t: np.maximum(t, at), 1.0, most=3)) == 3


def test_values_that_are_not_finite_are_no_thresholds():
    with np.errstate(all="ignore"):
        found = find_kinks(lambda t: np.array([np.log(t), max(t, 0.5)]), 1.0)
    assert [output for output, _ in found if output == 1] == [1]


def counted(function):
    asked = {}

    def value(t):
        if t not in asked:
            asked[t] = float(function(t))
        return asked[t]

    return value, asked


@quiet
@given(st.floats(0.2, 0.8), st.floats(-3, 3), st.floats(-0.5, 0.5))
def test_a_bent_function_with_a_kink(at, slope, curvature):
    value, asked = counted(lambda t: max(4 * (t - at), 0) + slope * t + curvature * t * t)
    found = bisect_kink(value, 0.0, 1.0, (-0.5, 1.5))
    assert found is not None
    assert abs(found - at) < 1e-4
    assert len(asked) <= 40


@pytest.mark.parametrize("at", [0.3, 0.37, 0.5, 0.8])
def test_chords_need_few_evaluations(at):
    value, asked = counted(lambda t: abs(t - at) + 0.1 * np.sin(t))
    assert abs(bisect_kink(value, 0.0, 1.0, (-0.5, 1.5)) - at) < 1e-5
    assert len(asked) <= 14


def test_of_two_kinks_one_is_found():
    value, _ = counted(lambda t: np.clip(t, 0.3, 0.7))
    assert min(abs(bisect_kink(value, 0.0, 1.0, (-0.5, 1.5)) - at) for at in (0.3, 0.7)) < 1e-3


def test_beside_an_end_halving_finds_it():
    def value(t):
        assert 0 <= t <= 1
        return max(t, 0.4)

    assert abs(bisect_kink(value, 0.0, 1.0) - 0.4) < 1e-3


@pytest.mark.parametrize("function", [np.square, np.exp, np.tanh, lambda t: np.tanh(6 * (t - 0.5)), np.sin])
@pytest.mark.parametrize("beside", [None, (-0.5, 1.5)], ids=["alone", "beside"])
def test_a_curve_between_two_places_has_none(function, beside):
    assert bisect_kink(lambda t: float(function(t)), 0.0, 1.0, beside) is None


def test_values_that_are_not_finite_lead_nowhere():
    with np.errstate(all="ignore"):
        assert bisect_kink(lambda t: float(np.log(np.float64(t - 0.5))), 0.0, 1.0, (-0.5, 1.5)) is None


def test_of_many_kinks_four_are_used():
    at = np.linspace(-0.9, 0.9, 10)
    assert len(find_kinks(lambda t: np.maximum(t, at), 1.0)) == 4


@pytest.mark.parametrize(("slope", "is_found"), [(6e-6, False), (6e-5, True)])
def test_a_bend_as_small_as_rounding_is_none(slope, is_found):
    assert bool(find_kinks(lambda t: np.array([1e3 + slope * max(t, 0.0)]), 1.0)) is is_found


@pytest.mark.parametrize("at", [0.123, -0.71])
@pytest.mark.parametrize(
    "function", [lambda t, at: max(t, at), lambda t, at: float(t > at)], ids=["kink", "jump"]
)
def test_all_that_is_asked_for_inside_the_grid_is_announced(function, at):
    announced, asked = set(search_grid(1.0).tolist()), set()

    def line(t):
        asked.add(t)
        return np.array([function(t, at)])

    find_kinks(line, 1.0, ahead=announced.update)
    assert asked <= announced


def test_little_more_is_announced_than_asked_for():
    announcements = []
    find_kinks(lambda t: np.array([max(t, 0.1)]), 1.0, ahead=lambda ts: announcements.append(list(ts)))
    assert len(announcements) <= 8
    assert max(map(len, announcements)) <= 40
