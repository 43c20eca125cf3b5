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

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from ethan_check.baseline.entry import Projected
from ethan_check.baseline.projections import projection
from ethan_check.numerics.chunks import largest_finite
from ethan_check.numerics.line_samples import Line, Samples, Vector
from ethan_check.numerics.noise import noise_of, typical_noise
from ethan_check.numerics.random_directions import direction
from ethan_check.numerics.tolerances.bars import (
    BACKWARD_ROUNDING,
    ERROR_BARS,
    LAST_PLACES,
    OTHER_MULTIPLE,
)
from ethan_check.numerics.tolerances.baselines import BASELINE_ENTRIES
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.domain import domain, jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.extended_precision import extended_output, extended_pullback
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.size_limits import entries_of
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part

__all__ = ["OUTPUT", "Point", "is_wide", "measured_rounding", "projected", "run_at", "unit_of"]

OUTPUT = "Y"
"""What the output is called beside the gradients."""

Results = Mapping[str, Any]
"""The flat output and the gradients, by name: `Y`, `dL_dX`."""


@dataclass(frozen=True)
class Point:
    """Where a layer was run, for which cotangent, and what came out."""

    subject: Subject
    cotangent: Vector
    results: Results


def run_at(subject: Subject, values: Mapping[str, Any], cotangent: Vector) -> dict[str, Any]:
    """The output and the gradients at some arrays.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`; also where there are more outputs, or fewer, than the
            cotangent is for.
    """
    point = subject.linearise(values)
    output = point.output
    if output.size != cotangent.size:
        raise LayerFault(f"forward gave {output.size} numbers, expected {cotangent.size}")
    gradients = point.pullback(cotangent)
    return {OUTPUT: output, **{subject.targets[name]: gradient for name, gradient in gradients.items()}}


def measured_rounding(point: Point) -> dict[str, float]:
    """What the computation of each result loses to rounding, as a share of a typical entry of it; of nothing
    where the layer takes narrow numbers or does not run beside its point.

    >>> from ethan_core.fn import Sigmoid
    >>> subject = Subject(Sigmoid(), (np.array([0.3, -1.2]),))
    >>> u = np.ones(2)
    >>> found = measured_rounding(Point(subject, u, run_at(subject, subject.values, u)))
    >>> sorted(found), max(found.values()) < 1e-15
    (['Y', 'dL_dX'], True)
    """
    subject, values = point.subject, point.subject.values
    if any(values[name].dtype != np.float64 for name in subject.targets):
        return {}
    rng = np.random.default_rng(0)
    moves = {name: direction(values[name], rng, "mixed", *domain(subject, name)) for name in subject.targets}
    moves = symmetric_part(subject, moves)

    @cache
    def run(t: float) -> Results:
        if t == 0:
            return point.results
        beside = {name: value + t * moves[name] if name in moves else value for name, value in values.items()}
        return run_at(subject, beside, point.cotangent)

    try:
        found = {
            name: _rounding_of(result, partial(_flat, run, name)) for name, result in point.results.items()
        }
    except (LayerFault, BadGradient):  # Nothing promises that it runs there.
        return {}
    return {name: share for name, share in found.items() if np.isfinite(share)}


def _rounding_of(result: Any, line: Line) -> float:
    """The noise of half of the entries along a line, as a share of their typical size."""
    flat = np.asarray(result, dtype=np.float64).ravel()
    flat = flat[np.isfinite(flat)]
    size = float(np.sqrt(np.mean(np.square(flat)))) if flat.size else 0.0
    return typical_noise(noise_of(Samples(line))) / size if size else 0.0


def _flat(run: Callable[[float], Results], name: str, t: float) -> Vector:
    return np.asarray(run(t)[name], dtype=np.float64).ravel()


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


def is_wide(subject: Subject) -> bool:
    """Whether a case has so many entries that it is run no more often than it has to be.

    >>> from ethan_core.fn import Relu
    >>> is_wide(Subject(Relu(), (np.ones(10),))), is_wide(Subject(Relu(), (np.ones(10_000),)))
    (False, True)
    """
    return entries_of(subject.values) > BASELINE_ENTRIES


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
