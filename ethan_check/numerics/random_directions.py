"""Where to look: random directions in the space of the arguments, random cotangents over the outputs.

A projection hides errors that are orthogonal to it, so nothing here is all ones, nothing is positive
only, and every entry takes part with a size that is never near zero: signs are random and sizes are
uniform on (0.5, 1.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.chunks import chunks
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.numerics.tolerances.steps import (
    JITTER,
    REACH,
    ROOM_AT_EDGE,
    ROOM_USED,
    SMALLEST_SHARE,
    SMALLEST_SIZE,
)

__all__ = ["Scaling", "cotangent", "direction", "directions", "jittered", "signed"]

Scaling = Literal["mixed", "relative", "common"]
"""How far each entry is moved: by its own size within limits, by its own size, or all alike."""

_ANYWHERE = (-np.inf, np.inf)

_EXPONENT = 0x7FF0_0000_0000_0000
"""The bits of a float64 that hold its exponent."""


def signed(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Random signs times sizes uniform on (0.5, 1.5).

    >>> sample = signed((100,), np.random.default_rng(0))
    >>> bool((abs(sample) > 0.5).all() and sample.min() < 0 < sample.max())
    True
    """
    if math.prod(shape) > LARGE:
        sample = np.empty(shape)
        # The leading bit of each number is its sign: a second draw would cost as much as a forward.
        for (piece,) in chunks(sample):
            rng.random(out=piece)
            np.subtract(np.multiply(piece, 2.0, out=piece), 1.0, out=piece)
            np.add(piece, np.copysign(0.5, piece), out=piece)
        return sample
    sample = rng.random(shape)
    sample += 0.5
    return np.where(rng.random(shape) < 0.5, -sample, sample)


def cotangent(size: int, rng: np.random.Generator) -> Vector:
    """A random cotangent over `size` outputs.

    >>> cotangent(3, np.random.default_rng(0)).shape
    (3,)
    """
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
    v = signed(x.shape, rng)
    common = _common(x)
    if x.size <= LARGE:
        return _scale_into_domain(v, x, common, scaling, low, high)
    for piece, there in chunks(v, x):
        piece[...] = _scale_into_domain(piece, there, common, scaling, low, high)
    return v


def directions(
    points: Sequence[npt.NDArray[np.float64]],
    rng: np.random.Generator,
    scaling: Scaling = "mixed",
    domains: Sequence[tuple[float, float]] | None = None,
) -> list[npt.NDArray[np.float64]]:
    """A random direction for each of some arrays: the same as `direction` draws for one after the other,
    worked out in one vector of all entries, so that many small arrays cost no more than their entries do.

    Args:
        domains: low and high of each array; by default they may move anywhere.

    >>> points = [np.array([0.5, 1e-3]), np.array([[2.0]])]
    >>> both = directions(points, np.random.default_rng(0))
    >>> rng = np.random.default_rng(0)
    >>> all(np.array_equal(v, direction(x, rng)) for v, x in zip(both, points, strict=True))
    True
    """
    domains = domains or [_ANYWHERE] * len(points)
    if len(points) < 2 or any(x.size > LARGE for x in points):
        return [direction(x, rng, scaling, *ends) for x, ends in zip(points, domains, strict=True)]
    sizes = np.array([x.size for x in points])
    ends = np.cumsum(sizes)
    drawn = rng.random(2 * int(ends[-1]))
    # Of each array come first all sizes, then all signs.
    first = np.arange(ends[-1]) + np.repeat(ends - sizes, sizes)
    size, sign = drawn[first] + 0.5, drawn[first + np.repeat(sizes, sizes)] < 0.5
    x = np.concatenate([array.ravel() for array in points])
    common = np.repeat([_common(array) for array in points], sizes)
    bounded = np.isfinite(domains).any()
    limits = [np.repeat([each[side] for each in domains], sizes) for side in (0, 1)] if bounded else _ANYWHERE
    v = _scale_into_domain(np.where(sign, -size, size), x, common, scaling, *limits)
    parts = np.split(v, ends[:-1])
    return [part.reshape(array.shape) for part, array in zip(parts, points, strict=True)]


