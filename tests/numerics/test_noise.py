"""The noise of a function is measured to within a factor."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.numerics.line_samples import Samples
from ethan_check.numerics.noise import consists_of, is_narrow, noise_of, rounding_over, typical_noise
from ethan_check.numerics.tolerances.steps import EPSILON, LARGE_STEPS
from numerics.known_derivatives import ray


def measured(function, x):
    with np.errstate(all="ignore"):
        return noise_of(Samples(ray(function, x)))


@pytest.mark.parametrize("exponent", [-14, -12, -10, -8])
def test_added_noise_is_measured_within_a_factor(exponent):
    rng, size = np.random.default_rng(0), 10.0**exponent
    x = np.linspace(0.5, 1.5, 200)
    found = measured(lambda z: np.cos(z) + size * rng.standard_normal(z.shape), x)
    assert size / 3 < np.median(found) < 3 * size
    assert found.min() > size / 4  # Nobody is given less than the typical noise.


def test_the_noise_of_rounding_to_float32_is_that_of_float32():
    x = np.linspace(1, 2, 200)
    found = measured(lambda z: np.sin(z).astype(np.float32).astype(float), x)
    unit = float(np.finfo(np.float32).eps)
    assert unit / 30 < np.median(found) < unit


def test_a_smooth_function_has_the_noise_of_float64():
    x = np.linspace(1, 2, 200)
    found = measured(np.exp, x)
    assert (found >= EPSILON / 4 * np.exp(x)).all()
    assert (found <= 20 * EPSILON * np.exp(x)).all()


def test_a_kink_is_not_taken_for_noise():
    assert measured(np.abs, np.zeros(1))[0] < 1e-9
    assert measured(lambda z: 1 + np.abs(z), np.zeros(1))[0] < 1e-5


def test_a_plateau_has_the_height_of_its_steps():
    assert measured(lambda z: 1 + np.tanh(z), np.full(3, 25.0)).min() >= EPSILON / 4


def test_cancellation_is_seen():
    x = np.linspace(0.5, 1.5, 50)
    found = noise_of(Samples(ray(lambda z: (1e6 + z) - 1e6, x, 0.7 * x)))
    assert 1e-11 < np.median(found) < 1e-9


def test_what_moves_on_a_grid_is_rounded_to_it_even_where_samples_show_no_scatter():
    """At -7, and on many other lines, five samples of 1 + tanh(x) lie on a straight line to the last bit."""
    x = np.linspace(-8, -5, 200)
    noise = noise_of(Samples(lambda t: 1 + np.tanh(x + t * x)))
    assert (noise >= 2.0**-55).all()
    alone = [noise_of(Samples(lambda t, y=y: np.array([1 + np.tanh(y + t * y)])))[0] for y in x]
    assert min(alone) >= 2.0**-55
    assert max(alone) < 1e-15


def test_a_constant_is_on_no_grid():
    constant = noise_of(Samples(lambda t: np.array([3.0, np.exp(t)])))[0]
    assert constant < 1e-12


def measured_from_afar(function, x):
    """As where larger steps were taken before."""
    samples = Samples(ray(function, x))
    for h in LARGE_STEPS:
        samples.pair(h)
    return noise_of(samples)


@pytest.mark.parametrize("steps", [np.floor, np.ceil, np.sign, lambda z: 3.0 * (z > 0.7)])
def test_steps_are_no_rounding(steps):
    x = np.linspace(-1.93, 1.96, 40)
    assert measured_from_afar(lambda z: steps(np.real(z)), x).max() < 10 * EPSILON


def test_rounding_to_float16_is_no_step():
    x = np.linspace(0.3, 2.0, 40)
    found = measured_from_afar(lambda z: np.sin(z).astype(np.float16).astype(float), x)
    assert np.median(found) > float(np.finfo(np.float16).eps) / 30


def test_a_type_is_told_by_its_numbers():
    half = np.float16([0.1, 2.3]).astype(float)
    assert consists_of(np.float16, half)
    assert consists_of(np.float32, half)
    assert not consists_of(np.float16, np.float32([0.1]).astype(float))
    assert is_narrow(half)
    assert not is_narrow(np.array([1.0, 2.0]))


def test_typical_noise_is_that_of_most_outputs():
    assert typical_noise(np.array([1e-16, 2e-16, 3e-16, np.nan])) == 2e-16
    assert np.isinf(typical_noise(np.array([np.nan])))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("level", [0, 5])
def test_rounding_far_away_is_that_of_the_values_there(dtype, level):
    samples = Samples(lambda t: np.array([level + t / 3]).astype(dtype).astype(float))
    expected = float(np.finfo(dtype).eps) / 4 * (level + 0.125 / 3)
    assert rounding_over(samples, (0.125, 0.0625)) == pytest.approx([expected], rel=0.01)
    assert (noise_of(samples)[0] < expected) == (level == 0)


def test_below_the_smallest_normal_number_last_places_are_of_one_size():
    samples = Samples(lambda t: np.array([t / 3]).astype(np.float16).astype(float))
    samples.pair(0.125)
    smallest = float(np.finfo(np.float16).smallest_subnormal)
    assert rounding_over(samples, (2.0**-21,)).tolist() == [smallest / 4]


@pytest.mark.parametrize(("size", "low", "high"), [(4e-7, 1.3e-7, 1.2e-6), (1e-3, 3e-7, 3e-6)])
def test_what_scatters_more_than_single_precision_does_is_no_rounding(size, low, high):
    rng = np.random.default_rng(0)
    found = measured(lambda z: 1 + size * rng.standard_normal(z.shape), np.ones(200))
    assert low < np.median(found) < high
