"""What backward itself loses to rounding: no mistake, so a comparison has to allow for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.chunks import chunks, largest_finite, product, total_size
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.bars import (
    COMPARED_ROUNDING,
    LAST_PLACES,
    MOST_ROUNDING,
    OTHER_MULTIPLE,
    REPEATED_ROUNDING,
    SATURATION,
)
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.domain import jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.extended_precision import extended_pullback
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["lost_by_backward"]

Values = Mapping[str, Array]


def lost_by_backward(
    subject: Subject,
    values: Values,
    u: Vector,
    gradients: Mapping[str, Array],
    directions: Mapping[str, Array],
) -> float:
    """What backward itself lost to rounding: its distance to the same backward in extended precision.

    Without extended precision, the distance to backward of another multiple of the cotangent at a point that
    differs in the last places, so that what an ill-conditioned problem makes of them is seen. In both cases
    also what is lost where a saturated entry computes a tiny derivative from numbers as large as those of
    the others: 1 - tanh(x)^2 at x = 15. Only values that the case has are asked: at others a backward
    that guards a division can be of any size, and would excuse any mistake.

    Args:
        u: the cotangent.
        gradients: what backward gave for it.
        directions: along which the gradients are compared; what is lost is that of the comparison.

    >>> from ethan_core.fn import Sigmoid
    >>> subject = Subject(Sigmoid(), (np.array([30.0, 0.0]),))
    >>> u, v = np.ones(2), {"X": np.ones(2)}
    >>> lost = lost_by_backward(subject, subject.values, u, subject.pullback(subject.values, u), v)
    >>> 1e-17 < lost < 1e-14
    True
    """
    largest = max(subject.ordinary_gradient, *map(largest_finite, gradients.values()), 0.0)
    saturation = SATURATION * EPSILON * largest * sum(total_size(v) for v in directions.values())
    exact = extended_pullback(subject, values, u)
    if exact is not None:
        with np.errstate(invalid="ignore"):
            apart = {name: exact[name] - gradients[name] for name in directions}
        lost = sum(np.abs(_moving_products(apart[name], v)).sum() for name, v in directions.items())
        return COMPARED_ROUNDING * float(lost) + saturation
    again = _rounded_anew(subject, values, u)
    total = 0.0
    for name, v in directions.items():
        measured = size = 0.0
        for stated, repeated, moved in chunks(gradients[name], again[name], v):
            once = _moving_products(stated, moved)
            measured += float(np.abs(_moving_products(repeated, moved) / OTHER_MULTIPLE - once).sum())
            size += float(np.abs(once).sum())
        total += REPEATED_ROUNDING * min(measured, MOST_ROUNDING * EPSILON * size)
    return total + saturation


def _moving_products(a: Array, v: Array) -> Vector:
    """Products of entries; what does not move (a slope without bound at an edge) contributes nothing."""
    return product(np.where(v != 0, a, 0.0), v)


def _rounded_anew(subject: Subject, values: Values, u: Vector) -> dict[str, Array]:
    """The VJP for a multiple of the cotangent, where it can be at a point that differs in the last places."""
    beside = jittered_point(subject, values, np.random.default_rng(0), LAST_PLACES * EPSILON)
    try:
        return subject.pullback(beside, u * OTHER_MULTIPLE)
    except (LayerFault, BadGradient):  # A matrix that has to be symmetric to the last place, for example.
        return subject.pullback(values, u * OTHER_MULTIPLE)
