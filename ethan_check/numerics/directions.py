"""Where to look: random directions in the space of the arguments, random cotangents over the outputs.

A projection hides errors that are orthogonal to it, so nothing here is all ones, nothing is positive
only, and every entry takes part with a size that is never near zero: signs are random and sizes are
uniform on (0.5, 1.5).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.samples import Vector

__all__ = ["REACH", "Scaling", "cotangent", "direction", "jittered", "signed"]

Scaling = Literal["mixed", "relative", "common"]
"""How far each entry is moved: by its own size within limits, by its own size, or all alike."""

REACH = 2.0**-3
"""The largest multiple of a direction that a difference uses."""


def signed(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Random signs times sizes uniform on (0.5, 1.5).

    >>> sample = signed((100,), np.random.default_rng(0))
    >>> bool((abs(sample) > 0.5).all() and sample.min() < 0 < sample.max())
    True
    """
    sample = rng.random(shape)
    sample += 0.5
    return np.where(rng.random(shape) < 0.5, -sample, sample)


def cotangent(size: int, rng: np.random.Generator) -> Vector:
    """A random cotangent over `size` outputs."""
    return signed((size,), rng)


def direction(
    x: npt.NDArray[np.float64],
    rng: np.random.Generator,
    scaling: Scaling = "mixed",
    low: float = -np.inf,
    high: float = np.inf,
) -> npt.NDArray[np.float64]:
    """A random direction v at x such that x + t v stays between low and high for |t| <= REACH.

    An entry at the very edge gets 0: no central difference exists there. Sizes are rounded so that
    x + t v is exact for every step t down to 2^-21: what is differenced is F, not the rounding of x.

    >>> v = direction(np.array([0.5, 1e-3]), np.random.default_rng(0), low=0.0)
    >>> bool((np.array([0.5, 1e-3]) - REACH * abs(v) > 0).all())
    True
    """
    v = signed(x.shape, rng) * _sizes(x, scaling)
    if low > -np.inf or high < np.inf:
        room = np.minimum(x - low, high - x)
        limit = np.where(room > 1e-6 * np.minimum(1.0, np.abs(high - low)), 0.9 * room / REACH, 0.0)
        v = np.clip(v, -limit, limit)
    return _representable(v, x)


def _representable(v: npt.NDArray[np.float64], x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    unit = np.spacing(np.maximum(np.abs(x), np.abs(v))) * 2.0**23
    with np.errstate(all="ignore"):
        rounded = np.rint(v / unit) * unit
    lost = (rounded == 0) & (v != 0)
    if lost.any():
        rounded = np.where(lost, np.copysign(unit, v), rounded)
    finite = np.isfinite(rounded)
    return rounded if finite.all() else np.where(finite, rounded, v)


def _sizes(x: npt.NDArray[np.float64], scaling: Scaling) -> npt.NDArray[np.float64]:
    size = np.abs(x)
    flat = size.ravel()
    rms = float(np.sqrt(np.dot(flat, flat) / x.size)) if x.size else 0.0
    common = min(1.0, rms) if 0 < rms < np.inf else 1.0
    match scaling:
        case "common":
            return np.full(x.shape, common)
        case "relative":
            return np.where(size > 1e-6 * common, size, common)
        case "mixed":
            return np.clip(size, 0.1 * common, common)


def jittered(
    x: npt.NDArray[np.float64],
    rng: np.random.Generator,
    share: float = 2.0**-12,
    low: float = -np.inf,
    high: float = np.inf,
) -> npt.NDArray[np.float64]:
    """A point beside x: off every tie and every kink that x happens to be on, and inside the domain."""
    moved = x + share * signed(x.shape, rng) * _sizes(x, "mixed")
    return np.where((moved > low) & (moved < high), moved, x)