def _scale_into_domain(
    v: npt.NDArray[np.float64],
    x: npt.NDArray[np.float64],
    common: float | npt.NDArray[np.float64],
    scaling: Scaling,
    low: float | npt.NDArray[np.float64],
    high: float | npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    v = v * np.where(np.isfinite(x), _sizes(x, common, scaling), 0.0)  # What is infinite stays where it is.
    if np.any(low > -np.inf) or np.any(high < np.inf):
        with np.errstate(invalid="ignore"):  # What is infinite may be so where the domain ends.
            room = np.minimum(x - low, high - x)
        limit = np.where(
            room > ROOM_AT_EDGE * np.minimum(1.0, np.abs(high - low)), ROOM_USED * room / REACH, 0.0
        )
        v = np.clip(v, -limit, limit)
    return _representable(v, x)


def _representable(v: npt.NDArray[np.float64], x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # Without its mantissa a number is a power of two. The unit to which v is rounded is 2^29 times smaller;
    # adding 3 * 2^51 units leaves no place for what is less than one of them.
    power = np.asarray(np.asarray(np.maximum(np.abs(x), np.abs(v))).view(np.int64) & _EXPONENT).view(
        np.float64
    )
    with np.errstate(all="ignore"):
        rounding = power * (1.5 * 2.0**23)
        rounded = (v + rounding) - rounding
        if not np.all(rounded):
            lost = (rounded == 0) & (v != 0)
            rounded = np.where(lost, np.copysign(power * 2.0**-29, v), rounded)
    return rounded if np.isfinite(rounded).all() else np.where(np.isfinite(rounded), rounded, v)


def _common(x: npt.NDArray[np.float64]) -> float:
    """The size of a typical entry, 1 at most."""
    flat = x.reshape(-1) if x.size > LARGE else np.abs(x).ravel()
    if not np.isfinite(np.dot(flat, flat)):
        flat = flat[np.isfinite(flat)]
    rms = root_of_squares(flat, flat.size) if flat.size else 0.0
    return min(1.0, rms) if 0 < rms < np.inf else 1.0


def _sizes(
    x: npt.NDArray[np.float64], common: float | npt.NDArray[np.float64], scaling: Scaling
) -> npt.NDArray[np.float64]:
    size = np.abs(x)
    match scaling:
        case "common":
            return np.full(x.shape, common)
        case "relative":
            return np.where(size > SMALLEST_SHARE * common, size, common)
        case "mixed":
            return np.clip(size, SMALLEST_SIZE * common, common)


def jittered(
    x: npt.NDArray[np.float64],
    rng: np.random.Generator,
    share: float = JITTER,
    low: float = -np.inf,
    high: float = np.inf,
    scaling: Scaling = "mixed",
) -> npt.NDArray[np.float64]:
    """A point beside x: off every tie and every kink that x happens to be on, and inside the domain.

    Args:
        share: how far, in parts of a direction of that scaling. The smallest steps along such a direction
            are a thousandth of the default.

    >>> moved = jittered(np.array([0.0, 1.0]), np.random.default_rng(0), low=0.0)
    >>> bool((moved >= 0).all()), bool(0 < abs(moved[1] - 1) < 0.001)
    (True, True)
    """
    v, common = signed(x.shape, rng), _common(x)
    for piece, there in chunks(v, x) if x.size > LARGE else ():
        piece[...] = _move_aside(there, piece, share, common, scaling, low, high)
    return v if x.size > LARGE else _move_aside(x, v, share, common, scaling, low, high)


def _move_aside(
    x: npt.NDArray[np.float64],
    v: npt.NDArray[np.float64],
    share: float,
    common: float,
    scaling: Scaling,
    low: float,
    high: float,
) -> npt.NDArray[np.float64]:
    moved = x + share * v * np.where(np.isfinite(x), _sizes(x, common, scaling), 0.0)
    return np.where((moved > low) & (moved < high), moved, x)
