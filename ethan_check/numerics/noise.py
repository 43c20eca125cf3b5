"""How noisy a function is, measured rather than assumed.

At steps near 1e-6 a smooth F is a parabola to within 1e-18, so its third and fourth differences hold
nothing but rounding noise. (The idea of Hamming's difference table and of ECnoise, More and Wild 2011.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.tolerances.steps import COARSE_GRID, EPSILON, SMALLEST_STEP, WORST_PRECISION

__all__ = ["consists_of", "grid_of", "is_narrow", "noise_of", "rounding_over", "typical_noise"]


def noise_of(samples: Samples, *, bends: bool = False) -> Vector:
    """The standard deviation of the noise of every output, from five samples around the origin.

    Args:
        bends: whether some output may bend within the smallest steps, so that its differences are
            not noise alone. Two more samples tell curvature, which shrinks with the step, from noise.

    One sample of noise may be small by luck, so every output is given at least the typical noise of
    all of them, in absolute and in relative terms, and at least a quarter unit in the last place of F.
    An output that does not move at all may be a step of a staircase such as 1 + tanh(20 x), whose
    height is the rounding of the 1: in float32 or float16 where everything that was seen is a number of
    that type. One that moves on a coarse grid is rounded to that grid, even where five samples happen to
    fall on it without a scatter.

    >>> rounded = Samples(lambda t: np.float32([np.sin(1 + t), np.exp(t)]).astype(float))
    >>> bool(1e-9 < noise_of(rounded)[0] < 1e-6)
    True
    """
    near, far = samples.pair(SMALLEST_STEP), samples.pair(2 * SMALLEST_STEP)
    third, fourth = _differences(samples, SMALLEST_STEP)
    # The variances of a third and a fourth difference: the sums of the squares of their weights.
    measured = np.maximum(np.abs(third) / np.sqrt(10), np.abs(fourth) / np.sqrt(70))
    if bends:
        third_of_half, fourth_of_half = _differences(samples, SMALLEST_STEP / 2)
        # Curvature leaves an eighth and a sixteenth of them, and nothing here; noise leaves more than before.
        fifth, sixth = third - 8 * third_of_half, fourth - 16 * fourth_of_half
        measured = np.minimum(measured, np.maximum(np.abs(fifth) / np.sqrt(10), np.abs(sixth) / np.sqrt(70)))
    size = np.abs(samples.origin) + np.abs(near[0])
    flat = (near[0] == near[1]) & (far[0] == far[1]) & (near[0] == far[0])
    measured = np.maximum(measured, np.where(flat, 0.0, grid_of(samples.seen()) / 4))
    measured = np.minimum(measured, WORST_PRECISION * size)
    finite = np.isfinite(measured) & (size > 0)
    if finite.any():
        relative = _typical(measured[finite] / size[finite])
        measured = np.maximum(measured, _typical(measured[finite]))
    else:
        relative = 0.0
    measured = np.where(flat, np.maximum(measured, EPSILON / 2), measured)
    unit = float(_type_of(samples, ~flat).eps)
    return np.asarray(np.maximum(measured, max(relative, unit / 4) * size))


def _differences(samples: Samples, h: float) -> tuple[Vector, Vector]:
    """The third and the fourth difference of five samples, h apart."""
    near, far = samples.pair(h), samples.pair(2 * h)
    third = (far[0] - far[1]) - 2 * (near[0] - near[1])
    return third, (far[0] + far[1]) - 4 * (near[0] + near[1]) + 6 * samples.origin


def rounding_over(samples: Samples, steps: Sequence[float]) -> Vector:
    """What rounding does to every output at some steps, where it may be far larger than at the origin: a
    quarter of the last place, as `noise_of` has it, of the largest value.

    >>> at_zero = Samples(lambda t: np.float32([t, 1 + t]).astype(float))
    >>> rounding_over(at_zero, (0.125,))
    array([3.72529030e-09, 3.35276127e-08])
    """
    values = np.stack([np.abs(value) for h in steps for value in samples.pair(h)])
    near, far = samples.pair(SMALLEST_STEP), samples.pair(2 * SMALLEST_STEP)
    flat = (near[0] == near[1]) & (far[0] == far[1]) & (near[0] == far[0])
    numbers = _type_of(samples, ~flat)
    # Below the smallest normal number the last places are all of the same size.
    return np.asarray(numbers.eps / 4 * np.maximum(np.max(values, axis=0), numbers.smallest_normal))


def is_narrow(values: Vector) -> bool:
    """Whether values are all numbers of a type narrower than float64, and not the steps of a staircase.

    >>> is_narrow(np.float16([0.1, 2.3]).astype(float)), is_narrow(np.array([0.1, 2.3]))
    (True, False)
    """
    values = np.asarray(values, dtype=np.float64)
    moving = values[values != np.round(values)]
    return bool(moving.size) and consists_of(np.float32, values)


def typical_noise(noise: Vector) -> float:
    """The noise that half of the outputs do not exceed; infinite where there are none.

    >>> typical_noise(np.array([1e-16, 2e-16, 1e-7]))
    2e-16
    """
    finite = noise[np.isfinite(noise)]
    return _typical(finite) if finite.size else np.inf


def _typical(values: Vector) -> float:
    """The median, the upper one of two."""
    middle = values.size // 2
    return float(np.partition(values, middle)[middle])


def _type_of(samples: Samples, moving: npt.NDArray[np.bool_]) -> np.finfo[Any]:
    """The type whose numbers all outputs are, of those that move if any do.

    Where nothing moves between the smallest steps there is no telling, and a coarser type is the safe one.
    """
    seen = np.stack(samples.seen())
    moved = np.any(seen != seen[0], axis=0)
    if moved.any() and _are_steps(np.max(np.abs(seen[:, moved]), axis=0), grid_of(samples.seen())[moved]):
        return np.finfo(np.float64)
    if moved.any() and consists_of(np.float16, seen[:, moved]):
        return np.finfo(np.float16)
    single = consists_of(np.float32, seen[:, moving] if moving.any() else seen)
    return np.finfo(np.float32 if single else np.float64)


def _are_steps(sizes: Vector, grid: Vector) -> bool:
    """Whether outputs of some sizes keep to a grid too coarse for any rounding, as those of floor do."""
    return bool(np.all(grid > COARSE_GRID * sizes))


def grid_of(values: Sequence[Vector]) -> Vector:
    """For every output, the largest power of two that divides all its values: 2^-53 for 1 + tanh(-7); 0 where
    all are zero.

    Where it is coarser than the output's own last place, it is the rounding of a larger number on the way.

    >>> grid_of([np.array([0.75, 0.0]), np.array([1.5, 0.0])])
    array([0.25, 0.  ])
    """
    seen = np.stack(values)
    mantissa, exponent = np.frexp(np.where(np.isfinite(seen), seen, 0.0))
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    spacing = np.where(whole == 0, np.inf, np.ldexp((whole & -whole).astype(np.float64), exponent - 53))
    grid = np.min(spacing, axis=0)
    return np.asarray(np.where(np.isfinite(grid), grid, 0.0))


def consists_of(dtype: type[np.floating[Any]], values: Vector) -> bool:
    """Whether all values, those that are finite, are numbers of a type.

    >>> consists_of(np.float32, np.array([0.5, np.inf])), consists_of(np.float32, np.array([0.1]))
    (True, False)
    """
    values = values[np.isfinite(values)]
    with np.errstate(over="ignore"):
        return bool(np.array_equal(values.astype(dtype).astype(np.float64), values))
