"""Kinks: places where the slopes ahead and behind differ.

A central difference at the kink of |t| converges, at every step, to 0: agreement of steps proves
nothing there. So the bend (the difference of the two slopes) is always looked at. At a smooth place the
bend halves with the step; at a kink it stays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.noise import rounding_over
from ethan_check.numerics.tolerances.bars import BLUNT, CONTRADICTION
from ethan_check.numerics.tolerances.kinks import CURVATURE, ISOLATED, KINK_FLOOR, KINK_NOISE, STAYING_BEND
from ethan_check.numerics.tolerances.steps import MIDDLE_STEPS, SMALLEST_STEP, WIDE_KINK_STEP

__all__ = ["isolated_origin", "kinks_at_origin", "kinks_within", "one_sided"]


def kinks_at_origin(samples: Samples, noise: Vector, scale: Vector) -> npt.NDArray[np.bool_]:
    """Which outputs have a kink at the origin, to within the smallest step.

    Where the noise is too large for the smallest steps, wider ones are compared.

    >>> samples = Samples(lambda t: np.array([abs(t), t * t, 1.0 + t]))
    >>> kinks_at_origin(samples, np.full(3, 1e-17), np.ones(3))
    array([ True, False, False])
    """
    kinked = _stays(samples, SMALLEST_STEP, noise, scale)
    if np.any(BLUNT[0] * noise / SMALLEST_STEP > BLUNT[1] * scale):
        kinked |= _stays(samples, WIDE_KINK_STEP, noise, scale)
    return kinked


def _stays(samples: Samples, h: float, noise: Vector, scale: Vector) -> npt.NDArray[np.bool_]:
    near, far = samples.slopes(h), samples.slopes(2 * h)
    change = np.abs(far[0] - near[0]) + np.abs(far[1] - near[1])
    threshold = KINK_NOISE * noise / h + CURVATURE * change + KINK_FLOOR * scale
    return np.asarray(np.abs(near[0] - near[1]) > threshold)


def kinks_within(samples: Samples, fine: float, coarse: float, noise: Vector) -> npt.NDArray[np.bool_]:
    """Which outputs have a kink nearer than some steps, beside the origin or at it.

    The bend of a smooth F is odd in the step, so that twice the bend at h less that at 2h is of third order:
    it shrinks eightfold with the step, but stays where the kink lies within it. Central differences over
    such steps agree on a mean of the two slopes, and their extrapolation converges to what is none.

    Args:
        samples: of F, which are there for each step and its double.
        fine, coarse: steps, the first at most half of the second.
        noise: of every output.

    >>> samples = Samples(lambda t: np.array([abs(t - 0.001), np.exp(t)]))
    >>> kinks_within(samples, 1 / 64, 1 / 32, np.full(2, 1e-8))
    array([ True, False])
    """
    left, before = (2 * samples.bend(h) - samples.bend(2 * h) for h in (fine, coarse))
    # F(h) and F(-h) have weight 2, F(2h) and F(-2h) a half, and F(0) three.
    rounding = CONTRADICTION * np.sqrt(17.5) * noise / fine
    return np.asarray(np.abs(left) > np.maximum(rounding, STAYING_BEND * np.abs(before)))


def isolated_origin(samples: Samples) -> npt.NDArray[np.bool_]:
    """Which outputs are elsewhere at the origin than where their neighbours on both sides lead.

    Beside a pole, as of t A(t)^-1 v for a nearly singular A, F(h) and F(-h) meet over all steps that are
    larger than the distance of the pole, but not in F(0): differences over them know nothing of its slope.

    >>> samples = Samples(lambda t: np.array([t / (t + 1e-8), np.exp(t), abs(t)]))
    >>> isolated_origin(samples)
    array([ True, False, False])
    """
    coarse, fine = ((ahead + behind) / 2 for ahead, behind in map(samples.pair, MIDDLE_STEPS[-2:]))
    apart, changes = np.abs(samples.origin - fine), np.abs(fine - coarse)
    return np.asarray(
        (apart > ISOLATED * changes) & (apart > KINK_NOISE * rounding_over(samples, MIDDLE_STEPS[-2:]))
    )


def one_sided(samples: Samples, h: float = SMALLEST_STEP) -> tuple[Vector, Vector]:
    """The slopes behind and ahead of the origin, each extrapolated once from steps h and 2h.

    >>> samples = Samples(lambda t: np.array([max(t, 0.0)]))
    >>> behind, ahead = one_sided(samples)
    >>> float(ahead[0] - behind[0])
    1.0
    """
    near, far = samples.pair(h), samples.pair(2 * h)
    ahead = (4 * near[0] - far[0] - 3 * samples.origin) / (2 * h)
    behind = -(4 * near[1] - far[1] - 3 * samples.origin) / (2 * h)
    return behind, ahead
