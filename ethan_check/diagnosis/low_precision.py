"""A gradient that went through float32 or float16 on its way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.roughness import roughness
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH109"

PRECEDENCE = MECHANISM

_TYPES: tuple[tuple[type[np.float32] | type[np.float16], float], ...] = (
    (np.float32, 64.0),
    (np.float16, 16.0),
)
"""The types, and how large an error may be in each.

Unit: units in the last place of the largest number that the gradient is made of. Fixed by: half a unit is
what one rounding makes, and sums of some dozens of them are what layers compute."""

_ROUGH_SHARE = 0.1
"""How much of an error has to be gone, or another one, at the next point; a formula's is the same to 1e-6.

Unit: share of the error. Fixed by: tests/diagnosis/test_low_precision.py. Tenfold: an error is seldom all of
what was rounded."""

_APART = 4.0
"""How far apart the points are at which a gradient is looked at.

Unit: units in the last place of the type, relative. Fixed by: half a unit is what rounding makes; further
apart a formula bends, by the cube of it."""

_ROUND = 64
"""Multiples of 1/64 have no digits that a narrower type would cut off: a mask, a sign, a count."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared, and it is not 0 that is rounded, of which no size is known."""
    return difference.derivative is not None and bool(np.any(difference.derivative))


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """All entries are numbers of that type; or the errors are small, and others at the next point."""
    g, d = difference.backward, difference.derivative
    if d is None or difference.bars is None or not g.size or not np.all(np.isfinite(g)):
        return
    error, largest = np.abs(g - d), _largest(difference, d)
    if not np.any(error > difference.bars):
        return
    for dtype, units in _TYPES:
        eps = float(np.finfo(dtype).eps)
        most = units * eps * largest
        if np.max(error) > most:
            continue
        jumps = roughness(difference, subject, _APART * eps)
        is_rough = jumps is not None and _is_rough(error, jumps, error > difference.bars, most)
        text = f"{difference.target} went through {np.dtype(dtype).name} on its way"
        # What an epsilon outweighs does not move, and is rounded to the same number again.
        yield text if is_rough or _is_of_type(g, dtype) else Perhaps(text)
        return


def _largest(difference: WrongGradient, d: Array) -> float:
    """Of the numbers that a gradient is made of."""
    jacobian, u = difference.jacobian, difference.cotangent
    made_of = [d] if jacobian is None or u is None else [d, jacobian * u, u]
    return max(float(np.max(np.abs(one), initial=0.0)) for one in made_of)


def _is_of_type(g: Array, dtype: type[np.float32] | type[np.float16]) -> bool:
    with np.errstate(over="ignore", under="ignore"):
        exactly = np.array_equal(g.astype(dtype).astype(np.float64), g)
    return exactly and not np.array_equal(np.round(g * _ROUND), g * _ROUND)


def _is_rough(error: Array, jumps: Array, wrong: Array, most: float) -> bool:
    typical, jump = (float(np.sqrt(np.mean(one[wrong] ** 2))) for one in (error, jumps))
    return _ROUGH_SHARE * typical < jump < most
