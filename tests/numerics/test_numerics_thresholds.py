"""The thresholds on which a function branches are found along a line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_derivatives import quiet

from ethan_check.numerics.kink_search import find_kinks


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
