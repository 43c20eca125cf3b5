"""By how much rounding may move what a layer computes, measured on the layer itself.

Three things are looked at, and the largest counts:

* the noise of the whole computation along a line through the point, which no smooth function has: it shows
  a buffer in float32 anywhere inside;
* the distance to the same computation in extended precision, where the layer runs in that, and to the same
  at a point some last places away, for another multiple of the cotangent;
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
    MOST_ROUNDING,
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
    apart, largest = _apart(point), _largest(point)
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
    """How far every entry is from what more precision, and from what another rounding makes of it.

    Where more precision is to be had, a distance to the second that no rounding explains is that of a point
    on the other side of a kink, and counts no more. Where it is not, that distance may be all that shows how
    ill-conditioned the layer is.
    """
    exact, again = _in_extended_precision(point), _rounded_anew(point)
    most = MOST_ROUNDING * EPSILON * _largest(point)
    found = {}
    with np.errstate(all="ignore"):
        for name, result in point.results.items():
            found[name] = _distance(again.get(name, result), result)
            if name in exact:
                beside = np.where(found[name] <= most, found[name], 0.0)
                found[name] = np.maximum(_distance(exact[name], result), beside)
    return found


def _distance(other: Any, result: Any) -> Any:
    return np.abs(np.asarray(other, np.longdouble) - result).astype(np.float64)


def _largest(point: Point) -> float:
    return max(map(largest_finite, map(np.asarray, point.results.values())), default=0.0)


def _in_extended_precision(point: Point) -> dict[str, Any]:
    """The results in extended precision; nothing where that is not to be had, or not worth its time."""
    subject, values = point.subject, point.subject.values
    if is_wide(subject):
        return {}
    output = extended_output(subject, values)
    gradients = extended_pullback(subject, values, point.cotangent)
    if output is None or gradients is None:
        return {}
    return {OUTPUT: output, **{subject.targets[name]: one for name, one in gradients.items()}}


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
