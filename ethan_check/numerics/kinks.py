"""Kinks: places where the slopes ahead and behind differ.

A central difference at the kink of |t| converges, at every step, to 0: agreement of steps proves
nothing there. So the bend (the difference of the two slopes) is always looked at. At a smooth place the
bend halves with the step; at a kink it stays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.noise import TINY

__all__ = ["kinks_at_origin", "one_sided"]

_WIDE = 2.0**-10


def kinks_at_origin(samples: Samples, noise: Vector, scale: Vector) -> npt.NDArray[np.bool_]:
    """Which outputs have a kink at the origin, to within the smallest step.

    Where the noise is too large for the smallest steps, wider ones are compared.

    >>> samples = Samples(lambda t: np.array([abs(t), t * t, 1.0 + t]))
    >>> kinks_at_origin(samples, np.full(3, 1e-17), np.ones(3))
    array([ True, False, False])
    """
    kinked = _stays(samples, TINY, noise, scale)
    if np.any(10 * noise / TINY > 0.1 * scale):
        kinked |= _stays(samples, _WIDE, noise, scale)
    return kinked


def _stays(samples: Samples, h: float, noise: Vector, scale: Vector) -> npt.NDArray[np.bool_]:
    near, far = samples.bend(h), samples.bend(2 * h)
    threshold = 20 * noise / h + 4 * np.abs(far - near) + 1e-5 * scale
    return np.asarray(np.abs(near) > threshold)


def one_sided(samples: Samples, h: float = TINY) -> tuple[Vector, Vector]:
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
