"""The certificate of a gradient: the smallest error in one entry that would have been seen, and beside what.

It is a share of the gradient's largest entry. A gradient that is zero has no largest entry: there it is a
share of how far the output moves with the array over a longer way (a rounding layer has steps), and where the
output does not move with it either (a bias that softmax takes out again) there is nothing to certify.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.chunks import largest_finite, total_size
from ethan_check.numerics.last_place import last_place
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING, CERTIFICATE
from ethan_check.numerics.tolerances.steps import EPSILON, REACH
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import Probe, directional_test
from ethan_check.verdict.whole_way import smallest_error_along_way
from ethan_core.layer import Array

Values = Mapping[str, Array]

_WAYS = (REACH, 2.0)
"""How far arrays are moved to see whether the output follows: by the longest step of a difference, and by
more than their own size, which changes signs."""

__all__ = ["certificate", "moves_in_steps"]


def certificate(subject: Subject, probe: Probe, name: str) -> float | None:
    """The smallest error in one entry of a gradient that a probe would have seen.

    Args:
        subject: the layer.
        probe: what was seen of it.
        name: of the array.

    Returns:
        a share of the largest entry, infinite where nothing would have been seen; None where the output does
        not move with the array at all.

    >>> from ethan_check.verdict.judge import judge
    >>> class Shifted:
    ...     def __init__(self): self.b = np.ones(2)
    ...     def forward(self, x): z = x + self.b.sum(); return z - z.mean()
    ...     def backward(self, g): self.db = np.zeros(2); return g - g.mean()
    >>> subject = Subject(Shifted(), (np.array([0.5, -1.0, 2.0]),))
    >>> probe = judge(subject, np.random.default_rng(0)).probe
    >>> certificate(subject, probe, "b"), certificate(subject, probe, "X") < 1e-6
    (None, True)
    """
    if probe.largest[name] > probe.rounding:
        seen = probe.detectable_error(name)
        if seen < CERTIFICATE or any(value.dtype.kind == "c" for value in probe.values.values()):
            return seen
        along = smallest_error_along_way(subject, probe, name, np.random.default_rng(0))
        return min(seen, along / probe.largest[name])
    slope = _slope(subject, probe, name)
    return None if slope == 0 else _sharpest(subject, probe, name) / slope


def _sharpest(subject: Subject, probe: Probe, name: str) -> float:
    """The smallest error that would have been seen, here or as all entries of an array move alike: of zeros,
    none of which is owed to its own size, that shows the most.
    """
    alike = directional_test(subject, probe.values, np.random.default_rng(0), scaling="common")
    return min(one.smallest_error(name) for one in (probe, alike) if one.agrees or one is probe)


def _slope(subject: Subject, probe: Probe, name: str) -> float:
    """How far the output moves with an array, per unit of all its entries; 0 where that is rounding alone."""
    v = probe.directions.get(name)
    if v is None:
        return np.inf
    for way in _WAYS:
        change = _change(subject, probe, {name: v}, way)
        if change is None:
            return np.inf
        if change.any():
            return float(np.max(change * np.abs(probe.cotangent))) / (way * total_size(v))
    return 0.0


def _change(subject: Subject, probe: Probe, directions: Values, way: float) -> Vector | None:
    """How far each output moves, 0 where that may be rounding; None where forward does not go there."""
    here = subject.flat(probe.values)
    try:
        there = subject.flat(_moved(probe, directions, way))
    except LayerFault:
        return None
    unit = max(_unit(array) for array in (here, *probe.values.values()))
    with np.errstate(all="ignore"):
        change = np.abs(np.asarray(there - here, dtype=np.complex128))
    shows = np.isfinite(change) & (change > BACKWARD_ROUNDING * unit * largest_finite(here))
    return np.where(shows, change, 0.0)


def _moved(probe: Probe, directions: Values, way: float) -> dict[str, Array]:
    return {
        name: value + way * directions[name] if name in directions else value
        for name, value in probe.values.items()
    }


def moves_in_steps(subject: Subject, probe: Probe, rng: np.random.Generator) -> bool:
    """Whether outputs that do not move at a point do so further away, and stand still there again: those of
    floor do. A unit that is merely off here has a slope elsewhere.

    >>> class Floor:
    ...     def forward(self, x): return np.floor(x)
    ...     def backward(self, g): return 0 * g
    >>> subject, rng = Subject(Floor(), (np.array([0.5, -1.2, 2.3]),)), np.random.default_rng(0)
    >>> moves_in_steps(subject, directional_test(subject, subject.values, rng), rng)
    True
    """
    for way in (_WAYS[-1], -_WAYS[-1]):
        change = _change(subject, probe, probe.directions, way)
        if change is None or not change.any():
            continue
        try:
            return directional_test(subject, _moved(probe, probe.directions, way), rng).shows_nothing
        except (LayerFault, BadGradient):
            continue  # Nothing promises that it runs there.
    return False


def _unit(array: Array) -> float:
    return last_place(array.dtype) if array.dtype.kind in "fc" else EPSILON
