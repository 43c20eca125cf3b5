"""What the layer itself loses to rounding, measured: in extended precision, or from point to point.

Where the layer runs in extended precision, the distance between the two runs is its rounding. Elsewhere,
its error against the exact value is taken at points some last places away: rounding changes from point to
point, a mistake does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.oracle import NEARER, NEIGHBOUR_SHARE, ROUNDING_NEIGHBOURS
from ethan_check.subject.domain import domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.extended_precision import extended_output, extended_pullback
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["customary_size", "forward_rounding", "gradient_rounding", "neighbours", "spread"]


def forward_rounding(subject: Subject, values: Mapping[str, Array], output: Vector) -> Vector | None:
    """The rounding of every output; None where extended precision is not to be had.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> found = forward_rounding(subject, subject.values, np.array([0.0, 2.0]))
    >>> found is None or found.tolist() == [0.0, 0.0]
    True
    """
    exact = extended_output(subject, values)
    if exact is None:
        return None
    with np.errstate(all="ignore"):
        return _finite_or_zero(np.abs(exact - output).astype(np.float64))


def gradient_rounding(
    subject: Subject, values: Mapping[str, Array], cotangent: Vector, gradients: Mapping[str, Array]
) -> dict[str, Vector] | None:
    """The rounding of every entry of every gradient, flat; None where it is not to be had."""
    exact = extended_pullback(subject, values, cotangent)
    if exact is None:
        return None
    with np.errstate(all="ignore"):
        return {name: _finite_or_zero(np.abs(exact[name] - gradients[name]).ravel()) for name in exact}


def neighbours(
    subject: Subject, values: Mapping[str, Array], rng: np.random.Generator
) -> Iterator[dict[str, Array]]:
    """Points a few last places away from the given one.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones(3),))
    >>> points = list(neighbours(subject, subject.values, np.random.default_rng(0)))
    >>> bool(max(np.abs(point["X"] - 1).max() for point in points) < 2e-14)
    True
    """
    for _ in range(ROUNDING_NEIGHBOURS):
        moved = dict(values)
        for name in subject.targets:
            # Up to 64 last places to either side.
            moved[name] = values[name] * (1 + NEIGHBOUR_SHARE * rng.integers(-16, 17, values[name].shape))
        yield moved


def spread(points: Iterator[dict[str, Array]], error_at: Callable[[dict[str, Array]], Vector]) -> Vector:
    """How much an error changes among some points: for every entry, the largest distance to the median.

    >>> points = iter([{"X": np.array([value])} for value in (1.0, 2.0, 7.0)])
    >>> spread(points, lambda point: point["X"])
    array([5.])
    """
    errors = np.array([error_at(point) for point in points])
    with np.errstate(all="ignore"):
        return _finite_or_zero(np.max(np.abs(errors - np.median(errors, axis=0)), axis=0))


def customary_size(
    subject: Subject, values: Mapping[str, Array], size_at: Callable[[dict[str, Array]], float]
) -> float:
    """How large results are at this point and nearer to the origin.

    Where a function saturates, 1 - tanh(x)**2 say, its small results come out of numbers as large as its
    customary ones, and carry their rounding.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([16.0]),))
    >>> customary_size(subject, subject.values, lambda point: float(1 / point["X"][0]))
    4.0
    """
    largest = 0.0
    for share in NEARER:
        point = dict(values)
        for name in subject.input_names:
            if name in subject.targets:
                point[name] = np.clip(share * values[name], *domain(subject, name))
        with suppress(LayerFault, BadGradient):
            size = size_at(point)
            largest = max(largest, size if np.isfinite(size) else 0.0)
    return largest


def _finite_or_zero(rounding: Vector) -> Vector:
    return np.where(np.isfinite(rounding), rounding, 0.0)
