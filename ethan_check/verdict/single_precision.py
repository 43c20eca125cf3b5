"""How far a float32 gradient may be from the float64 gradient of the same code.

It is measured: by how much the float64 gradient moves when its arguments and the cotangent are changed in the
last place of float32. A sum over the cotangent depends on nothing else, and is exact in float64.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.chunks import chunks, largest_finite
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.bars import FLOAT32_LOSS as LOST
from ethan_check.numerics.tolerances.bars import FLOAT32_UNIT as _SINGLE
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.extended_precision import extended_pullback
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["allowance", "largest_difference"]


def allowance(
    subject: Subject,
    wide: Mapping[str, Array],
    u: Vector,
    exact: Mapping[str, Array],
    rng: np.random.Generator,
) -> dict[str, float]:
    """How far the float32 gradient may be off: by its conditioning, and by as many times more than
    the float64 gradient is off as float32 is coarser.

    Args:
        wide: the point, whose numbers are all those of float32.
        u: the cotangent.
        exact: the float64 gradient there.

    >>> from ethan_core.net import Mlp
    >>> subject, u = Subject(Mlp(3, 2), (np.ones((4, 3)),)), np.ones(8)
    >>> wide = {name: value.astype(np.float32).astype(float) for name, value in subject.values.items()}
    >>> exact = subject.pullback(wide, u)
    >>> allowed = allowance(subject, wide, u, exact, np.random.default_rng(0))
    >>> all(1e-6 < allowed[name] < 1e-3 for name in exact)
    True
    """
    allowed = {name: LOST * largest_finite(gradient) for name, gradient in exact.items()}
    for _ in range(3):
        moved = {
            name: value * (1 + _SINGLE * rng.uniform(-1, 1, value.shape))
            if value.dtype.kind == "f"
            else value
            for name, value in wide.items()
        }
        moved = symmetric_part(subject, moved)
        cotangent = u * (1 + _SINGLE * rng.uniform(-1, 1, u.shape))
        beside = subject.pullback(moved, cotangent)
        wider = extended_pullback(subject, moved, cotangent)
        for name, gradient in beside.items():
            rounding = 0.0 if wider is None else largest_finite(gradient - wider[name])
            conditioning = largest_finite(gradient - exact[name])
            allowed[name] = max(allowed[name], 30 * conditioning + 30 * rounding * _SINGLE / EPSILON)
    if extended_pullback(subject, wide, u) is None:
        # Nothing measures rounding here: allow for differences of numbers as large as the cotangent.
        for name in allowed:
            allowed[name] = max(allowed[name], LOST * float(np.max(np.abs(u), initial=0.0)))
    return allowed


def largest_difference(rough: Array, exact: Array) -> float:
    """The largest absolute difference of two arrays, taken in float64.

    >>> largest_difference(np.array([1.0, 2.0], np.float32), np.array([1.0, 2.5]))
    0.5
    """
    pieces = chunks(rough, exact)
    return max((largest_finite(np.asarray(a, dtype=np.float64) - b) for a, b in pieces), default=0.0)
