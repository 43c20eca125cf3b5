"""Central differences over nearer steps, where a kink, a wall or a bend lies within the large ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ethan_check.numerics.derivative import Mask
from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.noise import rounding_over
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.richardson import extrapolate
from ethan_check.numerics.tolerances.bars import CONTRADICTION
from ethan_check.numerics.tolerances.steps import (
    ARGUMENT_ROUNDING,
    SMALLEST_STEP,
    TINY_NOISE,
)

__all__ = ["contradicted", "noise_over", "over_steps", "scale_of"]


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


def over_steps(samples: Samples, steps: tuple[float, ...], noise: Vector) -> tuple[Vector, Vector]:
    """The derivative by some steps, extrapolated, and its error: infinite where the smallest contradict it.

    Args:
        steps: each half of the one before.

    >>> samples = Samples(lambda t: np.array([np.exp(t), abs(t - 0.01)]))
    >>> steps = (2**-7, 2**-8, 2**-9, 2**-10)
    >>> value, error = over_steps(samples, steps, np.full(2, 1e-16))
    >>> bool(np.all(np.abs(value - [1, -1]) <= error)), bool(np.all(error < 1e-11))
    (True, True)
    """
    value, truncation = extrapolate([samples.central(h) for h in steps])
    coarsest = np.maximum(noise, rounding_over(samples, steps))
    error = truncation + noise_over(steps) * coarsest
    return value, np.where(contradicted(samples, value, noise), np.inf, error)


@lru_cache
def noise_over(steps: tuple[float, ...]) -> float:
    """How the noise of one call shows in what some steps extrapolate to: the less, the larger they are.

    >>> round(noise_over((2**-3, 2**-4, 2**-5, 2**-6))), round(noise_over((2**-9, 2**-10)))
    (66, 973)
    """
    weights, _ = extrapolate(list(np.eye(len(steps))))
    return float(np.linalg.norm(weights / np.array(steps)) / np.sqrt(2))  # Two samples, over twice the step.


def contradicted(samples: Samples, value: Vector, noise: Vector, h: float = SMALLEST_STEP) -> Mask:
    """Whether a small step, as far as it can tell, leads elsewhere.

    Steps in the ratio of 1 to 2 can all alias one fast oscillation and agree on a slope that is wrong.

    >>> samples = Samples(lambda t: np.array([np.exp(t), np.exp(t)]))
    >>> contradicted(samples, np.array([1.0, 1.1]), np.full(2, 1e-16))
    array([False,  True])
    """
    fine, coarse = samples.central(h), samples.central(2 * h)
    rounding = CONTRADICTION * (TINY_NOISE * SMALLEST_STEP / h * noise + ARGUMENT_ROUNDING * np.abs(value))
    # Of a smooth F the finer step leaves a third of the difference of the two, which is taken off here.
    # Scatter that no noise explains excuses nothing: it is an oscillation that is faster still.
    scatter = np.minimum(np.abs(fine - coarse), CONTRADICTION * rounding)
    return ~(np.abs(value - (fine + (fine - coarse) / 3)) <= scatter + rounding)
