"""By how much rounding may move what a layer computes, measured on the layer itself.

Three things are looked at, and the largest counts:

* the noise of the whole computation along a line through the point, which no smooth function has: it shows
  a buffer in float32 anywhere inside;
* the distance to the same computation in extended precision, or, where the layer does not run in that, to
  the same at a point some last places away and for another multiple of the cotangent;
* one unit in the last place of every entry.

A verdict is given at ERROR_BARS of these bars, and so is this one: they are estimates, not bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.baseline.entry import Projected
from ethan_check.baseline.point import OUTPUT, Point, is_wide, run_at
from ethan_check.baseline.projections import projection
from ethan_check.numerics.chunks import largest_finite
from ethan_check.numerics.tolerances.bars import (
    BACKWARD_ROUNDING,
    ERROR_BARS,
    LAST_PLACES,
    OTHER_MULTIPLE,
)
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.domain import jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.extended_precision import extended_output, extended_pullback
from ethan_check.subject.gradients import BadGradient

__all__ = ["projected", "unit_of"]


def projected(point: Point, rounding: Mapping[str, float]) -> dict[str, Projected]:
    """The results as projections, each with its allowance.

    Args:
        rounding: what each loses to rounding at an ordinary point; may be empty.
    """
    apart = _apart(point)
    largest = max(map(largest_finite, map(np.asarray, point.results.values())), default=0.0)
    found = {}
    for name, result in point.results.items():
        unit = max(unit_of(result), rounding.get(name, 0.0), point.subject.accuracy)
        sums, own, others = projection(name, result, result, apart[name])
        bars = np.maximum(np.multiply(unit, own), others)
        nothing = BACKWARD_ROUNDING * unit_of(result) * largest
        if name != OUTPUT and largest_finite(np.asarray(result)) <= nothing:
            # A zero up to rounding has no size of its own: a bias that softmax takes out again.
            bars = np.maximum(bars, projection(name, result, np.full(np.shape(result), nothing))[1])
        found[name] = Projected(
            sums,
            tuple(float(f"{ERROR_BARS * bar:.1e}") for bar in bars),
            float(f"{max(rounding[name], EPSILON):.1e}") if name in rounding else None,
            int(np.size(result) - np.isfinite(np.asarray(result, dtype=np.float64)).sum()),
        )
    return found


def unit_of(array: Any) -> float:
    """The unit in the last place of an array's type, relative.

    >>> unit_of(np.ones(2)) < unit_of(np.ones(2, np.float32)) < 1e-6
    True
    """
    dtype = np.asarray(array).dtype
    return max(float(np.finfo(dtype).eps), EPSILON) if dtype.kind == "f" else EPSILON


def _apart(point: Point) -> dict[str, Any]:
    """How far every entry is from what more precision, or another rounding, makes of it."""
    subject, values, u = point.subject, point.subject.values, point.cotangent
    output = gradients = None
    if not is_wide(subject):
        output, gradients = extended_output(subject, values), extended_pullback(subject, values, u)
    exact: dict[str, Any] = {}
    if output is not None and gradients is not None:
        exact = {OUTPUT: output, **{subject.targets[name]: one for name, one in gradients.items()}}
    else:
        exact = _rounded_anew(point)
    with np.errstate(all="ignore"):
        return {
            name: np.abs(np.asarray(exact.get(name, result), np.longdouble) - result).astype(np.float64)
            for name, result in point.results.items()
        }


def _rounded_anew(point: Point) -> dict[str, Any]:
    """The results at a point some last places away; nothing where the layer does not run there."""
    subject, values = point.subject, point.subject.values
    widest = max((unit_of(values[name]) for name in subject.targets), default=EPSILON)
    beside = jittered_point(subject, values, np.random.default_rng(0), LAST_PLACES * widest)
    beside = {name: value.astype(values[name].dtype, copy=False) for name, value in beside.items()}
    try:
        again = run_at(subject, beside, point.cotangent * OTHER_MULTIPLE)
    except (LayerFault, BadGradient):  # A matrix that has to be symmetric to the last place, for example.
        return {}
    return {name: one if name == OUTPUT else one / OTHER_MULTIPLE for name, one in again.items()}
