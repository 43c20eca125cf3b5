"""Central differences over the steps that are left where a kink, or a wall, stands within the large ones."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.derivative import Mask
from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.noise import rounding_over
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.tolerances.bars import CONTRADICTION, MIDDLE_TRUNCATION, NEXT_TERM
from ethan_check.numerics.tolerances.steps import (
    ARGUMENT_ROUNDING,
    MIDDLE_NOISE,
    MIDDLE_STEPS,
    SMALLEST_STEP,
    TINY_NOISE,
)

__all__ = ["contradicted", "over_middle_steps", "over_smallest_steps", "scale_of"]


def scale_of(value: Vector) -> Vector:
    """The size against which an output's error is judged: its own and that of its neighbours.

    >>> scale_of(np.array([3.0, 4.0, np.nan])).round(3)
    array([6.536, 7.536, 3.536])
    """
    size = np.abs(value)
    finite = np.isfinite(size)
    if not finite.all():
        size = np.where(finite, size, 0.0)
    count = int(np.count_nonzero(finite))
    return np.asarray(size + (root_of_squares(size, count) if count else 0.0))


def over_middle_steps(samples: Samples, noise: Vector) -> tuple[Vector, Vector]:
    """The derivative by two steps near 1/1000, combined, and its error: infinite where it is contradicted.

    >>> samples = Samples(lambda t: np.array([np.exp(t), abs(t - 0.01)]))
    >>> value, error = over_middle_steps(samples, np.full(2, 1e-16))
    >>> bool(np.all(np.abs(value - [1, -1]) <= error)), bool(np.all(error < 1e-7))
    (True, True)
    """
    coarse, fine = (samples.central(h) for h in MIDDLE_STEPS)
    value = fine + (fine - coarse) / 3
    change = np.abs(fine - coarse)
    # Far from a singularity the next term of the series is smaller by h^2, close to one by the same
    # factor as this term was.
    decay = np.clip(NEXT_TERM * change / scale_of(value), MIDDLE_STEPS[0], 1.0)
    coarsest = np.maximum(noise, rounding_over(samples, MIDDLE_STEPS))
    error = MIDDLE_TRUNCATION * decay * change + MIDDLE_NOISE * coarsest
    return value, np.where(contradicted(samples, value, noise), np.inf, error)


def contradicted(samples: Samples, value: Vector, noise: Vector, h: float = SMALLEST_STEP) -> Mask:
    """Whether a small step, as far as it can tell, leads elsewhere.

    Steps in the ratio of 1 to 2 can all alias one fast oscillation and agree on a slope that is wrong.

    >>> samples = Samples(lambda t: np.array([np.exp(t), np.exp(t)]))
    >>> contradicted(samples, np.array([1.0, 1.1]), np.full(2, 1e-16))
    array([False,  True])
    """
    fine, coarse = samples.central(h), samples.central(2 * h)
    rounding = CONTRADICTION * (TINY_NOISE * SMALLEST_STEP / h * noise + ARGUMENT_ROUNDING * np.abs(value))
    # A smooth F leaves a third of the difference of the two steps; a kink between the samples, twice.
    # Scatter that no noise explains excuses nothing: it is an oscillation that is faster still.
    scatter = np.minimum(np.abs(fine - coarse), CONTRADICTION * rounding)
    return ~(np.abs(value - fine) <= scatter + rounding)


def over_smallest_steps(samples: Samples, noise: Vector) -> tuple[Vector, Vector]:
    """The derivative by the smallest steps, and its error: believed where the next larger ones lead to it.

    A staircase (1 + tanh(u) for large u) lets neighbouring tiny steps agree on a wrong slope.

    >>> value, error = over_smallest_steps(Samples(lambda t: np.array([np.exp(t)])), np.array([1e-16]))
    >>> bool(abs(value[0] - 1) <= error[0]), bool(error[0] < 1e-8)
    (True, True)
    """
    fine, coarse = samples.central(SMALLEST_STEP), samples.central(2 * SMALLEST_STEP)
    larger, largest = samples.central(MIDDLE_STEPS[1]), samples.central(MIDDLE_STEPS[0])
    noise = np.maximum(noise, rounding_over(samples, (SMALLEST_STEP, 2 * SMALLEST_STEP)))
    rounding = TINY_NOISE * noise + ARGUMENT_ROUNDING * np.abs(fine)
    believed = (np.abs(fine - coarse) <= CONTRADICTION * rounding) & (
        np.abs(fine - larger) <= 2 * np.abs(larger - largest) + CONTRADICTION * rounding
    )
    return fine, np.where(believed, np.abs(fine - coarse) + rounding, np.inf)
