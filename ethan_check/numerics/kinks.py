"""Kinks: places where the slopes ahead and behind differ.

A central difference at the kink of |t| converges, at every step, to 0: agreement of steps proves
nothing there. So the bend (the difference of the two slopes) is always looked at. At a smooth place the
bend halves with the step; at a kink it stays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.tolerances.bars import BLUNT
from ethan_check.numerics.tolerances.kinks import CURVATURE, KINK_FLOOR, KINK_NOISE
from ethan_check.numerics.tolerances.steps import SMALLEST_STEP, WIDE_KINK_STEP

__all__ = ["kinks_at_origin", "one_sided"]


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
