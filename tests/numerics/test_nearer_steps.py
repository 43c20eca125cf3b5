"""Steps near 1/1000 and near 1e-6: right within their error, refused where another step leads elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.numerics.line_samples import Samples
from ethan_check.numerics.nearer_steps import contradicted, over_middle_steps, over_smallest_steps, scale_of

NOISE = np.array([1e-16])


def samples(function):
    return Samples(lambda t: np.array([function(t)]))


@pytest.mark.parametrize(
    ("function", "slope"),
    [(np.exp, 1.0), (lambda t: np.sin(3 + 5 * t), 5 * np.cos(3.0)), (lambda t: abs(t - 0.01), -1.0)],
    ids=["smooth", "fast", "a kink at 1/100"],
)
@pytest.mark.parametrize("way", [over_middle_steps, over_smallest_steps])
def test_the_error_holds(way, function, slope):
    value, error = way(samples(function), NOISE)
    assert abs(value[0] - slope) <= error[0] < 1e-6


def test_middle_steps_with_a_kink_inside_are_contradicted():
    assert over_middle_steps(samples(lambda t: abs(t - 1e-4)), NOISE)[1] == np.inf


@pytest.mark.parametrize("far", [17.5, 18.1, 19.0])
def test_a_staircase_is_not_believed(far):
    """1 + tanh moves in steps of one rounding there: neighbouring tiny steps agree on a wrong slope."""
    value, error = over_smallest_steps(samples(lambda t: 1 + np.tanh(far * (1 + t))), np.array([1e-16]))
    assert abs(value[0] - far / np.cosh(far) ** 2) <= 30 * error[0]


def test_an_oscillation_that_large_steps_alias_is_contradicted():
    """cos(2 pi 64 t + 1) has the same value at all steps that are multiples of 1/64."""
    fast = samples(lambda t: np.cos(128 * np.pi * t + 1))
    assert contradicted(fast, np.array([0.0]), NOISE).all()
    assert not contradicted(fast, np.array([-128 * np.pi * np.sin(1.0)]), NOISE).any()


def test_an_output_is_judged_by_its_own_size_and_that_of_its_neighbours():
    assert scale_of(np.array([3.0, 4.0])) == pytest.approx([3 + 12.5**0.5, 4 + 12.5**0.5])
    assert scale_of(np.array([np.inf, np.nan])).tolist() == [0.0, 0.0]
