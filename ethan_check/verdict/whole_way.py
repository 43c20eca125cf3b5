"""The smallest error in one entry of a gradient that would show along a whole way, where steps show little.

What forward rounds away, a difference divides by its step: in single precision bars are as wide as a
thousandth of the gradient. Along a way of the arrays' own size forward changes by the integral of the
gradient, and rounding shows at its two ends alone: an entry that is off by far less would not add up.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.path_integral import integrated_with_error
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.tolerances.bars import DETECTABLE, ERROR_BARS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.directions import directions_at
from ethan_check.verdict.probe import Probe
from ethan_core.layer import Array

__all__ = ["smallest_error_along_way"]

_SHARES = (1.0, 0.25)
"""How long the ways are, in sizes of the arrays: where a norm bends on a long one, rounding counts for more
on a short one, and is still divided by no small step."""

_ENDS = 2.0
"""A way has two ends, at each of which forward rounds."""


def smallest_error_along_way(subject: Subject, probe: Probe, name: str, rng: np.random.Generator) -> float:
    """The smallest error in one entry of the gradient by an array that would show as all arrays move from
    behind a probe's point to ahead of it; infinite where that does not add up, or forward does not go there.

    >>> from ethan_check.verdict.probe import directional_test
    >>> class Single:
    ...     def forward(self, x): self.y = np.tanh(x.astype(np.float32)).astype(float); return self.y
    ...     def backward(self, g): return g * (1 - self.y**2)
    >>> subject, rng = Subject(Single(), (np.array([0.5, -1.0, 2.0]),)), np.random.default_rng(0)
    >>> probe = directional_test(subject, subject.values, rng)
    >>> smallest_error_along_way(subject, probe, "X", rng) < probe.smallest_error("X") / 5
    True
    """
    noise = probe.derivative.noise
    if noise is None or name not in probe.directions:
        return np.inf
    moves = directions_at(subject, probe.values, rng, None, "common")
    moved = np.abs(moves[name])
    if not moved.any():
        return np.inf
    least = float(moved[moved > 0].min())
    ways = ({key: share * move for key, move in moves.items()} for share in _SHARES)
    tolerances = (_tolerance(subject, probe, noise, way) for way in ways)
    return min(DETECTABLE * one / (share * least) for one, share in zip(tolerances, _SHARES, strict=True))


def _tolerance(subject: Subject, probe: Probe, noise: Vector, moves: Mapping[str, Array]) -> float:
    """By how much the gradient may fail to add up along the way that has the point in its middle; infinite
    where it does not add up.
    """
    u = probe.cotangent

    def at(t: float) -> dict[str, Array]:
        return {**probe.values, **{key: probe.values[key] + (t - 0.5) * move for key, move in moves.items()}}

    def slope(t: float) -> float:
        gradients = subject.pullback(at(t), u)
        return float(sum(np.sum(gradients[key] * move) for key, move in moves.items()))

    try:
        behind, ahead = (np.asarray(subject.flat(at(t)), dtype=np.float64) for t in (0.0, 1.0))
        integral, missed = integrated_with_error(slope)
    except (LayerFault, BadGradient):
        return np.inf
    tolerance = ERROR_BARS * (missed + _ENDS * root_of_squares(u * noise))
    difference = integral - float(np.dot(u, ahead - behind))
    return tolerance if np.isfinite(tolerance) and abs(difference) <= tolerance else np.inf
