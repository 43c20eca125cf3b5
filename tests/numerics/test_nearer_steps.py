"""Steps nearer than the large ones: right within their error, refused where another step leads elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.numerics.line_samples import Samples
from ethan_check.numerics.nearer_steps import contradicted, over_steps, scale_of
from ethan_check.numerics.noise import noise_of
from ethan_check.numerics.tolerances.steps import MIDDLE_STEPS, NEAR_STEPS, NEAREST_STEPS

NOISE = np.array([1e-16])


def samples(function):
    return Samples(lambda t: np.array([function(t)]))


@pytest.mark.parametrize(
    ("function", "slope"),
    [(np.exp, 1.0), (lambda t: np.sin(3 + 5 * t), 5 * np.cos(3.0)), (lambda t: abs(t - 0.01), -1.0)],
    ids=["smooth", "fast", "a kink at 1/100"],
)
@pytest.mark.parametrize("steps", [MIDDLE_STEPS, NEAR_STEPS, NEAREST_STEPS])
def test_the_error_holds(steps, function, slope):
    value, error = over_steps(samples(function), steps, NOISE)
    assert abs(value[0] - slope) <= error[0] < 1e-6


@pytest.mark.parametrize(
    ("steps", "width"), [(NEAR_STEPS, 5e-3), (NEAR_STEPS, 1e-3), (NEAREST_STEPS, 1e-3), (NEAREST_STEPS, 1e-4)]
)
def test_nearer_steps_resolve_what_bends_within_the_middle_ones(steps, width):
    """The unit vector of a row of zeros, to whose squared norm the square of a width is added."""
    bends = samples(lambda t: 1 + t / np.sqrt(t * t + width**2))
    value, error = over_steps(bends, steps, noise_of(bends, bends=True))
    assert abs(value[0] * width - 1) <= 30 * error[0] * width < 1e-6
    assert over_steps(bends, MIDDLE_STEPS, noise_of(bends, bends=True))[1] * width > 1e-6


def test_what_bends_within_the_nearest_steps_is_contradicted():
    bends = samples(lambda t: t / np.sqrt(t * t + 1e-12))
    assert over_steps(bends, NEAREST_STEPS, noise_of(bends, bends=True))[1] == np.inf


@pytest.mark.parametrize(("steps", "at"), [(MIDDLE_STEPS, 1e-3), (NEAR_STEPS, 1e-4), (NEAREST_STEPS, 2e-6)])
def test_steps_with_a_kink_inside_are_contradicted(steps, at):
    assert over_steps(samples(lambda t: abs(t - at)), steps, NOISE)[1] == np.inf


@pytest.mark.parametrize("far", [17.5, 18.1, 19.0])
def test_a_staircase_is_not_believed(far):
    """1 + tanh moves in steps of one rounding there: neighbouring tiny steps agree on a wrong slope."""
    value, error = over_steps(samples(lambda t: 1 + np.tanh(far * (1 + t))), NEAREST_STEPS, NOISE)
    assert abs(value[0] - far / np.cosh(far) ** 2) <= 30 * error[0]


def test_an_oscillation_that_large_steps_alias_is_contradicted():
    """cos(2 pi 64 t + 1) has the same value at all steps that are multiples of 1/64."""
    fast = samples(lambda t: np.cos(128 * np.pi * t + 1))
    assert contradicted(fast, np.array([0.0]), NOISE).all()
    assert not contradicted(fast, np.array([-128 * np.pi * np.sin(1.0)]), NOISE).any()


def notched(share, offset):
    """A line that is steeper by a share within 2^-15 of the origin, where the smallest steps alone look."""
    return samples(lambda t: offset + t + share * np.clip(t, -(2.0**-15), 2.0**-15))


@pytest.mark.parametrize(
    ("offset", "noise", "little", "much"),
    [(1.0, 1e-12, 4e-6, 4e-5), (0.0, 0.0, 6e-10, 6e-9)],
    ids=["the noise of the output", "the rounding of the argument"],
)
def test_the_smallest_steps_contradict_by_more_than_rounding_does_to_them(offset, noise, little, much):
    line = np.array([1.0])
    assert not contradicted(notched(little, offset), line, np.array([noise])).any()
    assert contradicted(notched(much, offset), line, np.array([noise])).all()


def test_an_output_is_judged_by_its_own_size_and_that_of_its_neighbours():
    assert scale_of(np.array([3.0, 4.0])) == pytest.approx([3 + 12.5**0.5, 4 + 12.5**0.5])
    assert scale_of(np.array([np.inf, np.nan])).tolist() == [0.0, 0.0]
