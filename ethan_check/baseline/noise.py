"""What a layer loses to rounding, told from the noise of its results along a line through a case.

No smooth function has noise. A buffer in float32 anywhere inside shows as that of its last places, whatever
the types of inputs and results are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from ethan_check.baseline.point import Point, Results, run_at
from ethan_check.numerics.line_samples import Line, Samples, Vector
from ethan_check.numerics.noise import noise_of, typical_noise
from ethan_check.numerics.random_directions import direction
from ethan_check.subject.domain import domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.symmetric_inputs import symmetric_part

__all__ = ["measured_rounding"]


def measured_rounding(point: Point) -> dict[str, float]:
    """What the computation of each result loses to rounding, as a share of a typical entry of it; of nothing
    where the layer takes narrow numbers or does not run beside its point.

    >>> from ethan_check.subject.subject import Subject
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
