"""The derivative of all outputs of a subject along a line, and what forward's own rounding does to it.

A forward that cancels (1 - p, a variance about a large mean) or that solves a nearly singular system has a
derivative that is known no better than its rounding lets it be, and neither the complex step nor an
extrapolated difference shows that at one point. The same derivative in extended precision does, and so does
that at points a few units in the last place away: how far they lie apart is its error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ethan_check.numerics.derivative import METHOD_STEPS, METHODS, Derivative, Mask
from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.numerics.nearer_steps import noise_over, scale_of
from ethan_check.numerics.tolerances.bars import CERTIFICATE, LAST_PLACES, OTHER_MULTIPLE
from ethan_check.numerics.tolerances.repeats import LARGEST_SCATTER, SCATTER_POINTS
from ethan_check.numerics.tolerances.steps import EPSILON, STILL_NEARER
from ethan_check.subject.domain import jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.extended_precision import extended_line
from ethan_check.subject.linearisation import Linearisation
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["differentiate", "with_scatter"]

Values = Mapping[str, Array]


def differentiate(
    subject: Subject,
    values: Values,
    directions: Mapping[str, Array],
    *,
    use_complex: bool = True,
    point: Linearisation | None = None,
) -> Derivative:
    """The derivative of all outputs along the given directions; arrays without one stay put.

    Args:
        point: the subject at these values, whose output then serves as F(0).

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> differentiate(subject, subject.values, {"X": np.ones(2)}).value.round(6)
    array([0., 1.])
    """
    moving = subject.along(values, directions)

    def line(t: Any) -> Array:
        return point.output if point is not None and t == 0 else moving(t)

    # A complex number would be the only one in more than the precision in which the layer is declared to run.
    possible = not subject.runs_in_single and not subject.is_complex
    return directional_derivative(line, use_complex=use_complex and possible, accuracy=subject.accuracy)


def with_scatter(
    subject: Subject, values: Values, directions: Mapping[str, Array], found: Derivative
) -> Derivative:
    """The same derivative, with error bars no narrower than its distance to the derivative in extended
    precision, than what its steps make of the rounding of the values that it was taken from, and than its
    scatter at points that differ in the last places, along a multiple of the directions, so that every
    product is rounded anew. Without bound where more precision leads nowhere, or nearer steps lead elsewhere.

    >>> class Cancelling:
    ...     def forward(self, x): self.x = x; return np.log(1 - (1 - np.exp(x)))
    ...     def backward(self, g): return g
    >>> subject, v = Subject(Cancelling(), (np.array([-9.0]),)), {"X": np.ones(1)}
    >>> found = differentiate(subject, subject.values, v)
    >>> with_scatter(subject, subject.values, v, found).error > 30 * found.error
    array([ True])
    """
    use_complex, error = METHODS[0] in found.by_method(), found.error
    error = np.where(_stands_alone(subject, values, directions, found), np.inf, error)
    line = extended_line(subject, values, directions)
    if line is not None:
        exact = directional_derivative(line, use_complex=use_complex)
        distance = np.where(exact.usable, np.abs(exact.value - found.value), np.inf)
        distance = np.maximum(distance, _shown_by_values(found, line))
        error = np.where(found.usable, np.maximum(error, distance), error)
    multiple, rng = {name: OTHER_MULTIPLE * v for name, v in directions.items()}, np.random.default_rng(0)
    for _ in range(1 if is_large(entries_of(values)) else SCATTER_POINTS):
        beside = jittered_point(subject, values, rng, LAST_PLACES * EPSILON)
        try:
            again = differentiate(subject, beside, multiple, use_complex=use_complex)
        except LayerFault:  # A matrix that has to be symmetric to the last place, for example.
            continue
        scatter = np.abs(again.value / OTHER_MULTIPLE - found.value)
        # Within some bars of it, it is what the bar says, and nothing new.
        unforeseen = found.usable & again.usable & (scatter > LARGEST_SCATTER * found.error)
        error = np.where(unforeseen, np.maximum(error, scatter), error)
    return replace(found, error=error)


def _stands_alone(
    subject: Subject, values: Mapping[str, Array], directions: Mapping[str, Array], found: Derivative
) -> Mask:
    """Which outputs have a derivative by the nearest steps alone that still nearer ones do not lead to.

    What oscillates faster than all steps, as x^2 sin(1/x) does beside 0, they may agree on by chance.
    """
    nearest = np.asarray(found.usable & (found.method == len(METHODS) - 1))
    if not nearest.any():
        return nearest
    nearer = {name: STILL_NEARER * v for name, v in directions.items()}
    again = differentiate(subject, values, nearer, use_complex=False)
    apart = np.abs(again.value / STILL_NEARER - found.value)
    confirmed = again.usable & (apart <= CERTIFICATE * scale_of(found.value))
    return np.asarray(nearest & ~confirmed)


def _shown_by_values(found: Derivative, line: Line) -> Vector:
    """What rounding does to differences, by how far values of F lie from those in extended precision.

    On a plateau that rounding makes, as (1 - cos x) / x has beside 0, F is smooth, and its slope another one.
    """
    values = [(0.0, found.origin)]
    if found.pairs:
        h = max(found.pairs)
        values += zip((h, -h), found.pairs[h], strict=True)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = np.abs([line(t).astype(np.float64) - value for t, value in values])
    # At the farthest step an output may be beyond all numbers that has a derivative by nearer ones.
    rounding = np.max(np.where(np.isfinite(apart), apart, 0.0), axis=0)
    noise = [noise_over(steps) if steps else 0.0 for steps in METHOD_STEPS]
    return np.asarray(np.array(noise)[found.method] * rounding)
